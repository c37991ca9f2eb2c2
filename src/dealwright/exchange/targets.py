"""What a column of a file may become: the importable fields of each kind, with the names other programs give them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from dealwright.activities.catalogue import DIRECTIONS
from dealwright.deals.catalogue import fields_in, fitted
from dealwright.playbook import ActivityKind, ActivityOutcome, FieldType, Playbook
from dealwright.records.fields import REFERENCES as FINDING
from dealwright.records.fields import Catalogue, Field
from dealwright.records.kinds import SUBJECTS, fields_of, kind_of
from dealwright.records.own.catalogue import keyed_by
from dealwright.records.values import LONGEST
from dealwright.workspace.queries import Actor

from .links import ABOUT_KIND, ABOUT_NAME, DEALS, FIRMS, PEOPLE
from .synonyms import SYNONYMS

REFERENCES = {
    "owner.name": "owner",
    "owner.email": "owner",
    "organisation.name": "organisation",
    "parent.name": "organisation",
    "product.name": "product",
}
LEFT_OUT = {"process"}
# What a customer has several of, in one cell: with commas between, or as JSON where each has parts.
LISTS = {
    "leads": ("lists",),
    "organisations": ("domains", "phones", "addresses", "tags"),
    "people": ("mails", "phones", "profiles", "tags"),
}
# Columns that point at records by their numbers; no header is taken for one by itself but in the kinds of MORE.
POINTING = {
    "organisations": {"parent.external_id": "Part of (number)"},
    "people": {"organisation.external_id": "Organisation (number)"},
    "deals": {"organisation.external_id": "Organisation (number)", "visits": "Stages it has been in"},
}
TEXTUAL = {FieldType.TEXT, FieldType.LONG_TEXT}


@dataclass(frozen=True)
class Target:
    """A field that a column may become. `refers` names the kind of record whose name the column holds; in the column of
    an own field stands a name or number of the kind that it `finds`.
    """

    key: str
    label: str
    type: FieldType
    choices: Mapping[str, str] = field(default_factory=dict)
    longest: int = 300
    refers: str | None = None
    words: tuple[str, ...] = ()
    finds: str = ""


def targets_of(kind: str, book: Playbook | None, by: Actor) -> dict[str, Target]:
    """The targets of a kind that the actor may write, by key.

    `book` is the process whose stages, reasons and own fields deals have.
    """
    made = (
        _about_records(kind, by)
        if kind in KEPT_ABOUT
        else SMALL[kind]()
        if kind in SMALL
        else _from_catalogue(kind, by)
    )
    if kind == "deals" and book is not None:
        known = fields_in(book, by)
        kept = {key: target for key, target in _of_process(fitted(book, known)).items() if not _is_locked(key, known)}
        made |= kept
    return made


def _about_records(kind: str, by: Actor) -> dict[str, Target]:
    """Of what is kept about records: what it has itself and what the company added, but for what one may only read."""
    listed = kind_of(kind)
    known = fields_of(listed, by)
    own = (each for each in known.values() if each.is_custom and each.importable)
    usual = {key: target for key, target in SMALL[kind]().items() if not _is_locked(key, known)}
    return usual | {each.key: _target(each, listed.model, (each.label,)) for each in own}


def _is_locked(key: str, known: Catalogue) -> bool:
    return key in known and known[key].is_locked


def _from_catalogue(kind: str, by: Actor) -> dict[str, Target]:
    known, words = kind_of(kind), SYNONYMS[kind]
    fields = [each for each in fields_of(known, by).values() if each.importable and each.key not in LEFT_OUT]
    made = {
        each.key: _target(each, known.model, words.get(each.key, (each.label,) if each.is_custom else ()))
        for each in fields
        if "." not in each.key or each.key in REFERENCES or each.is_custom
    }
    if kind == "leads":
        made["came_at"] = Target("came_at", "Came on", FieldType.DATETIME, words=words["came_at"])
    if kind in ("people", "leads"):
        for key, label in (("first_name", "First name"), ("last_name", "Last name")):
            made[key] = Target(key, label, FieldType.TEXT, words=words[key])
    for key in LISTS.get(kind, ()):
        longest = LONGEST[FieldType.LONG_TEXT]
        made[key] = Target(
            key, known.fields()[key].label, FieldType.LONG_TEXT, longest=longest, words=words.get(key, ())
        )
    for key, label in POINTING.get(kind, {}).items():
        made[key] = Target(key, label, FieldType.TEXT, longest=LONGEST[FieldType.LONG_TEXT])
    return made


def _target(of: Field, model: type[Model], words: tuple[str, ...]) -> Target:
    if of.is_own and of.finds:
        return _finding(of.key, of.label, of.type)
    label = "Owner’s e-mail" if of.key == "owner.email" else of.label
    return Target(
        of.key,
        label,
        of.type,
        of.titles() if of.is_own else of.reading.choices,
        _longest(of, model),
        REFERENCES.get(of.key),
        words,
    )


def _finding(key: str, label: str, of_type: FieldType) -> Target:
    """An own field that names a record, whose export is headed by what the name goes by."""
    return Target(key, label, FieldType.TEXT, words=(label, f"{key}.name"), finds=of_type.value)


def _longest(of: Field, model: type[Model]) -> int:
    """How many characters the column keeps, which may be fewer than its type allows."""
    table: Any = model
    try:
        for part in of.path.split("__"):
            column = table._meta.get_field(part)
            table = column.related_model
    except (FieldDoesNotExist, AttributeError):
        return LONGEST.get(of.type, 300)
    return getattr(column, "max_length", None) or LONGEST.get(of.type, 300)


def _of_process(book: Playbook) -> dict[str, Target]:
    words, lost = SYNONYMS["deals"], book.outcomes.lost
    stages = {stage.key: stage.title for stage in book.stages} | {"won": book.outcomes.won.title, "lost": lost.title}
    made = {
        "stage": Target("stage", "Stage", FieldType.CHOICE, stages, words=words["stage"]),
        "reason": Target(
            "reason",
            "Reason lost",
            FieldType.CHOICE,
            {one.key: one.title for one in lost.reasons},
            words=words["reason"],
        ),
    }
    for own in book.fields:
        key, names = f"fields.{own.key}", keyed_by(own.type)
        if own.type in FINDING:
            made[key] = _finding(key, own.title, own.type)
            continue
        choices = names() if names else {choice.key: choice.title for choice in own.choices}
        longest = LONGEST.get(own.type, 300)
        made[key] = Target(key, own.title, own.type, choices, longest, words=(own.key, own.title))
    return made


def _products() -> dict[str, Target]:
    return {"name": Target("name", "Name", FieldType.TEXT, longest=200, words=SYNONYMS["products"]["name"])}


def _members() -> dict[str, Target]:
    words = SYNONYMS["members"]
    roles = {"rep": "Rep", "manager": "Manager", "operator": "Operator", "owner": "Owner"}
    return {
        "name": Target("name", "Name", FieldType.TEXT, longest=200, words=words["name"]),
        "email": Target("email", "E-mail", FieldType.EMAIL, longest=254, words=words["email"]),
        "team": Target("team", "Team", FieldType.TEXT, longest=200, words=words["team"]),
        "role": Target("role", "Role", FieldType.CHOICE, roles, words=words["role"]),
    }


SAID = {"external_id": "number", "email": "e-mail", "name": "name"}


def _pointing(*keys: str) -> dict[str, Target]:
    words = SYNONYMS["links"]
    labels = {key: f"{one.capitalize()} ({SAID[by]})" for key in keys for one, _, by in [key.partition(".")]}
    return {key: Target(key, labels[key], FieldType.TEXT, refers=REFERENCES.get(key), words=words[key]) for key in keys}


def _about() -> dict[str, Target]:
    """What names the record that an entry is about: by number, address or name, or by the name and its kind."""
    kinds = {one: kind.label for one, kind in SUBJECTS.items()}
    words = SYNONYMS["links"][ABOUT_KIND]
    kind = Target(ABOUT_KIND, "Kind of record", FieldType.CHOICE, kinds, words=words)
    return _pointing(*ABOUT) | {ABOUT_KIND: kind}


def _how(words: Mapping[str, tuple[str, ...]]) -> dict[str, Target]:
    outcomes = {outcome.value: outcome.value.replace("_", " ").capitalize() for outcome in ActivityOutcome}
    return {
        "outcome": Target("outcome", "Outcome", FieldType.CHOICE, outcomes, words=words["outcome"]),
        "minutes": Target("minutes", "Minutes", FieldType.INTEGER, words=words["minutes"]),
        "place": Target("place", "Place", FieldType.TEXT, words=words["place"]),
    }


def _owned(words: tuple[str, ...] = SYNONYMS["deals"]["owner.name"]) -> dict[str, Target]:
    return {
        "owner.name": Target("owner.name", "Owner", FieldType.TEXT, refers="owner", words=words),
        "owner.email": Target(
            "owner.email", "Owner’s e-mail", FieldType.EMAIL, refers="owner", words=SYNONYMS["deals"]["owner.email"]
        ),
    }


ABOUT = (*chain(*zip(DEALS, FIRMS, strict=True)), *PEOPLE, ABOUT_NAME)


def _activities() -> dict[str, Target]:
    words = SYNONYMS["activities"]
    kinds = {kind.value: kind.value.capitalize() for kind in ActivityKind if kind != ActivityKind.TASK}
    return {
        "kind": Target("kind", "Kind", FieldType.CHOICE, kinds, words=words["kind"]),
        "subject": Target("subject", "Subject", FieldType.TEXT, words=words["subject"]),
        "text": Target("text", "Text", FieldType.LONG_TEXT, longest=LONGEST[FieldType.LONG_TEXT], words=words["text"]),
        "at": Target("at", "When", FieldType.DATETIME, words=words["at"]),
        "direction": Target("direction", "Direction", FieldType.CHOICE, DIRECTIONS, words=words["direction"]),
        **_how(words),
        **_about(),
        **_owned(words["owner.name"]),
    }


def _tasks() -> dict[str, Target]:
    words = SYNONYMS["tasks"]
    kinds = {kind.value: kind.value.capitalize() for kind in ActivityKind if kind != ActivityKind.NOTE}
    return {
        "kind": Target("kind", "Kind", FieldType.CHOICE, kinds, words=words["kind"]),
        "title": Target("title", "Title", FieldType.TEXT, words=words["title"]),
        "due_on": Target("due_on", "Due", FieldType.DATE, words=words["due_on"]),
        "due_at": Target("due_at", "Due at", FieldType.DATETIME, words=words["due_at"]),
        "done": Target("done", "Done", FieldType.BOOLEAN, words=words["done"]),
        "done_at": Target("done_at", "Done on", FieldType.DATETIME, words=words["done_at"]),
        **_how(words),
        **_about(),
        **_owned(),
    }


def _stakeholders() -> dict[str, Target]:
    role = Target("role", "Part", FieldType.TEXT, longest=60, words=SYNONYMS["stakeholders"]["role"])
    return {"role": role, **_pointing(*DEALS, *PEOPLE)}


KEPT_ABOUT = ("activities", "tasks")
SMALL = {
    "products": _products,
    "members": _members,
    "activities": _activities,
    "tasks": _tasks,
    "stakeholders": _stakeholders,
}
