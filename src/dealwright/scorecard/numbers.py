"""The numbers behind figures as a file: CSV with a part for each figure, XLSX with a sheet for each."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from dealwright.desk.charts import Figure, Point
from dealwright.desk.spreadsheets import guarded

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31


def written(figures: Sequence[Figure], form: str) -> bytes:
    """The file; raises KeyError for a form that is not in FORMS."""
    return {"csv": _as_csv, "xlsx": _as_workbook}[form](figures)


def _as_csv(figures: Sequence[Figure]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    for n, figure in enumerate(figures):
        writer.writerows([[]] if n else [])
        writer.writerow([guarded(figure.title)])
        writer.writerows([guarded(each) if isinstance(each, str) else each for each in row] for row in _rows(figure))
    return text.getvalue().encode("utf-8-sig")  # so that spreadsheets read it as UTF-8


def _as_workbook(figures: Sequence[Figure]) -> bytes:
    from openpyxl import Workbook  # a second to import, so only where a sheet is made
    from openpyxl.cell import WriteOnlyCell

    book, file = Workbook(write_only=True), io.BytesIO()
    for figure in figures:
        sheet = book.create_sheet(FORBIDDEN.sub(" ", figure.title)[:LONGEST_NAME])
        for row in _rows(figure):
            sheet.append([_cell(WriteOnlyCell(sheet), each) for each in row])
    book.save(file)
    return file.getvalue()


def _cell(cell: Any, value: str | float | None) -> Any:
    cell.value = FORBIDDEN.sub(" ", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # text is never a formula
    return cell


def _rows(figure: Figure) -> Iterator[list[str | float | None]]:
    """Heads, then a row for each label; the ends of a range stand beside the value they belong to."""
    ranged = [any(point.low is not None for point in each.points) for each in figure.series]
    heads = [figure.axis]
    for each, has_range in zip(figure.series, ranged, strict=True):
        heads += [each.name, f"{each.name} (low)", f"{each.name} (high)"] if has_range else [each.name]
    yield [*map(str, heads)]
    for label, points in figure.rows:
        row: list[str | float | None] = [label]
        for point, has_range in zip(points, ranged, strict=True):
            row += [_plain(point), point.low, point.high] if has_range else [_plain(point)]
        yield row


def _plain(point: Point) -> str | float | None:
    """The number itself; words where there is none but what is read."""
    return point.text if point.value is None and point.text != Point(None).text else point.value
