"""Filters and sorting as they are written: `amount__gte=1000`, `-amount`; only what the catalogue knows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from dealwright import BadRequest, Invalid
from dealwright.playbook import FieldType

from .fields import Catalogue, Field
from .values import read_value

LOOKUPS = {
    "eq": "",
    "lt": "__lt",
    "lte": "__lte",
    "gt": "__gt",
    "gte": "__gte",
    "contains": "__icontains",
    "starts": "__istartswith",
}
MOST_IN_A_LIST = 500
TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.URL, FieldType.PHONE})


@dataclass(frozen=True)
class Filter:
    """One condition on one field, with its value as stored."""

    field: Field
    operation: str
    value: Any


@dataclass(frozen=True)
class Sort:
    """The order of a list."""

    field: Field
    descending: bool

    @property
    def text(self) -> str:
        """The order as it is written in an address: `-amount`."""
        return ("-" if self.descending else "") + self.field.key


def read_filters(catalogue: Catalogue, given: Iterable[tuple[str, str]]) -> list[Filter]:
    """Filters from `field__operation=value` pairs; raises BadRequest naming what is unknown."""
    return [_read_filter(catalogue, name, text) for name, text in given]


def _read_filter(catalogue: Catalogue, name: str, text: str) -> Filter:
    key, _, operation = name.partition("__")
    field, operation = _known(catalogue, key, "filter"), operation or "eq"
    if operation not in field.operations:
        can = ", ".join(sorted(field.operations)) or "nothing"
        raise BadRequest(f"{key} cannot be filtered by “{operation}”.", field=name, remedy=f"It understands: {can}.")
    try:
        return Filter(field, operation, _read_operand(field, operation, text))
    except Invalid as error:
        raise BadRequest(error.message, field=name, remedy=error.remedy) from error


def _read_operand(field: Field, operation: str, text: str) -> Any:
    if operation == "empty":
        return read_value(FieldType.BOOLEAN, text, key=field.key)
    if operation == "in":
        parts = text.split(",")
        if len(parts) > MOST_IN_A_LIST:
            raise Invalid(f"At most {MOST_IN_A_LIST} values fit in one filter.")
        return [_read_one(field, part) for part in parts]
    return _read_one(field, text)


def _read_one(field: Field, text: str) -> Any:
    kind = FieldType.TEXT if field.type in TEXTS else field.type
    kind = FieldType.CHOICE if kind == FieldType.CHOICES else kind
    value = read_value(kind, text, field.reading, key=field.key)
    if value is None:
        raise Invalid(f"{field.key} needs a value.", remedy=f"For records without one use {field.key}__empty=true.")
    return value


def read_sort(catalogue: Catalogue, text: str) -> Sort:
    """The order from `amount` or `-amount`; raises BadRequest naming what cannot be sorted by."""
    key = text.removeprefix("-")
    field = _known(catalogue, key, "sort")
    if not field.sortable:
        can = ", ".join(each.key for each in catalogue.values() if each.sortable)
        raise BadRequest(f"A list cannot be sorted by {key}.", field="sort", remedy=f"It can be sorted by: {can}.")
    return Sort(field, text.startswith("-"))


def _known(catalogue: Catalogue, key: str, use: str) -> Field:
    if key in catalogue:
        return catalogue[key]
    close = get_close_matches(key, catalogue, 1)
    remedy = f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(catalogue)}."
    raise BadRequest(f"There is no field “{key[:80]}” to {use} by.", field=key[:80], remedy=remedy)


def condition(one: Filter) -> tuple[str, Any, bool]:
    """The filter as an ORM lookup, its value, and whether it is negated; lookups are made of catalogue paths only."""
    path = one.field.path
    if one.operation == "empty" and one.field.type in TEXTS and not path.startswith("fields__"):
        return f"{path}__gt", "", one.value  # empty text as well as none
    if one.operation == "empty":
        return f"{path}__isnull", True, not one.value
    if one.operation == "in":
        return f"{path}__in", one.value, False
    if one.operation == "has":
        return f"{path}__icontains", f'"{one.value}"', False
    if one.operation == "ne":
        return path, one.value, True
    return f"{path}{LOOKUPS[one.operation]}", one.value, False


def as_query(filters: Sequence[Filter], sort: Sort | None = None) -> Mapping[str, str]:
    """Filters and order as query parameters again, for links."""
    texts = {f"{f.field.key}__{f.operation}": _text(f.value) for f in filters}
    return texts | ({"sort": sort.text} if sort else {})


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
