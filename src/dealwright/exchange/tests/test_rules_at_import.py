"""Rows of a file keep the company's rules on values, or get a fault; a known past of a deal is taken as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from dealwright.customers.models import Person
from dealwright.deals.models import Deal
from dealwright.exchange.cli import add_to
from dealwright.processes.queries import Published
from dealwright.records.quality.ruling import add_rule

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db


def brought(kind: str, rows: Path, how: Path) -> dict[str, Any]:
    app = typer.Typer()
    add_to(app)
    done = CliRunner().invoke(app, ["import", kind, str(rows), "--map", str(how), "--json"])
    return dict(json.loads(done.stdout))


def test_a_row_against_a_rule_gets_a_fault_and_the_others_come_in(cast: Cast, tmp_path: Path) -> None:
    given = {"field": "organisation", "demand": "required", "sentence": "Say where they work."}
    add_rule("people", given, by=cast.operator, via="page")
    add_rule("people", {"field": "phone", "demand": "phone"}, by=cast.operator, via="page")
    add_rule("people", {"field": "email", "demand": "required", "refuses": False}, by=cast.operator, via="page")
    rows, how = tmp_path / "rows.csv", tmp_path / "map.yaml"
    rows.write_text("name,firm,phone\nAnn,Acme,+49 30 12345\nBea,,+49 30 12346\nCem,Acme,030 12345\n")
    how.write_text(
        "kind: people\ncolumns: {name: name, firm: organisation.name, phone: phone}\ncreate: [organisation]\n"
    )
    done = brought("people", rows, how)
    assert (done["created"], done["refused"], done["warned"]) == (1, 2, 1)
    assert [(one["row"], one["message"][:20]) for one in done["problems"]] == [
        (3, "Say where they work."),
        (4, "Phone must be a phon"),
    ]
    assert Person.objects.get().name == "Ann"


def test_a_known_past_is_never_refused(published: Published, cast: Cast, tmp_path: Path) -> None:
    add_rule("deals", {"field": "source", "demand": "required"}, by=cast.operator, via="page")
    rows, how = tmp_path / "rows.csv", tmp_path / "map.yaml"
    rows.write_text("id,title\n1,Old deal\n")
    how.write_text("kind: deals\ncolumns: {id: external_id, title: title}\ncurrency: EUR\n")
    assert brought("deals", rows, how)["created"] == 1
    assert Deal.objects.get().source == ""
