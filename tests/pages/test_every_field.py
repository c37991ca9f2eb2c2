"""Every field of every list sorts, filters by each of its operations, groups, and is a column, as its values say."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from django.test import Client

from dealwright.leads.commands import NewLead, record_leads
from dealwright.playbook import FieldType
from dealwright.records.complete import listable
from dealwright.records.fields import Field
from dealwright.records.filters import can_sort
from dealwright.records.grouping import can_group, groups, read_grouping
from dealwright.records.kinds import LISTS, Kind
from dealwright.records.money import to_text
from dealwright.records.queries import Listing, count, listing, page
from dealwright.records.setup.fields import TYPES, NewField, add_field
from dealwright.workspace.queries import Machine

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
VOID = (None, "", [])
OWN: dict[str, list[Any]] = {
    "text": ["null", "true", "007", "1e5", "Ä, b", "abc"], "long_text": ["a\nb", "c"], "integer": [7, -3, 0],
    "decimal": [2.5, -1.25], "money": [1250, -300], "percent": [0.0, 33.5], "date": ["2024-02-29", "2026-03-01"],
    "datetime": ["2026-03-01T10:00:00+00:00", "2026-03-29T01:30:00+00:00"], "choice": ["one", "two"],
    "choices": [["one", "two"], ["two"]], "boolean": [True, False], "url": ["https://example.com/x"],
    "email": ["a@example.com", "b@example.com"], "phone": ["+49 30 1234"], "member": [1],
    "organisation": [1, 2, 10**6], "person": [1, 3],  # the third is not there
}  # fmt: skip
Make = Callable[[int], dict[str, Any]]


@dataclass(frozen=True)
class Walk:
    """A field of a list, and its value in each record."""

    kind: Kind
    field: Field
    values: dict[int, Any]

    def listed(self, *given: tuple[str, str], sort: str | None = None) -> Listing:
        """The list under these filters."""
        return listing(self.kind, Machine(), given, sort)

    def fits(self, operation: str, operand: Any, value: Any) -> bool:
        """Whether a value is what a filter asks for; what has none is unequal, and nothing else."""
        if operation == "ne":
            return bool(value != operand)
        if operation == "empty":
            return (value in VOID) == operand
        return value is not None and bool(MEANT[operation](value, operand))


MEANT: dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda value, one: value == one,
    "in": lambda value, some: value in some,
    "has": lambda value, one: one in value,
    "contains": lambda value, part: part.casefold() in value.casefold(),
    "starts": lambda value, begin: value.casefold().startswith(begin.casefold()),
    "lt": lambda value, one: value < one,
    "lte": lambda value, one: value <= one,
    "gt": lambda value, one: value > one,
    "gte": lambda value, one: value >= one,
    "between": lambda value, ends: ends[0] <= value <= ends[1],
}


@pytest.fixture
def filled(sample: Make) -> Any:
    """The sample company with leads, and in some records of each kind a value of every type of own field."""
    found, chance = sample(30), Random(5)
    record_leads([NewLead(f"Lead {n}", source="Web", country="DE") for n in range(20)], by=Machine(), via="page")
    for kind in LISTS.values():
        if not kind.keeps_own:
            continue
        for each in TYPES:
            choices = {"one": "One", "two": "Two"} if "choice" in each else {}
            add_field(kind.key, NewField(f"Own {each}", each, f"own_{each}", choices), by=Machine(), via="page")
        for record in kind.model._default_manager.order_by("id")[:20]:
            own = {f"own_{key}": chance.choice(some) for key, some in OWN.items() if chance.random() < 0.7}
            kind.model._default_manager.filter(id=record.id).update(fields=record.fields | own)
    return found["owner"]


def test_every_field(filled: Any, client_of: Callable[[Any], Client]) -> None:
    browser, seen = client_of(filled), 0
    for kind in LISTS.values():
        for field in listable(kind, Machine()).values():
            walk = Walk(kind, field, _values(kind, field))
            _is_sorted(walk)
            _is_filtered(walk)
            _is_grouped(walk)
            if field.key not in ("fields", "revision"):
                _is_shown(walk, browser)
            seen += 1
    assert seen > 150


def _values(kind: Kind, field: Field) -> dict[int, Any]:
    found = page(listing(kind, Machine(), []), [field], limit=5_000).rows
    return {row["id"]: _stored(field, row[field.path]) for row in found}


def _stored(field: Field, value: Any) -> Any:
    """Days of own fields are text in JSON."""
    if not isinstance(value, str) or field.type not in (FieldType.DATE, FieldType.DATETIME):
        return value
    return (date if field.type == FieldType.DATE else datetime).fromisoformat(value)


def _is_sorted(walk: Walk) -> None:
    for mark in ("", "-") if can_sort(walk.field) else ():
        found = list(_paged(walk.listed(sort=mark + walk.field.key), walk.field))
        values = [walk.values[each] for each in found]
        told = [value for value in values if value is not None]
        assert sorted(found) == sorted(walk.values), (walk.kind.key, walk.field.key)
        assert values[len(told) :] == [None] * (len(values) - len(told)), (walk.kind.key, walk.field.key)
        if told and not isinstance(told[0], str):  # texts stand as each database has them
            assert told == sorted(told, reverse=bool(mark)), (walk.kind.key, walk.field.key)


def _paged(wanted: Listing, field: Field) -> Iterator[int]:
    cursor: str | None = ""
    while cursor is not None:
        found = page(wanted, [field], limit=37, cursor=cursor or None)
        yield from (row["id"] for row in found.rows)
        cursor = found.next_cursor


def _is_filtered(walk: Walk) -> None:
    for operation in sorted(walk.field.operations):
        name = walk.field.key if operation == "eq" else f"{walk.field.key}__{operation}"
        for text, operand in _operands(walk, operation):
            wanted = walk.listed((name, text))
            found = set(wanted.rows.values_list("id", flat=True))
            meant = {each for each, value in walk.values.items() if walk.fits(operation, operand, value)}
            assert found == meant, (walk.kind.key, name, text, len(found), len(meant))
            assert set(_paged(wanted, walk.field)) == meant, (walk.kind.key, name, text)


def _operands(walk: Walk, operation: str) -> list[tuple[str, Any]]:
    """What to filter by, as it is written and as it is meant."""
    if operation == "empty":
        return [("true", True), ("false", False)]
    told = [value for value in walk.values.values() if value not in VOID]
    if not told:
        return []
    one, other = told[0], told[len(told) // 2]
    if operation == "has":
        return [(one[0], one[0])]
    if operation in ("contains", "starts"):
        return [(part, part) for part in {str(one)[:3].strip(), str(other)[:3].strip()} if "\n" not in part]
    if operation == "between":
        low, high = sorted([one, other])
        return [(f"{_text(walk.field, low)},{_text(walk.field, high)}", (low, high))]
    texts = [(_text(walk.field, each), each) for each in (one, other)]
    if operation == "in":
        return [(",".join(text for text, _ in texts), [one, other])] if not any("," in t for t, _ in texts) else []
    return texts


def _text(field: Field, value: Any) -> str:
    if field.type == FieldType.MONEY:
        return to_text(value, field.reading.currency) or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_grouped(walk: Walk) -> None:
    if not can_group(walk.field):
        return
    is_day = walk.field.type in (FieldType.DATE, FieldType.DATETIME)
    for text in [f"{walk.field.key}.{each}" for each in ("month", "quarter", "year")] if is_day else [walk.field.key]:
        grouping = read_grouping(listable(walk.kind, Machine()), text)
        assert grouping is not None
        found = groups(walk.listed(), grouping, [])
        assert sum(each.sums.count for each in found) == len(walk.values), (walk.kind.key, text)
        if not is_day:
            told = Counter(None if value in VOID else value for value in walk.values.values())
            assert {each.value: each.sums.count for each in found} == told, (walk.kind.key, text)
        for each in _some(found):
            assert count(walk.listed(each.pair)) == each.sums.count, (walk.kind.key, text, each.pair)


def _some(found: Sequence[Any]) -> Sequence[Any]:
    return [*found[:5], *found[-5:]]


def _is_shown(walk: Walk, browser: Client) -> None:
    grouped = f"&group={walk.field.key}" if can_group(walk.field) else ""
    sort = f"&sort={walk.field.key}" if can_sort(walk.field) else ""
    for query in {f"view=all&columns={walk.field.key}{sort}", f"view=all{grouped}"}:
        answer = browser.get(f"/{walk.kind.key}/?{query}")
        assert answer.status_code == 200, (walk.kind.key, query)
        assert "notice warn" not in answer.content.decode(), (walk.kind.key, query)
    answer = browser.get(f"/exchange/export/{walk.kind.key}.json?shown=1&columns={walk.field.key}{sort}")
    assert answer.status_code == 200, (walk.kind.key, walk.field.key)
    rows = json.loads(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert len(rows) == len(walk.values), (walk.kind.key, walk.field.key)
