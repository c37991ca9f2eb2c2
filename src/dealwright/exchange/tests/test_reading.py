"""Files as people have them: what can be read is, what cannot is refused with a sentence."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import SalesError
from dealwright.desk.spreadsheets import guarded, unguarded
from dealwright.exchange.reading import open_table
from dealwright.exchange.table import LARGEST_CELL, FileRefused


def file(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "name,city\nZoë,Köln\n".encode(),
        "name;city\nZoë;Köln\n".encode("utf-8-sig"),
        "name\tcity\nZoë\tKöln\n".encode("utf-16"),
        "name|city\nZoë|Köln\n".encode("utf-16-le"),
        "name;city\nZoë;Köln\n".encode("cp1252"),
    ],
)
def test_encoding_and_delimiter_are_found(tmp_path: Path, content: bytes) -> None:
    table = open_table(file(tmp_path, content))
    assert table.header == ("name", "city")
    assert list(table.rows()) == [(2, ["Zoë", "Köln"])]


def test_another_encoding_is_said(tmp_path: Path) -> None:
    table = open_table(file(tmp_path, b"name\nBo\nZo\xeb\n"))
    assert table.notes == ("What is not UTF-8 in the file (see line 3) was read as Windows-1252.",)


def test_a_file_put_together_from_two_encodings_is_read_right(tmp_path: Path) -> None:
    table = open_table(file(tmp_path, b"name\nZo\xeb\n" + "Jürgen\nΩ\n".encode()))
    assert [cells for _, cells in table.rows()] == [["Zoë"], ["Jürgen"], ["Ω"]]


def test_a_line_for_spreadsheets_says_the_delimiter(tmp_path: Path) -> None:
    table = open_table(file(tmp_path, b"sep=;\nname;note\nBo;1,2,3\n"))
    assert (table.header, list(table.rows())) == (("name", "note"), [(3, ["Bo", "1,2,3"])])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\n \n,,\n", "The file is empty."),
        (b"PK\x03\x04rest", "not a whole workbook"),
        (b"a,b,a\n1,2,3\n", "The column “a” is there twice."),
        (",".join(f"c{n}" for n in range(1001)).encode(), "1,001 columns"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        open_table(file(tmp_path, content))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name\nBo\x00\n", "zero bytes"),
        (b'name,note\nBo,"' + b"x" * (LARGEST_CELL + 10) + b'"\n', "larger than 10 MB"),
        (b'name,note\nBo,"open\n' + b"more\n" * (LARGEST_CELL // 4), "larger than 10 MB"),
        (b"name\n" + b"x" * (40 * 2**20), "larger than 32 MB"),
        (b"name\n\x81\x8d\n", "In the first rows stands something that is not text"),
    ],
)
def test_a_fault_anywhere_is_found_before_a_row_is_written(tmp_path: Path, content: bytes, said: str) -> None:
    table = open_table(file(tmp_path, content)) if b"\x81" not in content else None
    with pytest.raises(FileRefused, match=said):
        (table or open_table(file(tmp_path, content))).count()


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    table = open_table(file(tmp_path, b'\nname,note\nBo,"two\nlines"\n\nAl,\n'))
    assert list(table.rows()) == [(3, ["Bo", "two\nlines"]), (5, ["Al", ""])]
    assert list(table.rows(after=3)) == [(5, ["Al", ""])]


@given(st.text())
def test_guarding_cells_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            open_table(file(Path(folder), content)).count()
        except SalesError as error:
            assert error.message.endswith(".")


@given(st.lists(st.lists(st.text("ab,;\"\n |'=é", min_size=1), min_size=2, max_size=2), min_size=1))
def test_what_a_writer_of_csv_writes_is_read(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([["first", "second"], *rows])
        table = open_table(path)
        if table.header == ("first", "second"):
            assert [cells for _, cells in table.rows()] == rows
