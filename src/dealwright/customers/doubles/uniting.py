"""What a record is after another one has gone up into it: pure, from the two rows and what was chosen."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..commands.values import EMPTY, PERSON, Shape
from ..normal import family_name
from ..ways import MAIN, SHAPES, TEXT_OF, settled, whole

UNITED = (*SHAPES, "domains", "tags", "consents")
PAIRED = {"revenue": ("revenue_minor", "revenue_currency")}
Columns = dict[str, Any]


def choices(shape: Shape) -> list[str]:
    """The fields of which one value must be chosen; lists are united, own fields are chosen one by one."""
    left_out = {*UNITED, "revenue_currency"}
    return [key for key, field in shape.fields.items() if field.writable and key not in left_out]


def columns_of(shape: Shape, key: str) -> Sequence[str]:
    """The columns that go with a field."""
    return PAIRED.get(key, (shape.fields[key].path,))


def united(shape: Shape, survivor: Any, removed: Any, chosen: Collection[str]) -> Columns:
    """The survivor's columns after the merge, those that differ: its own values where it has any, else the other's.

    Of fields in `chosen` the removed record's value counts; own fields are named `fields.key`. Lists hold what either
    of them had, the survivor's entries first.
    """
    new: Columns = {}
    for key in choices(shape):
        first = columns_of(shape, key)[0]
        if key in chosen or getattr(survivor, first) in EMPTY:
            new |= {column: getattr(removed, column) for column in columns_of(shape, key)}
    new |= _lists(survivor, removed, new)
    new["fields"] = _own_fields(survivor.fields, removed.fields, chosen)
    if shape is PERSON and "family_name" not in chosen and new.get("name"):
        new["family_name"] = removed.family_name or family_name(removed.name)
    for column in ("parent_id", "organisation_id"):  # nobody is part of themselves
        if new.get(column, getattr(survivor, column, None)) == removed.id and column == "parent_id":
            new[column] = removed.parent_id
        if new.get(column) == survivor.id and column == "parent_id":
            new[column] = None
    return {column: value for column, value in new.items() if getattr(survivor, column) != value}


def _lists(survivor: Any, removed: Any, new: Mapping[str, Any]) -> Columns:
    found: Columns = {}
    for key in (key for key in UNITED if hasattr(survivor, key)):
        main = MAIN.get(key)
        mine, other = (
            whole(key, getattr(row, key), getattr(row, main)) if main else getattr(row, key)
            for row in (survivor, removed)
        )
        lead = other if main and new.get(main) and getattr(survivor, main) not in EMPTY else []
        found[key] = _distinct(key, [*lead[:1], *mine, *other])
    return {**found, **settled({key: found[key] for key in found if key in MAIN}, {})}


def _distinct(key: str, entries: Sequence[Any]) -> list[Any]:
    first: dict[Any, Any] = {}
    for entry in entries:
        first.setdefault(_identity(key, entry), entry)
    return list(first.values())


def _identity(key: str, entry: Any) -> Any:
    if isinstance(entry, str):
        return entry.casefold()
    if key in MAIN:
        return "".join(entry[TEXT_OF[key]].casefold().split())
    return tuple(sorted((name, str(value).casefold()) for name, value in entry.items() if name != "kind"))


def _own_fields(mine: Mapping[str, Any], other: Mapping[str, Any], chosen: Collection[str]) -> Columns:
    taken = {key: value for key, value in other.items() if f"fields.{key}" in chosen or mine.get(key) in EMPTY}
    return {key: value for key, value in {**mine, **taken}.items() if value not in EMPTY}
