"""From the text of a cell to a value as it is stored."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from dealwright import Invalid
from dealwright.desk.spreadsheets import unguarded
from dealwright.playbook import FieldType
from dealwright.records.money import currencies
from dealwright.records.values import Reading, read_value
from dealwright.workspace.queries import company

from .mapping import ColumnMap
from .targets import Target

Reader = Callable[[str], Any]
MOST_REMEMBERED = 5_000
SOME_DAY = datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 (an example; 31 is no month, so that nobody misreads it)
SIGNS = re.compile(r"[\s\u00a0\u202f'’_]|US\$|[$€£¥₹]")
CODE = re.compile(r"^[A-Z]{3}|[A-Z]{3}$")
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+")
WITH_POINTS = re.compile(r"-?\(?\d{1,3}(\.\d{3})+\)?")
FACTORS = {"millions": 1_000_000, "thousands": 1_000}
AMOUNTS = (FieldType.MONEY, FieldType.INTEGER, FieldType.DECIMAL)
COMMA = "comma"  # a column in which 12.500 is twelve thousand five hundred
WITH_COMMA = re.compile(r"-?(\d{1,3}(\.\d{3}){2,}|\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))")
WITH_POINT = re.compile(r"-?(\d{1,3}(,\d{3}){2,}|\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,}))")
PLAIN = {
    FieldType.EMAIL: re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII),
    FieldType.PHONE: re.compile(r"\+?\d[\d ]+\d", re.ASCII),
}
ALWAYS_DIFFERENT = {"external_id", "title", "name", "email", "phone", "website", "first_name", "last_name"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused, in a sentence, with the column at fault and how to mend it."""

    column: str
    message: str
    remedy: str = ""


class Column(NamedTuple):
    """A mapped column: where it stands in the row, its header, its target, and how its cells are read."""

    place: int
    header: str
    key: str
    read: Reader


def column(place: int, header: str, target: Target, how: ColumnMap) -> Column:
    """The column compiled; values that come back are read once and remembered."""
    read = _translated(how.values, _reader(target, how.format)) if how.values else _reader(target, how.format)
    return Column(place, header, target.key, read if target.key in ALWAYS_DIFFERENT else Remembered(read).__getitem__)


def read_cells(columns: Sequence[Column], cells: Sequence[str], faults: list[Fault]) -> dict[str, Any]:
    """The values of a row by target; empty cells are left out, faults are added to the list."""
    values = {}
    for place, header, key, read in columns:
        if cell := cells[place]:
            try:
                value = read(cell)
            except Invalid as error:
                faults.append(Fault(header, error.message, error.remedy or ""))
                continue
            if value is not None and value != "":
                values[key] = value
    return values


class Remembered(dict[str, Any]):
    """What cells were read as: a cell that comes back costs a look into a dictionary, no more."""

    def __init__(self, read: Reader) -> None:
        """Nothing is remembered yet; `read` reads a cell for the first time."""
        self.read = read

    def __missing__(self, cell: str) -> Any:
        """The cell read; remembered while there are few and it is short."""
        value = self.read(cell)
        if len(self) < MOST_REMEMBERED and len(cell) < 200:
            self[cell] = value
        return value


def _translated(values: Mapping[str, str], read: Reader) -> Reader:
    given = {" ".join(text.split()).casefold(): value for text, value in values.items()}

    def translate(cell: str) -> Any:
        return read(given.get(" ".join(cell.split()).casefold(), cell))

    return translate


def _reader(target: Target, shape: str | None) -> Reader:
    if target.type in PLAIN:
        return _plainly(target, _read_with_care(target, shape))
    return _read_with_care(target, shape)


def _plainly(target: Target, read: Reader) -> Reader:
    """As `read`; but cells that already stand as they are stored, which are most, are taken as they are."""
    is_plain, longest = PLAIN[target.type].fullmatch, target.longest
    return lambda cell: cell if len(cell) <= longest and is_plain(cell) else read(cell)


def _read_with_care(target: Target, shape: str | None) -> Reader:
    kind = target.type
    if kind == FieldType.TEXT:
        return _text(target)
    if kind == FieldType.MONEY:
        return lambda cell: plain_amount(cell, shape)
    if kind in AMOUNTS:
        return lambda cell: read_value(kind, plain_amount(cell, shape))
    if kind == FieldType.EMAIL:
        return lambda cell: _fitting(read_value(kind, unguarded(cell).strip().lower()), target)
    if kind == FieldType.URL:
        return lambda cell: _fitting(read_value(kind, _with_scheme(unguarded(cell).strip())), target)
    if kind in (FieldType.DATE, FieldType.DATETIME):
        return _day(target, shape)
    reading = Reading(choices=target.choices, members=target.choices)
    return lambda cell: _fitting(read_value(kind, unguarded(cell).strip(), reading), target)


def date_like(shape: str | None) -> str:
    """A day as it is written in a date format; without one as ISO has it."""
    return SOME_DAY.strftime(shape or "%Y-%m-%d")


def _day(target: Target, shape: str | None) -> Reader:
    reading, example = Reading(date_format=shape, zone=company().zone), date_like(shape)

    def read(cell: str) -> Any:
        try:
            return read_value(target.type, unguarded(cell).strip(), reading)
        except Invalid:
            remedy = f"It should be written like {example}: correct it, or say that dates are written otherwise."
            raise Invalid(f"“{cell.strip()[:80]}” is not a date.", remedy=remedy) from None

    return read


def _text(target: Target) -> Reader:
    words = target.refers is not None or target.key == "name"

    def read(cell: str) -> str:
        text = (unguarded(cell) if cell[0] == "'" else cell).strip()
        if words and ("  " in text or not text.isprintable()):
            text = " ".join(text.split())
        if len(text) > target.longest:
            _fitting(text, target)
        return text

    return read


def _with_scheme(text: str) -> str:
    return text if "://" in text or not text else f"https://{text}"


def _fitting(value: Any, target: Target) -> Any:
    if isinstance(value, str) and len(value) > target.longest:
        raise Invalid(f"This is {len(value):,} characters long; {target.longest:,} fit.", remedy="Shorten it.")
    return value


def plain_amount(cell: str, shape: str | None = None) -> str | None:
    """An amount as people write it ("$1,234.50", "1.234,50 €") as plain decimal text.

    A lone comma is decimal unless three digits follow it. `shape` may be "thousands", "millions" or "comma", by which
    commas are decimal and points are not. What is no amount stays as it is, to be refused by whoever reads it.
    """
    if shape not in FACTORS and cell.isdecimal():
        return cell
    text = _bare(cell)
    comma, dot = text.rfind(","), text.rfind(".")
    if comma >= 0 and dot >= 0:
        text = text.replace(",", "") if dot > comma else text.replace(".", "").replace(",", ".")
    elif comma >= 0:
        text = text.replace(",", "" if shape != COMMA and THOUSANDS.fullmatch(text) else ".")
    elif text.count(".") > 1 or (shape == COMMA and WITH_POINTS.fullmatch(text)):
        text = text.replace(".", "")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    return _times(text, FACTORS[shape]) if shape in FACTORS else text or None


def amounts_shape(values: Iterable[str]) -> str | None:
    """ "comma" where some of a column's amounts can only have decimal commas and none a decimal point."""
    bare = [_bare(value) for value in values]
    has_comma = any(WITH_COMMA.fullmatch(text) for text in bare)
    return COMMA if has_comma and not any(WITH_POINT.fullmatch(text) for text in bare) else None


def _bare(cell: str) -> str:
    return CODE.sub(_without_currency, SIGNS.sub("", unguarded(cell)))


def _without_currency(found: re.Match[str]) -> str:
    return "" if found[0] in currencies() else found[0]


def _times(text: str, factor: int) -> str:
    try:
        return format(Decimal(text) * factor, "f")
    except InvalidOperation:
        return text
