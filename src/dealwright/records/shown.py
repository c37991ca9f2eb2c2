"""Values of records as a list shows them to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.desk import figures, times
from dealwright.playbook import FieldType

from .fields import Catalogue, Field
from .kinds import SUBJECTS
from .queries import Row

NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT})
NAME = ".name"
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words, and its page if it is a record's name."""

    text: str
    href: str = ""


def cell(field: Field, row: Row, names: Mapping[str, str], catalogue: Catalogue) -> Cell:
    """The value of a field in a row; `names` are the titles of keys such as stages."""
    values = [row[path] for path in field.paths]
    if values[0] in (None, "", []):
        return Cell("")
    return Cell(text_of(field, values, names), _page_behind(field, row, catalogue))


def text_of(field: Field, values: list[Any], names: Mapping[str, str]) -> str:
    """The field's value (the first; for money its currency is the second) in words."""
    value = values[0]
    if field.type == FieldType.MONEY:
        own = values[1] if len(values) > 1 else ""
        return figures.told_money(value, own or field.reading.currency)
    if isinstance(value, list):
        return ", ".join(names.get(str(each), str(each)) for each in value)
    if str(value) in names:
        return names[str(value)]
    return written(field.type, value) if field.grouped or isinstance(value, bool) else str(value)


def written(kind: FieldType, value: Any) -> str:
    """A plain value as the reader's language writes it; own fields and the API have days and moments as ISO text."""
    match kind:
        case FieldType.BOOLEAN:
            return _("Yes") if value else _("No")
        case FieldType.INTEGER:
            return figures.number(value)
        case FieldType.DECIMAL:
            return figures.number(value, MOST_DECIMALS)
        case FieldType.PERCENT:
            return figures.percent(value, 0 if value == int(value) else 1, of=100)
        case FieldType.DATE | FieldType.DATETIME:
            return times.moment(_moment(value)) if isinstance(value, str) and "T" in value else times.day(_day(value))
    return str(value)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def reference_of(field: Field, catalogue: Catalogue) -> Field | None:
    """The field that holds the number of the record whose name this field shows."""
    return catalogue.get(field.key.removesuffix(NAME)) if field.key.endswith(NAME) else None


@lru_cache(maxsize=64)
def _around(page: str) -> tuple[str, str]:
    """What stands before and after the number in the address of a record's page."""
    before, _number, after = str(reverse(page, args=[0])).rpartition("0")
    return before, after


def address_of(page: str, record_id: int) -> str:
    """The address of a record's page. Django is asked for it once: it takes longer than to find the record."""
    before, after = _around(page)
    return f"{before}{record_id}{after}"


def _page_behind(field: Field, row: Row, catalogue: Catalogue) -> str:
    reference = reference_of(field, catalogue)
    if reference is None or not row.get(reference.path):
        return ""
    one = row[reference.paths[1]] if len(reference.paths) > 1 else reference.type.value
    return address_of(SUBJECTS[one].page, row[reference.path]) if one in SUBJECTS else ""
