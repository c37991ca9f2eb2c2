"""A table in a text file, read as a stream: its encoding and delimiter found out, its faults said in sentences."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from .table import LARGEST_CELL, LARGEST_ROW, MOST_COLUMNS, FileRefused, Row, Table

DELIMITERS = ",;\t|"
SAID = re.compile(r"\s*sep=([,;\t|])\s*\Z", re.IGNORECASE)  # a first line that spreadsheets write and read
SAID_CELL = re.compile(r"\s*sep=", re.IGNORECASE)
SAMPLE = 64 * 1024
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NO_TABLES = {b"\xd0\xcf\x11\xe0": "an old Excel file", b"%PDF": "a PDF"}
CARDS = re.compile(rb"\A(\xef\xbb\xbf)?\s*BEGIN:VCARD", re.IGNORECASE)

csv.field_size_limit(LARGEST_CELL)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 among UTF-8, since files are put together from files of several programs."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error("windows", _as_windows)


def open_table(path: Path) -> Table:
    """The table in a CSV file, a workbook or a file of cards; raises FileRefused with what is wrong and the remedy."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK\x03\x04"):
        from .workbook import rows_of  # the library for workbooks is heavy

        return _headed(partial(rows_of, path))
    if CARDS.search(start):
        from .cards import HEADER, MISFIT, cards_in

        return Table(HEADER, 0, partial(cards_in, path), misfit=MISFIT)
    encoding, notes = _encoding(path)
    return _headed(partial(_numbered, path, encoding, _delimiter(path, encoding)), notes)


def _headed(numbered: Callable[[], Iterator[Row]], notes: tuple[str, ...] = ()) -> Table:
    for number, cells in numbered():
        if any(cell.strip() for cell in cells) and not (number == 1 and SAID_CELL.fullmatch(cells[0])):
            header = tuple(" ".join(cell.split()) for cell in cells)
            _check_header(header)
            return Table(header, number, numbered, notes)
    raise FileRefused("The file is empty.", remedy="It needs a row of column names and rows below it.")


def _check_header(header: tuple[str, ...]) -> None:
    if len(header) > MOST_COLUMNS:
        raise FileRefused(f"The file has {len(header):,} columns; {MOST_COLUMNS:,} can be read.")
    named = [name for name in header if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise FileRefused(f"The column “{twice[0]}” is there twice.", field=twice[0], remedy="Rename one of the two.")


def _encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    with path.open("rb") as file:
        start = file.read(4096)
        for magic, what in NO_TABLES.items():
            if start.startswith(magic):
                raise FileRefused(f"This is {what}, not a table.", remedy="Open it and save it as XLSX or CSV.")
        for mark, name in MARKS.items():
            if start.startswith(mark):
                return name, ()
        if wide := _wide(start):
            return wide, ()
        file.seek(0)
        line = _line_that_is_not_utf8(file)
    if line is None:
        return "utf-8", ()
    return "utf-8", (f"What is not UTF-8 in the file (see line {line}) was read as Windows-1252.",)


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    if len(start) >= 4 and start[1::2].count(0) > 0.4 * len(start[1::2]):
        return "utf-16-le"
    if len(start) >= 4 and start[::2].count(0) > 0.4 * len(start[::2]):
        return "utf-16-be"
    return None


def _line_that_is_not_utf8(file: IO[bytes]) -> int | None:
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    while block := file.read(2**20):
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            return line + block.count(b"\n", 0, max(0, error.start))
        line += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter by which the first rows fall into the most columns, all rows into equally many."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = file.read(SAMPLE).splitlines(keepends=True)[:50]
    if said := SAID.match("".join(lines[:1])):
        return said[1]
    return max(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def _fit(lines: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] == 1:
        return 0.0, 0
    return widths.count(widths[0]) / len(widths), widths[0]


def _numbered(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="windows" if encoding == "utf-8" else "strict", newline="") as file:
        lines = Lines(file)
        rows = csv.reader(lines, delimiter=delimiter)
        number = 0
        try:
            for cells in rows:
                number += 1
                lines.weight = 0
                yield number, cells
        except csv.Error as error:
            raise _broken(error, number + 1) from error
        except UnicodeError as error:
            raise FileRefused(
                f"{f'Below row {number}' if number else 'In the first rows'} stands something that is not text.",
                remedy="Save the file as CSV (UTF-8).",
            ) from error


def _broken(error: csv.Error, number: int) -> FileRefused:
    if "field larger" in str(error):
        remedy = "Look for a quote that is never closed."
        return FileRefused(f"A cell in row {number} is larger than {LARGEST_CELL // 2**20} MB.", remedy=remedy)
    return FileRefused(f"Row {number} cannot be read: {error}.", remedy="Save the file as CSV once more.")


class Lines:
    """Lines of a file, none of them without end, so that a hostile file cannot fill the memory.

    `weight` counts the characters since the last whole row; whoever reads rows sets it back.
    """

    def __init__(self, file: IO[str]) -> None:
        """Read from this open file."""
        self.file, self.number, self.weight = file, 0, 0

    def __iter__(self) -> Iterator[str]:
        """Each line; raises FileRefused for one that is too long or holds zero bytes."""
        while line := self.file.readline(LARGEST_ROW + 1):
            self.number += 1
            self.weight += len(line)
            if self.weight > LARGEST_ROW:
                raise FileRefused(
                    f"The row at line {self.number} is larger than {LARGEST_ROW // 2**20} MB.",
                    remedy="Look for a quote that is never closed.",
                )
            if "\0" in line:
                raise FileRefused(
                    f"Line {self.number} holds zero bytes: this is not text.", remedy="Save it as CSV (UTF-8)."
                )
            yield line
