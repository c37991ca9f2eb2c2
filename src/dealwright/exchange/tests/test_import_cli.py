"""`dealwright import` and `export` from the outside."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from dealwright import SalesError
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.models import Deal
from dealwright.exchange.cli import add_to
from dealwright.exchange.workbook import rows_of
from dealwright.processes.queries import Published

pytestmark = pytest.mark.django_db
ROWS = "id,title,stage,amount\n1,=1+1,Qualifying,10\n2,B,Nowhere,1\n"
MAP = "kind: deals\ncolumns: {id: external_id, title: title, stage: stage, amount: amount}\ncurrency: EUR\n"


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=True)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows, mapping = tmp_path / "rows.csv", tmp_path / "map.yaml"
    rows.write_text(ROWS)
    mapping.write_text(MAP)
    return rows, mapping


def test_json_is_the_result_and_nothing_else(published: Published, files: tuple[Path, Path]) -> None:
    rows, mapping = files
    plan = json.loads(run("import", "deals", rows, "--map", mapping, "--dry-run", "--json").stdout)
    assert not Deal.objects.exists()
    assert plan == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "skipped": 0,
        "warned": 0,
        "refused": 1,
        "matches": [],
        "problems": [
            {
                "row": 3,
                "column": "stage",
                "message": "“Nowhere” is not one of the choices.",
                "remedy": plan["problems"][0]["remedy"],
            }
        ],
    }
    done = run("import", "deals", rows, "--map", mapping, "--json")
    assert done.exit_code == 0
    result = json.loads(done.stdout)
    assert result.pop("import") > 0
    assert result == plan


def test_people_read_a_table_and_the_guessed_map(published: Published, files: tuple[Path, Path]) -> None:
    said = run("import", "deals", files[0]).stdout
    assert "title: title" in said
    assert "row 3: stage: “Nowhere” is not one of the choices." in said
    assert "takes it back" in said


def test_an_import_can_be_undone(published: Published, files: tuple[Path, Path]) -> None:
    number = json.loads(run("import", "deals", files[0], "--json").stdout)["import"]
    assert "1 record removed, 0 restored" in run("undo-import", str(number)).stdout
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "planets", "{rows}"), "no imports of “planets”"),
        (("import", "deals", "nowhere.csv"), "no file nowhere.csv"),
        (("import", "deals", "{rows}", "--map", "nowhere.yaml"), "no map file"),
        (("export", "deals", "--format", "xml"), "no format “xml”"),
        (("export", "deals", "deals.ods"), "no format “ods”"),
        (("export", "planets", "all.csv"), "no records called “planets”"),
        (("export", "deals", "--where", "title"), "“title” is no filter"),
        (("export", "deals", "--where", "titel=x"), "no field “titel”"),
        (("export", "deals", "--columns", "titel"), "no column “titel”"),
        (("export", "deals", "--sort", "fields"), "sort"),
        (("export", "people", "--format", "vcf", "--sort", "name"), "Cards have no columns"),
    ],
)
def test_what_cannot_be_done_is_said(db: None, files: tuple[Path, Path], arguments: tuple[str, ...], said: str) -> None:
    result = run(*[one.replace("{rows}", str(files[0])) for one in arguments])
    assert isinstance(result.exception, SalesError)
    assert said in result.exception.message


def test_an_export_comes_back_as_it_was(published: Published, files: tuple[Path, Path], tmp_path: Path) -> None:
    run("import", "deals", files[0], "--map", files[1])
    out = tmp_path / "out.csv"
    assert run("export", "deals", "--out", out).exit_code == 0
    assert "'=1+1" in out.read_text()
    again = json.loads(run("import", "deals", out, "--json").stdout)
    assert (again["read"], again["skipped"]) == (1, 1)
    exported = json.loads(run("export", "deals", "--format", "json").stdout)
    assert [(one["title"], one["amount"], one["external_id"]) for one in exported] == [("=1+1", "10.00", "1")]


def test_an_export_takes_the_filters_columns_and_order_of_a_list(cast: Any, tmp_path: Path) -> None:
    for name, country in (("Acme", "DE"), ("Bolt", "FR"), ("Core", "DE")):
        add_organisation({"name": name, "country": country}, by=cast.rep, via="page")
    shown = ("--sort", "-name", "--columns", "name,country", "--where", "country=DE")
    assert run("export", "organisations", *shown).stdout.splitlines() == ["Name,Country", "Core,DE", "Acme,DE"]
    out = tmp_path / "some.json"
    run("export", "organisations", out, "--where", "country=DE", "--where", "name__contains=cor")
    assert [each["name"] for each in json.loads(out.read_text())] == ["Core"]
    run("export", "organisations", tmp_path / "some.XLSX", *shown)
    assert [row[0] for _, row in rows_of(tmp_path / "some.XLSX")] == ["Name", "Core", "Acme"]
    add_person({"name": "Ada", "email": "ada@core.example"}, by=cast.rep, via="page")
    run("export", "people", tmp_path / "ada.vcf", "--where", "name=Ada")
    assert "ada@core.example" in (tmp_path / "ada.vcf").read_text()
