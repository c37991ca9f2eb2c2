"""Lists in groups, and what they add up to: counts, and money by its currency."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from dealwright import BadRequest
from dealwright.desk.locale import current
from dealwright.playbook import FieldType
from dealwright.workspace.queries import year_of_company
from dealwright.workspace.year import CALENDARS, MONTHS, Year

from .conditions import VOID
from .fields import Catalogue, Field
from .filters import DAYS, known
from .queries import Listing, count
from .walks import made_of

ADD_UP_TO = 250_000  # rows; more are neither added up nor grouped while somebody waits
UNGROUPED = frozenset({FieldType.CHOICES, FieldType.LONG_TEXT, FieldType.MONEY, FieldType.DECIMAL, FieldType.PERCENT})


@dataclass(frozen=True)
class Grouping:
    """The field that a list is grouped by; days by the `period` they are in (month, quarter or year)."""

    field: Field
    period: str = ""

    @property
    def text(self) -> str:
        """As it is written: `stage`, `close_on.month`."""
        return f"{self.field.key}.{self.period}" if self.period else self.field.key


@dataclass(frozen=True)
class Sums:
    """How many rows, and the sum of each money field by currency, in minor units."""

    count: int = 0
    money: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Grouped:
    """A group: its value as stored (None: empty), the pair that filters for it, and what it adds up to."""

    value: Any
    pair: tuple[str, str]
    sums: Sums


def read_grouping(catalogue: Catalogue, text: str) -> Grouping | None:
    """The grouping from `stage` or `close_on.month`; None for none; raises BadRequest."""
    if not text:
        return None
    key, _, period = text.rpartition(".")
    if period in MONTHS and key in catalogue and catalogue[key].type in DAYS and not catalogue[key].is_own:
        return Grouping(catalogue[key], period)
    found = known(catalogue, text, "group")
    if not can_group(found):
        raise BadRequest(f"A list cannot be grouped by {text[:80]}.", field="group")
    return Grouping(found, "month") if found.type in DAYS else Grouping(found)


def can_group(one: Field) -> bool:
    """Whether a list can be grouped by the field."""
    return one.filterable and one.type not in UNGROUPED and not (one.is_own and one.type in DAYS)


def is_countable(wanted: Listing) -> bool:
    """Whether few enough rows match to be added up while somebody waits."""
    return count(wanted, ADD_UP_TO) <= ADD_UP_TO


def add_up(wanted: Listing, fields: Sequence[Field]) -> Sums:
    """What all rows that match add up to; money only, for nothing else means something as a sum."""
    return _added(wanted, None, fields).get(None, Sums())


def groups(wanted: Listing, grouping: Grouping, fields: Sequence[Field]) -> list[Grouped]:
    """The groups of all rows that match, in the order of stages, days or choices, else the largest first.

    Raises BadRequest when too many rows match.
    """
    if not is_countable(wanted):
        raise BadRequest(
            f"More than {ADD_UP_TO:,} records match; that many cannot be grouped.",
            field="group",
            remedy="Filter the list first.",
        )
    year = year_of_company(wanted.actor)
    found = [
        Grouped(value, _pair(grouping, value, year), sums)
        for value, sums in _added(wanted, grouping, fields, year).items()
    ]
    return sorted(found, key=_order(grouping))


def _order(grouping: Grouping) -> Any:
    places = {key: n for n, key in enumerate(grouping.field.titles())}
    if grouping.period:
        return lambda group: (group.value is None, str(group.value))
    if places:
        return lambda group: (places.get(str(group.value), len(places)), str(group.value))
    return lambda group: (group.value in (None, ""), -group.sums.count, str(group.value))


def _pair(grouping: Grouping, value: Any, year: Year) -> tuple[str, str]:
    """The pair that filters for a group; days as a month, quarter or year is written."""
    key = grouping.field.key
    if value in (None, ""):
        return f"{key}__empty", "true"
    if isinstance(value, bool):
        return key, "true" if value else "false"
    return key, year.written(value, MONTHS[grouping.period]).lower() if grouping.period else str(value)


def _added(
    wanted: Listing, grouping: Grouping | None, fields: Sequence[Field], year: Year = CALENDARS
) -> dict[Any, Sums]:
    """Sums by the group's value; one query for the money fields of each currency column, at least one.

    The database counts days by months, of which quarters and years are made here.
    """
    by_currency: dict[str, list[Field]] = defaultdict(list)
    for each in fields:
        if each.type == FieldType.MONEY:
            by_currency[each.paths[1] if len(each.paths) > 1 else ""].append(each)
    counts: dict[Any, int] = defaultdict(int)
    money: dict[Any, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for n, (path, summed) in enumerate((by_currency or {"": []}).items()):
        for found, currency, rows, *sums in _asked(wanted, grouping, path, summed):
            value = year.first_of(MONTHS[grouping.period], found) if found and grouping and grouping.period else found
            counts[value] += 0 if n else rows
            for one, amount in zip(summed, sums, strict=True):
                if amount is not None:
                    name = currency or one.reading.currency
                    earlier = money[value][one.key].get(name, 0)
                    money[value][one.key][name] = earlier + amount
    return {value: Sums(rows, money[value]) for value, rows in counts.items()}


def _asked(wanted: Listing, grouping: Grouping | None, currency: str, summed: Sequence[Field]) -> Any:
    made = dict(made_of([grouping.field])) if grouping else {}
    keys = {"group_key": _key(grouping)} if grouping else {}
    keys |= {"group_currency": F(currency)} if currency else {}
    sums = {f"group_sum{n}": Sum(_number(one)) for n, one in enumerate(summed)}
    rows = wanted.rows.order_by().alias(**made).annotate(**keys).values(*keys).annotate(group_rows=Count("id"), **sums)
    for row in rows:
        yield (
            _value(row.get("group_key")),
            row.get("group_currency", ""),
            row["group_rows"],
            *(row[name] for name in sums),
        )


def _key(grouping: Grouping) -> Any:
    path, kind = grouping.field.path, grouping.field.type
    if not grouping.period:  # of own values SQLite no longer tells whether 100 or null was a text
        return KT(path) if grouping.field.is_own and VOID.get(kind) == "" else F(path)
    return TruncMonth(path, tzinfo=ZoneInfo(current.get().zone)) if kind == FieldType.DATETIME else TruncMonth(path)


def _value(key: Any) -> Any:
    """Moments by their day; an empty text is none."""
    return key.date() if isinstance(key, datetime) else None if key == "" else key


def _number(one: Field) -> Any:
    """Own fields stand in JSON, as text to the database."""
    return Cast(KT(one.path), BigIntegerField()) if one.is_own else F(one.path)
