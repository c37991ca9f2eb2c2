"""What a column of a file may become: the importable fields of each kind, with the names other programs give them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from dealwright.playbook import FieldType, Playbook
from dealwright.records.fields import Field
from dealwright.records.kinds import kind_of
from dealwright.records.values import LONGEST

from .synonyms import SYNONYMS

REFERENCES = {
    "owner.name": "owner",
    "owner.email": "owner",
    "organisation.name": "organisation",
    "parent.name": "organisation",
    "product.name": "product",
}
LEFT_OUT = {"process"}
TEXTUAL = {FieldType.TEXT, FieldType.LONG_TEXT}


@dataclass(frozen=True)
class Target:
    """A field that a column may become. `refers` names the kind of record whose name the column holds."""

    key: str
    label: str
    type: FieldType
    choices: Mapping[str, str] = field(default_factory=dict)
    longest: int = 300
    refers: str | None = None
    words: tuple[str, ...] = ()


def targets_of(kind: str, book: Playbook | None = None) -> dict[str, Target]:
    """The targets of a kind by key; `book` is the process whose stages, reasons and own fields deals have."""
    made = SMALL[kind]() if kind in SMALL else _from_catalogue(kind)
    if kind == "deals" and book is not None:
        made |= _of_process(book)
    return made


def _from_catalogue(kind: str) -> dict[str, Target]:
    known, words = kind_of(kind), SYNONYMS[kind]
    fields = [each for each in known.fields().values() if each.importable and each.key not in LEFT_OUT]
    made = {
        each.key: _target(each, known.model, words.get(each.key, ()))
        for each in fields
        if "." not in each.key or each.key in REFERENCES
    }
    if kind == "people":
        for key, label in (("first_name", "First name"), ("last_name", "Last name")):
            made[key] = Target(key, label, FieldType.TEXT, words=words[key])
    return made


def _target(of: Field, model: type[Model], words: tuple[str, ...]) -> Target:
    label = "Owner’s e-mail" if of.key == "owner.email" else of.label
    return Target(of.key, label, of.type, of.reading.choices, _longest(of, model), REFERENCES.get(of.key), words)


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
        key, choices = f"fields.{own.key}", {choice.key: choice.title for choice in own.choices}
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


SMALL = {"products": _products, "members": _members}
