"""The first sheet of a workbook (XLSX), read as a stream; what would fill the memory is refused beforehand."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from .table import LARGEST_CELL, MOST_COLUMNS, FileRefused, Row, is_bomb

LARGEST_UNPACKED = 2 * 2**30
LARGEST_PART_IN_MEMORY = 256 * 2**20  # the texts that cells share are read at once
BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError, OSError)


def rows_of(path: Path) -> Iterator[Row]:
    """(number, cells) of the first sheet; raises FileRefused for a file that is no workbook or unpacks to too much."""
    _check_size(path)
    with path.open("rb") as file:  # the library would judge a path by its ending, and a kept copy has another
        try:
            book = _book(file)
        except BROKEN as error:
            said = "This file is not a whole workbook."
            raise FileRefused(said, remedy="Save it as XLSX or CSV once more.") from error
        try:
            yield from _rows(book)
        except BROKEN as error:
            raise FileRefused(f"The sheet cannot be read: {error}.", remedy="Save it as CSV (UTF-8).") from error


class Unmeasured(ReadOnlyWorksheet):
    """A sheet whose stored size is not asked.

    Programs write wrong ones, behind which rows would be lost; and to look for one that is not there costs as much as
    reading the whole sheet, at each opening.
    """

    def _get_size(self) -> None:
        pass


class Reader(ExcelReader):
    """Opens a workbook without measuring its sheets."""

    def read_worksheets(self) -> None:
        """Hold each sheet at its place, since names in the workbook refer to places."""
        for sheet, part in self.parser.find_sheets():
            if part.target in self.valid_files:
                if "chartsheet" in part.Type:
                    self.read_chartsheet(sheet, part)
                else:
                    self.wb._sheets.append(Unmeasured(self.wb, sheet.name, part.target, self.shared_strings))


def _book(file: IO[bytes]) -> Any:
    reader = Reader(file, read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb


def _rows(book: Any) -> Iterator[Row]:
    if not book.worksheets:
        raise FileRefused("The workbook has no sheet with cells.")
    sheet = book.worksheets[0]
    names = next(filter(None, map(_texts, sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True))), [])
    width = len(names)
    # Cells far to the right of all columns would make every row as wide, and there may be a million rows.
    for number, cells in enumerate(sheet.iter_rows(max_col=min(width, MOST_COLUMNS) + 1, values_only=True), 1):
        texts = _texts(cells) if any(cell is not None for cell in cells) else []
        yield number, [*texts, *[""] * (width - len(texts))]


def _texts(cells: Sequence[Any]) -> list[str]:
    """The cells of a row up to the last that holds something."""
    texts = [_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: Any) -> str:
    """A cell as it would stand in a CSV file."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    return str(cell)[:LARGEST_CELL]


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise FileRefused("This file is not a whole workbook.", remedy="Save it as XLSX or CSV once more.") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise FileRefused("This is a zip file without a workbook.", remedy="Unpack it, then choose one of its files.")
    whole = sum(part.file_size for part in parts)
    shared = max((part.file_size for part in parts if "sharedStrings" in part.filename), default=0)
    if whole > LARGEST_UNPACKED or shared > LARGEST_PART_IN_MEMORY or is_bomb(whole, path):
        raise FileRefused("This workbook unpacks to more than can be read.", remedy="Save it as CSV (UTF-8).")
