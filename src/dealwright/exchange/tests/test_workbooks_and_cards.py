"""Workbooks and business cards are tables like any other; what would fill the memory is refused (C9)."""

import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dealwright.exchange.cards import HEADER, MISFIT, card_of
from dealwright.exchange.crm.zipped import unpacked
from dealwright.exchange.reading import open_table
from dealwright.exchange.table import FileRefused

CARDS = Path(__file__).parents[5] / "shared" / "data" / "vcard"


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_cells_are_read_as_they_would_stand_in_a_csv(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Name", "Founded", "Since", "At", "Is", "Worth"]]
    rows += [["Zoë", 1999, date(2024, 2, 3), datetime.fromisoformat("2024-02-03 04:05"), True, 12.5], ["Bo"]]
    table = open_table(workbook(tmp_path / "firms.xlsx", rows))
    assert table.header == ("Name", "Founded", "Since", "At", "Is", "Worth")
    assert [cells for _, cells in table.rows()] == [
        ["Zoë", "1999", "2024-02-03", "2024-02-03 04:05:00", "true", "12.5"], ["Bo", "", "", "", "", ""],
    ]  # fmt: skip


def test_a_cell_far_away_costs_no_more_than_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    book = Workbook()
    book.active.append(["Name", "Mail"])
    book.active["A3"], book.active["XFD4"], book.active["A200000"] = "Ann", "far", "End"
    book.save(path)
    begun = process_time()
    assert [(number, cells) for number, cells in open_table(path).rows() if cells != ["Ann", ""]] == [
        (200_000, ["End", ""])
    ]
    assert process_time() - begun < 10  # a row of all 16,384 columns would take a minute


def test_a_sheet_of_too_many_columns_is_refused_as_a_csv_is(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="1,001 columns"):
        open_table(workbook(tmp_path / "wide.xlsx", [[f"c{n}" for n in range(1_100)]]))


def resized(path: Path, said: bytes) -> Path:
    """The workbook with this in place of the size that its sheet says it has."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<dimension[^>]*/>", said, parts[sheet])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def test_rows_beyond_the_size_that_a_sheet_says_it_has_are_not_lost(tmp_path: Path) -> None:
    path = workbook(tmp_path / "small.xlsx", [["Name", "Mail"], *[[f"Ann {n}", f"a{n}@x.example"] for n in range(9)]])
    assert open_table(resized(path, b'<dimension ref="A1:A2"/>')).count() == 9


def test_a_sheet_that_does_not_say_its_size_is_not_read_whole_for_its_column_names(tmp_path: Path) -> None:
    path = resized(workbook(tmp_path / "long.xlsx", [["Name", "Mail"], *[["Ann", "a@x.example"]] * 60_000]), b"")
    begun = process_time()
    whole = open_table(path).count()
    read, begun = process_time() - begun, process_time()
    assert (whole, open_table(path).header) == (60_000, ("Name", "Mail"))
    assert process_time() - begun < read / 5


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return path


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"readme.txt": b"hello"}, "without a workbook"),
        ({"xl__workbook.xml": b"<x/>"}, "not a whole workbook"),
        ({"xl__workbook.xml": b"<x/>", "xl__sharedStrings.xml": b" " * 50_000_000}, "unpacks to more"),
        ({"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "[Content_Types].xml": b"<x/>"}, "whole"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        open_table(zipped(tmp_path / "file.xlsx", **parts))


def test_zip_files_are_unpacked_flat_and_never_elsewhere(tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", **{"..__..__evil.csv": b"a", "data__evil.csv": b"b"})
    with unpacked(path) as folder:
        assert sorted(one.read_bytes() for one in folder.rglob("*.csv")) == [b"a", b"b"]
    assert not (tmp_path.parent / "evil.csv").exists()
    with pytest.raises(FileRefused, match="more than"), unpacked(zipped(tmp_path / "bomb.zip", big=b"\0" * 20_000_000)):
        pass


@pytest.mark.skipif(not CARDS.is_dir(), reason="../shared/data/vcard is not here")
def test_cards_of_real_programs_are_read() -> None:
    read = {path.stem: [cells for _, cells in open_table(path).rows()] for path in sorted(CARDS.glob("*.vcf"))}
    damaged = [(stem, at) for stem, rows in read.items() for at, cells in enumerate(rows) if len(cells) != len(HEADER)]
    assert damaged == [("John_Doe_ANDROID", 5)]  # an empty line in the middle of a text
    assert {stem: len(rows) for stem, rows in read.items() if len(rows) != 1} == {
        "John_Doe_ANDROID": 6, "gmail-list": 3, "rfc2426-example": 2,
    }  # fmt: skip
    outlook = dict(zip(HEADER, read["John_Doe_MS_OUTLOOK"][0], strict=True))
    assert (outlook["name"], outlook["organisation.name"]) == ("Mr. John Richter James Doe Sr.", "IBM")
    assert json.loads(outlook["phones"]) == [
        {"kind": "work", "number": "(905) 555-1234"}, {"kind": "private", "number": "(905) 666-1234"},
    ]  # fmt: skip
    assert json.loads(outlook["profiles"]) == ["http://www.ibm.com"]
    assert read["rfc6350-example"][0][3] == "+1-418-656-9254 ext. 102"


def test_a_person_keeps_all_numbers_and_addresses_on_a_card(tmp_path: Path) -> None:
    mails = [{"kind": "work", "address": "ann@x.example"}, {"kind": "private", "address": "a@y.example"}]
    phones = [{"kind": "mobile", "number": "+49 171 1"}, {"kind": "", "number": "+49 30 1"}]
    profiles = [{"network": "xing", "address": "https://www.xing.com/profile/Ann"}]
    path = tmp_path / "ann.vcf"
    person = {"name": "Ann Berg", "mails": mails, "phones": phones, "profiles": profiles}
    path.write_text(card_of(person).replace("END:VCARD", "EMAIL:none\nEND:VCARD"), newline="")
    (_, cells), *_ = open_table(path).rows()
    told = dict(zip(HEADER, cells, strict=True))
    assert (told["email"], told["phone"]) == ("ann@x.example", "+49 171 1")
    assert (json.loads(told["mails"]), json.loads(told["phones"])) == (mails, phones)
    assert json.loads(told["profiles"]) == [profiles[0]["address"]]


def test_a_damaged_card_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text("BEGIN:VCARD\nFN:Ann\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nEMAIL;ENCODING=b:!!!\nEND:VCARD\n")
    assert [number for number, _ in open_table(path).rows()] == [1, 4]


def test_a_card_that_is_cut_off_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    nobody = "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
    path.write_text(f"BEGIN:VCARD\nFN:Ann\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\n{nobody}BEGIN:VCARD\nFN:Cy\n")
    table = open_table(path)
    told = [(number, table.misfit_of(cells)) for number, cells in table.rows()]
    assert told == [(1, MISFIT), (3, None), (6, MISFIT), (9, MISFIT)]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.mark.thorough
@given(TEXT, TEXT, TEXT)
def test_a_person_comes_back_from_their_card(
    tmp_path_factory: pytest.TempPathFactory, a: str, b: str, firm: str
) -> None:
    path = tmp_path_factory.mktemp("cards") / "one.vcf"
    person = {"name": f"{a} {b}", "email": "ann@example.com", "organisation.name": firm, "phone": "+49 30 1"}
    path.write_text(card_of(person), newline="")
    (_, cells), *_ = open_table(path).rows()
    told = dict(zip(HEADER, cells, strict=True))
    assert {key: told[key] for key in person} == person
