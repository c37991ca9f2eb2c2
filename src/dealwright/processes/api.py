"""The API of the processes: which are in force, and what they say."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.playbook import framework_data
from dealwright.playbook import frameworks as shipped_frameworks
from dealwright.records.answers import json_answer

from . import drafts_api, feedback_api
from .frameworks import framework
from .queries import Published, current, in_force, text_of, versions

processes = Router(tags=["processes"])
processes.add_router("", drafts_api.router)
processes.add_router("", feedback_api.router)
frameworks = Router(tags=["frameworks"])


@processes.get("")
def list_processes(request: HttpRequest) -> HttpResponse:
    """The version in force of each process, with its stages."""
    return json_answer({"items": [_shown(version) for version in in_force()], "next_cursor": None})


@processes.get("/{key}")
def get_process(request: HttpRequest, key: str) -> HttpResponse:
    """One process: the version in force, its stages, fields and moves, and the numbers of all its versions."""
    version = current(key)
    numbers = [{"number": each.number, "digest": each.digest} for each in versions(key)]
    return json_answer({**_shown(version), "versions": numbers, "yaml": text_of(version.id)})


@frameworks.get("")
def list_frameworks(request: HttpRequest) -> HttpResponse:
    """The frameworks that playbooks can use, with their elements."""
    items = [framework_data(one) for one in shipped_frameworks().values()]
    return json_answer({"items": items, "next_cursor": None})


@frameworks.get("/{key}")
def get_framework(request: HttpRequest, key: str) -> HttpResponse:
    """One framework: what to know, what to ask, and what it takes for an answer to be believed."""
    return json_answer(framework_data(framework(key)))


def _shown(version: Published) -> dict[str, Any]:
    book = version.playbook
    return {
        "key": version.key,
        "title": version.title,
        "version": version.number,
        "digest": version.digest,
        "published_at": version.published_at,
        "extends": version.extends or None,
        "retired_at": version.retired_at,
        "currency": book.currency,
        "journey": book.journey,
        "stages": [_stage(stage) for stage in book.stages],
        "fields": [asdict(field) for field in book.fields],
        "outcomes": asdict(book.outcomes),
        "moves": asdict(book.moves),
    }


def _stage(stage: Any) -> dict[str, Any]:
    """The stage with each need named by its kind."""
    needs = [{"need": need.need, **asdict(need)} for need in stage.exit]
    return {**asdict(stage), "exit": needs}
