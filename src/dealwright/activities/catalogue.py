"""The fields of activities and tasks, as lists show them."""

from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Expression,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)

from dealwright.playbook import ActivityKind, ActivityOutcome, FieldType
from dealwright.records.fields import Catalogue, Field
from dealwright.records.kinds import SUBJECTS, Kind
from dealwright.records.values import Reading
from dealwright.workspace.queries import Actor

from .events import label_of
from .rules import LOGGED, PLANNED

OUTCOMES = {
    ActivityOutcome.HELD: "Took place",
    ActivityOutcome.AGREED: "They agreed",
    ActivityOutcome.DECLINED: "They declined",
    ActivityOutcome.POSTPONED: "Put off",
    ActivityOutcome.NO_ANSWER: "Nobody answered",
}
DIRECTIONS = {"in": "From them", "out": "From us"}


def _known(key: str, label: str, kind: FieldType, *paths: str, **more: Any) -> Field:
    """A field that follows from what happened."""
    return Field(key, label, kind, paths or (key,), writable=False, importable=False, **more)


def _text(key: str, label: str, kind: FieldType = FieldType.TEXT) -> Field:
    return Field(key, label, kind, (key,), nullable=False)


def _choice(key: str, label: str, choices: dict[Any, str]) -> Field:
    return _known(key, label, FieldType.CHOICE, reading=Reading(choices=choices), nullable=False)


def _kinds(known: tuple[ActivityKind, ...]) -> dict[Any, str]:
    return {kind: label_of(kind) for kind in known}


def _numbered(label: str) -> list[Field]:
    """What an entry has whatever it tells of; it is named by the texts of the column `label`."""
    return [
        _known("id", "Number", FieldType.INTEGER, nullable=False, grouped=False, sortable=True),
        _text(label, "Title"),
    ]


@cache
def _about() -> list[Field]:
    """The record that an entry is about: its kind, its number, its name. Kept, as two subqueries are never equal."""
    everything = tuple((one, Q()) for one in SUBJECTS)
    return [
        _choice("about_kind", "Kind of record", {one: kind.label for one, kind in SUBJECTS.items()}),
        _known(
            "about", "Record's number", FieldType.INTEGER, "about_id", "about_kind", show=lambda about_id, _: about_id
        ),
        _known("about.name", "About", FieldType.TEXT, "about_name", made=_name_of_about(everything)),
    ]


def naming_seen(known: Catalogue, actor: Actor) -> Catalogue:
    """The fields of tasks, with the names of those records alone that the actor sees: who does a task need not see
    what it is about."""
    seen = tuple((one, kind.visible(actor)) for one, kind in SUBJECTS.items())
    return {**known, "about.name": replace(known["about.name"], made=_name_of_about(seen))}


@lru_cache(maxsize=1024)
def _name_of_about(seen: tuple[tuple[str, Q], ...]) -> Expression:
    names = (When(about_kind=one, then=_name_of(SUBJECTS[one], visible)) for one, visible in seen)
    return Case(*names, default=Value(None), output_field=TextField())


def _name_of(kind: Kind, visible: Q) -> Subquery:
    rows = kind.model._default_manager.filter(visible, id=OuterRef("about_id"))
    return Subquery(rows.order_by().values(kind.title)[:1])


def _whether(condition: Q) -> Expression:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _member(key: str, label: str, column: str, **more: Any) -> list[Field]:
    return [
        Field(key, label, FieldType.MEMBER, (f"{column}_id",), importable=False, **more),
        _known(f"{key}.name", label, FieldType.TEXT, f"{column}__name"),
    ]


@cache
def tasks() -> Catalogue:
    """Every field of a task by key; `done` says that it is done, or that it is to be done again."""
    fields = [
        *_numbered("title"),
        _choice("kind", "Kind", _kinds(PLANNED)),
        Field("due_on", "Due", FieldType.DATE, ("due_on",), sortable=True),
        _known("due_at", "Time", FieldType.DATETIME),
        *_member("owner", "Owner", "owner"),
        *_about(),
        Field("done", "Done", FieldType.BOOLEAN, ("is_done",), made=_whether(Q(done_at__isnull=False)), nullable=False),
        _known("done_at", "Done on", FieldType.DATETIME, sortable=True),
        *_member("done_by", "Done by", "done_by", writable=False),
        _choice("outcome", "Outcome", OUTCOMES),
        Field("minutes", "Minutes", FieldType.INTEGER, ("minutes",)),
        _text("place", "Place"),
        _known("repeats", "Repeats", FieldType.BOOLEAN, "is_repeated", made=_whether(Q(repeat__gt="")), nullable=False),
        _known("put_off", "Times put off", FieldType.INTEGER, nullable=False),
        *_member("escalated_to", "Escalated to", "escalated_to", writable=False),
        _known("added_on", "Added", FieldType.DATETIME, "created_at", nullable=False),
    ]
    return {field.key: field for field in fields}


@cache
def activities() -> Catalogue:
    """Every field of an activity by key."""
    fields = [
        *_numbered("subject"),
        _choice("kind", "Kind", _kinds(LOGGED)),
        _known("at", "When", FieldType.DATETIME, sortable=True, nullable=False),
        *_member("by", "By", "by", writable=False),
        *_about(),
        _known("person", "With", FieldType.PERSON, "person_id"),
        _known("person.name", "With", FieldType.TEXT, "person__name"),
        _choice("outcome", "Outcome", OUTCOMES),
        _choice("direction", "Direction", DIRECTIONS),
        Field("minutes", "Minutes", FieldType.INTEGER, ("minutes",)),
        _text("place", "Place"),
        _text("text", "Notes", FieldType.LONG_TEXT),
    ]
    return {field.key: field for field in fields}
