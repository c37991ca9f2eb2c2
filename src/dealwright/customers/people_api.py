"""The API of what belongs to a person: consents, relations to others, former employers."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.playbook import FieldType
from dealwright.records.answers import json_answer
from dealwright.records.values import read_value

from .bodies import ConsentBody, EmploymentBody, RelationBody
from .commands import add_employment, note_consent, relate, remove_employment, unrelate
from .queries import person_name
from .related import stays_of, ties_of, words_of

around = Router(tags=["people"])


@around.get("/{int:person_id}/consents")
def list_consents(request: HttpRequest, person_id: int) -> HttpResponse:
    """All that a person said about purposes, the newest first; the first word on a purpose counts."""
    person_name(person_id, request.user)
    return _items(words_of(person_id))


@around.post("/{int:person_id}/consents")
def add_consent(request: HttpRequest, person_id: int, body: ConsentBody) -> HttpResponse:
    """Note that a person gave or withdrew consent to a purpose."""
    at = read_value(FieldType.DATETIME, body.at, key="at")
    said = {"source": body.source, "text": body.text, "at": at}
    note_consent(person_id, body.purpose, body.given, **said, by=request.user, via="api")
    return _items(words_of(person_id), 201)


@around.get("/{int:person_id}/relations")
def list_relations(request: HttpRequest, person_id: int) -> HttpResponse:
    """How a person stands to others, from either side."""
    person_name(person_id, request.user)
    return _items(ties_of(person_id, request.user))


@around.post("/{int:person_id}/relations")
def add_relation(request: HttpRequest, person_id: int, body: RelationBody) -> HttpResponse:
    """Say how a person stands to another: reports_to, assistant_of, deputy_of, advises, introduced, knows, family …"""
    relate(person_id, body.other, body.kind, note=body.note, by=request.user, via="api")
    return _items(ties_of(person_id, request.user), 201)


@around.delete("/{int:person_id}/relations/{int:relation_id}")
def remove_relation(request: HttpRequest, person_id: int, relation_id: int) -> HttpResponse:
    """Say that a relation is no longer so."""
    unrelate(person_id, relation_id, by=request.user, via="api")
    return _items(ties_of(person_id, request.user))


@around.get("/{int:person_id}/employments")
def list_employments(request: HttpRequest, person_id: int) -> HttpResponse:
    """Where a person worked before, the latest first."""
    person_name(person_id, request.user)
    return _items(stays_of(person_id))


@around.post("/{int:person_id}/employments")
def add_former_employment(request: HttpRequest, person_id: int, body: EmploymentBody) -> HttpResponse:
    """Note where a person worked before."""
    days = {key: read_value(FieldType.DATE, getattr(body, key), key=key) for key in ("since", "until")}
    add_employment(person_id, body.organisation, body.job_title, **days, by=request.user, via="api")
    return _items(stays_of(person_id), 201)


@around.delete("/{int:person_id}/employments/{int:employment_id}")
def remove_former_employment(request: HttpRequest, person_id: int, employment_id: int) -> HttpResponse:
    """Forget a former employment."""
    remove_employment(person_id, employment_id, by=request.user, via="api")
    return _items(stays_of(person_id))


def _items(rows: Iterable[Any], status: int = 200) -> HttpResponse:
    return json_answer({"items": [row._asdict() for row in rows]}, status)
