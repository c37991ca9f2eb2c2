"""The API of past deals: a draft of their process run against them, and how they followed it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from dealwright import Invalid, NotFound
from dealwright.records.answers import json_answer
from dealwright.records.bodies import Body

from .commands.study import CONFORMANCE, REPLAY, is_small, look_at_conformance, replay_draft
from .conformance.summing import conformance
from .models import Study
from .queries.study import latest_study, study

studies = Router(tags=["processes"])


class Draft(Body):
    """A draft of a process, as YAML."""

    yaml: str


@studies.post("/{key}/replay", operation_id="replay_process")
def post_replay(request: HttpRequest, key: str, body: Draft) -> HttpResponse:
    """Run past deals against a draft: the result, or for many deals 202 and where the result will be."""
    return _study(replay_draft(key, body.yaml, by=request.user, via="api"))


@studies.get("/{key}/replay/{int:study_id}", operation_id="get_replay")
def get_replay(request: HttpRequest, key: str, study_id: int) -> HttpResponse:
    """What a replay found, or how far it is."""
    return _study(study(study_id, request.user))


@studies.get("/{key}/conformance", operation_id="get_conformance")
def get_conformance(request: HttpRequest, key: str) -> HttpResponse:
    """How deals followed the process: counted now, for many deals what the latest POST found, 404 without one."""
    if is_small(key, request.user):
        return json_answer(conformance(key, request.user).as_data())
    latest = latest_study(CONFORMANCE, key, request.user)
    if latest is None:
        raise NotFound("Nobody has looked at so many deals yet.", remedy="POST to this address, then ask again.")
    return _study(latest)


@studies.post("/{key}/conformance", operation_id="look_at_conformance")
def post_conformance(request: HttpRequest, key: str) -> HttpResponse:
    """Look through all deals of the process: the result, or for many deals 202; then GET."""
    return _study(look_at_conformance(key, by=request.user, via="api"))


def _study(made: Study) -> HttpResponse:
    """What was found, 202 with its address while it is under way, or why nothing was."""
    if made.fault:
        raise Invalid(made.fault)
    if made.finished_at:
        return json_answer(made.found)
    answer = json_answer({"study": made.id, "done": made.done, "total": made.total}, 202)
    name, parts = (
        ("get_replay", [made.process, made.id]) if made.kind == REPLAY else ("get_conformance", [made.process])
    )
    answer["Location"] = reverse(f"api:{name}", args=parts)
    return answer
