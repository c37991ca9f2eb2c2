"""Whatever is in a file, of whichever kind it is said to be: a report or a refusal in words, and texts unchanged."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from dealwright import SalesError
from dealwright.deals.models import Product
from dealwright.exchange.commands import engine_for, guess_map, planned
from dealwright.exchange.crm.commands import PROGRAMS, plan_export
from dealwright.exchange.crm.zipped import unpacked
from dealwright.exchange.mapping import KINDS
from dealwright.exchange.queries import COUNTS
from dealwright.records.kinds import KINDS as RECORDS
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
TITLE = {"deals": "title", "activities": "subject", "tasks": "title", "stakeholders": "role"}
NAUGHTY = (
    "=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "'quoted'", '"; DROP TABLE deals; --', "<script>alert(1)</script>",
    "{{ 7*7 }}", "%s %n", "../../etc/passwd", "Ω≈ç√∫", "田中さん", "‏العربية", "👩‍👩‍👧",
    "\u202etxt", "e\u0301" * 20, "null", "NaN", "1e999",
)  # fmt: skip


def quoted(*rows: tuple[str, ...]) -> bytes:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows).encode()


def files(name: str) -> dict[str, bytes]:
    """Files with a column of that name, as nobody should send them."""
    return {
        "ragged": f"{name},a,b\nOne\nTwo,2,3,4,5,6\n,,\n\nThree,\n".encode(),
        "empty": b"",
        "head alone": f"{name},a\n".encode(),
        "200 columns": quoted((name, *(f"c{n}" for n in range(199))), ("One", *("x" * 50 for _ in range(199)))),
        "formulas": quoted((name, "=1+1"), *((text, "=cmd|' /C calc'!A0") for text in NAUGHTY)),
        "wrong encoding": f"{name},city\nZoë,Köln\n".encode("cp1252"),
        "two encodings": f"{name}\nZoë\n".encode() + "Zoë\n".encode("utf-16-le"),
        "bytes": bytes(range(256)) * 20,
        "a huge cell": f"{name},note\nOne,".encode() + b"x" * 200_000 + b"\n",
        "an open quote": f'{name},note\nOne,"never closed\nTwo,2\n'.encode(),
        "no file of this kind": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    }


def bomb(path: Path, name: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, b"0" * 60_000_000)
        packed.writestr("xl/workbook.xml", b"<x/>")
    return path


@pytest.fixture(scope="module")
def bombs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook and an export that unpack to far more than they are, made once."""
    folder = tmp_path_factory.mktemp("bombs")
    return {
        "sheet.xlsx": bomb(folder / "sheet.xlsx", "xl/sharedStrings.xml"),
        "all.zip": bomb(folder / "all.zip", "Account.csv"),
    }


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
def test_any_file_gets_a_report_or_a_refusal(
    cast: Any, published: Any, tmp_path: Path, bombs: dict[str, Path], kind: str
) -> None:
    paths = {"a bomb": bombs["sheet.xlsx"]}
    for place, (what, content) in enumerate(files(TITLE.get(kind, "name")).items()):
        paths[what] = tmp_path / f"{place}.csv"
        paths[what].write_bytes(content)
    for what, path in paths.items():
        try:
            told = planned(engine_for(path, guess_map(kind, path, Machine()), by=cast.operator, via="import"))
        except SalesError as refused:
            assert refused.message, what
            continue
        assert what != "a bomb"
        assert told["read"] == sum(told[name] for name in COUNTS if name != "read"), what
        assert all(each["message"] for each in told["problems"]), what


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_export_that_is_none_is_refused(
    cast: Any, published: Any, tmp_path: Path, bombs: dict[str, Path], program: str
) -> None:
    with pytest.raises(SalesError), unpacked(bombs["all.zip"]) as folder:
        plan_export(program, folder, by=cast.operator)
    for content in files("Id").values():
        for table in ("Account", "companies", "organizations", "Opportunity", "deals"):
            (tmp_path / f"{table}.csv").write_bytes(content)
        try:
            told = plan_export(program, tmp_path, by=cast.operator).as_dict()
            assert all(each["message"] for each in told["problems"])
        except SalesError as refused:
            assert refused.message


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ["deals", "leads", "organisations", "people", "products"])
def test_texts_come_in_as_they_are(cast: Any, published: Any, bring_in: Any, kind: str) -> None:
    name = TITLE.get(kind, "name")
    told = bring_in(
        kind, f"kind: {kind}\ncolumns: {{what: {name}}}\n", quoted(("what",), *((text,) for text in NAUGHTY)).decode()
    )
    assert (told["created"], told["refused"]) == (len(NAUGHTY), 0), told
    model = Product if kind == "products" else RECORDS[kind].model
    assert {text.removeprefix("'") for text in model._default_manager.values_list(name, flat=True)} == {
        text.removeprefix("'") for text in NAUGHTY
    }
