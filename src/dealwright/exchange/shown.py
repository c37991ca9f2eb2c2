"""A list as a file as it is shown: its columns, filters and order, as CSV, XLSX or JSON, of any length."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

import msgspec
from django.http import StreamingHttpResponse

from dealwright import BadRequest
from dealwright.desk.spreadsheets import guarded
from dealwright.desk.times import local
from dealwright.playbook import FieldType
from dealwright.records.asked import Asked, columns_of
from dealwright.records.complete import listable
from dealwright.records.fields import Catalogue, Field
from dealwright.records.kinds import Kind, kind_of
from dealwright.records.money import to_text
from dealwright.records.queries import Listing, Page, Row, count, listing, page
from dealwright.records.table import columns
from dealwright.workspace.access import require_export
from dealwright.workspace.queries import Actor

AT_ONCE = 2_000
MOST_IN_A_SHEET = 1_000_000  # rows that spreadsheets open
LONGEST_CELL = 32_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DAYS = {FieldType.DATE: "yyyy-mm-dd", FieldType.DATETIME: "yyyy-mm-dd hh:mm"}
Plain = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column of the file: its head, the field it shows, how a value is made of the row, and a sheet's format."""

    head: str
    field: Field
    value: Callable[[Row], Plain]
    shape: str = ""


def answer(kind: str, form: str, asked: Asked, actor: Actor) -> StreamingHttpResponse:
    """The list as a download; raises as `pieces`, before the first byte."""
    answered = StreamingHttpResponse(pieces(kind, form, asked, actor), content_type=TYPES[form])
    answered["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    answered["X-Content-Type-Options"] = "nosniff"
    return answered


def pieces(kind: str, form: str, asked: Asked, actor: Actor) -> Iterator[str] | Iterator[bytes]:
    """The list as csv, json or xlsx, piece by piece.

    Raises NotFound, BadRequest and NotAllowed before the first piece.
    """
    if form not in TYPES:
        raise BadRequest(f"A list cannot be had as “{form[:20]}”.", remedy=f"There are: {', '.join(TYPES)}.")
    known = kind_of(kind)
    catalogue = listable(known, actor)
    wanted = listing(known, actor, asked.filters, asked.sort or None, catalogue)
    require_export(actor, known.one, wanted.rows, known.key)
    return _pieces(wanted, _fields(known, catalogue, asked), form)


def _fields(kind: Kind, catalogue: Catalogue, asked: Asked) -> list[Field]:
    """The columns as the list shows them, the record's name first."""
    shown = columns(kind, catalogue, columns_of(kind, catalogue, asked.columns))
    return [shown.name, *shown.others]


def _pieces(wanted: Listing, fields: Sequence[Field], form: str) -> Iterator[str] | Iterator[bytes]:
    following = _pages(wanted, fields)
    pages = chain([next(following)], following)  # a list that cannot be sorted says so before anything is sent
    if form == "json":
        return _as_json(pages, fields)
    written = [column for field in fields for column in _columns(field, fields)]
    if form == "csv":
        return _as_csv(pages, written)
    if count(wanted, MOST_IN_A_SHEET) > MOST_IN_A_SHEET:
        raise BadRequest("More records match than a sheet holds.", remedy="Filter the list, or take it as CSV.")
    return _as_sheet(pages, written)


def _pages(wanted: Listing, fields: Sequence[Field]) -> Iterator[Page]:
    """All rows in the order of the list, some thousands at a time."""
    cursor: str | None = None
    while True:
        found = page(wanted, fields, limit=AT_ONCE, cursor=cursor)
        yield found
        cursor = found.next_cursor
        if cursor is None:
            return


def _columns(field: Field, among: Sequence[Field]) -> list[Column]:
    if field.type == FieldType.MONEY:
        return _money(field, among)
    titles = field.titles()
    return [Column(field.label, field, lambda row: _plain(row[field.path], titles), DAYS.get(field.type, ""))]


def _money(field: Field, among: Sequence[Field]) -> list[Column]:
    """An amount as a number, and its currency beside it where no column says it."""
    path = field.paths[1] if len(field.paths) > 1 else ""

    def currency(row: Row) -> str:
        return str(row[path] or "") if path else field.reading.currency

    def amount(row: Row) -> Decimal | None:
        text = to_text(row[field.path], currency(row) or "EUR")
        return None if text is None else Decimal(text)

    number = Column(field.label, field, amount, "#,##0.00")
    said = any(each.path == path for each in among)
    return [number] if said else [number, Column(f"{field.label} (currency)", field, currency)]


def _plain(value: Any, titles: Any) -> Plain:
    if isinstance(value, int) and str(value) in titles:
        return str(titles[str(value)])
    if value is None or isinstance(value, int | float | Decimal | date):
        return value if not isinstance(value, bool) else str(value).lower()
    if isinstance(value, list):
        return ", ".join(titles.get(str(each), str(each)) for each in value)
    return str(titles.get(str(value), value))


def _as_csv(pages: Iterator[Page], columns: Sequence[Column]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(column.head) for column in columns])
    for found in pages:
        writer.writerows([_text(column.value(row)) for column in columns] for row in found.rows)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _text(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else str(value)


def _as_json(pages: Iterator[Page], fields: Sequence[Field]) -> Iterator[str]:
    before = "["
    for found in pages:
        for row in found.shown(fields):
            yield before + "\n" + msgspec.json.encode(row).decode()
            before = ","
    yield "\n]\n" if before == "," else "[]\n"


def _as_sheet(pages: Iterator[Page], columns: Sequence[Column]) -> Iterator[bytes]:
    """The file is written to disk row by row and sent from there, so memory stays flat."""
    from openpyxl import Workbook  # a second to import, so only where a sheet is made
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.append([_cell(WriteOnlyCell(sheet), column.head, "") for column in columns])
    for found in pages:
        for row in found.rows:
            sheet.append([_cell(WriteOnlyCell(sheet), column.value(row), column.shape) for column in columns])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _cell(cell: Any, value: Plain, shape: str) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
        cell.data_type = "s"  # text is never a formula
        return cell
    cell.value = local(value).replace(tzinfo=None) if isinstance(value, datetime) else value
    if shape and value is not None:
        cell.number_format = shape
    return cell
