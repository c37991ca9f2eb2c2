"""Filters and sorting as they are written: `amount__gte=1000`, `close_on=this-month`, `-amount`; `where` holds groups.

Only what the catalogue knows can be written; see docs/lists.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from dealwright import BadRequest, Invalid
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, team_of, year_of_company

from .fields import Catalogue, Field
from .spans import Span, read_span, today_here
from .values import read_value

MOST_IN_A_LIST = 500
TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.URL, FieldType.PHONE})
DAYS = frozenset({FieldType.DATE, FieldType.DATETIME})
UNORDERED = frozenset({FieldType.CHOICES, FieldType.LONG_TEXT, FieldType.BOOLEAN})
ME, MY_TEAM = "me", "my-team"
Text = str | Sequence[str]


class Unknown(BadRequest):
    """There is no such field, or you may not see it."""


@dataclass(frozen=True)
class Filter:
    """One condition on one field: its value as stored (days by name are a Span), and as it was written."""

    field: Field
    operation: str
    value: Any
    text: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The condition as it is written, as name and value."""
        return (self.field.key if self.operation == "eq" else f"{self.field.key}__{self.operation}"), self.text


@dataclass(frozen=True)
class Sort:
    """The order of a list."""

    field: Field
    descending: bool

    @property
    def text(self) -> str:
        """The order as it is written in an address: `-amount`."""
        return ("-" if self.descending else "") + self.field.key


def read_filter(catalogue: Catalogue, name: str, text: Text, actor: Actor) -> Filter:
    """A filter from `field__operation` and its value; raises BadRequest naming what is unknown or cannot be read."""
    key, _, operation = name.partition("__")
    field, operation = known(catalogue, key, "filter"), operation or "eq"
    if operation not in field.operations:
        can = ", ".join(sorted(field.operations)) or "nothing"
        raise BadRequest(f"{key} cannot be filtered by “{operation}”.", field=name, remedy=f"It understands: {can}.")
    try:
        value = _read_operand(field, operation, text, actor)
    except Invalid as error:
        raise BadRequest(error.message, field=name, remedy=error.remedy) from error
    return Filter(field, operation, value, text if isinstance(text, str) else ",".join(text))


def _read_operand(field: Field, operation: str, text: Text, actor: Actor) -> Any:
    if operation == "in":
        return _read_list(field, text, actor)
    if operation == "between":
        return _read_ends(field, text, actor)
    if not isinstance(text, str):
        raise Invalid(f"{field.key} takes one value here.", remedy=f"For several use {field.key}__in.")
    if operation == "empty":
        return read_value(FieldType.BOOLEAN, text, key=field.key)
    return _read_one(field, text, actor)


def _read_list(field: Field, text: Text, actor: Actor) -> list[Any]:
    parts = text.split(",") if isinstance(text, str) else text
    if len(parts) > MOST_IN_A_LIST:
        raise Invalid(f"At most {MOST_IN_A_LIST} values fit in one filter.")
    read = [_read_one(field, part, actor) for part in parts]
    if any(isinstance(each, Span) for each in read):
        raise Invalid(f"{field.key}__in takes days like 2026-03-31.", remedy="Days by name stand alone.")
    return [each for value in read for each in (value if isinstance(value, list) else [value])]


def _read_ends(field: Field, text: Text, actor: Actor) -> tuple[Any, Any]:
    parts = text.split(",") if isinstance(text, str) else text
    if len(parts) != 2:
        raise Invalid(f"{field.key}__between takes two values.", remedy="Write them with a comma: 100,200.")
    return _read_one(field, parts[0], actor), _read_one(field, parts[1], actor)


def _read_one(field: Field, text: str, actor: Actor) -> Any:
    if field.type == FieldType.MEMBER and (members := _members(text, actor)) is not None:
        return members
    if field.type in DAYS and (span := read_span(text, today_here(), year_of_company(actor))):
        return span
    kind = FieldType.TEXT if field.type in TEXTS else field.type
    kind = FieldType.CHOICE if kind == FieldType.CHOICES else kind
    if kind == FieldType.DATETIME and len(text.strip()) == len("2026-03-31"):
        day = read_value(FieldType.DATE, text, field.reading, key=field.key)
        return Span(day, day)
    value = read_value(kind, text, field.reading, key=field.key)
    if value is None:
        raise Invalid(f"{field.key} needs a value.", remedy=f"For records without one use {field.key}__empty=true.")
    return value


def _members(text: str, actor: Actor) -> list[int] | None:
    """Whom "me" and "my-team" mean; None for anything else."""
    name = text.strip().casefold().replace(" ", "-")
    if name == ME:
        return [] if actor.id is None else [actor.id]
    if name == MY_TEAM:
        mine = {member_id for member_id, team in team_of().items() if team == actor.team_id}
        return sorted(mine | ({actor.id} if actor.id is not None else set()))
    return None


def read_sort(catalogue: Catalogue, text: str) -> Sort:
    """The order from `amount` or `-amount`; raises BadRequest naming what cannot be sorted by."""
    key = text.removeprefix("-")
    field = known(catalogue, key, "sort")
    if not can_sort(field):
        can = ", ".join(each.key for each in catalogue.values() if can_sort(each))
        raise BadRequest(f"A list cannot be sorted by {key}.", field="sort", remedy=f"It can be sorted by: {can}.")
    return Sort(field, text.startswith("-"))


def can_sort(field: Field) -> bool:
    """Whether a list can be sorted by the field: at any size where an index has its order, else while it is short."""
    return field.sortable or (field.filterable and field.type not in UNORDERED)


def known(catalogue: Catalogue, key: str, use: str) -> Field:
    """The field of that key; raises BadRequest with the nearest one."""
    if key in catalogue:
        return catalogue[key]
    close = get_close_matches(key, catalogue, 1)
    remedy = f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(catalogue)}."
    raise Unknown(f"There is no field “{key[:80]}” to {use} by.", field=key[:80], remedy=remedy)
