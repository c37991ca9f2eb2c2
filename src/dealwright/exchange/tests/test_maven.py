"""A whole company's files come in to the row, come in again without a change, and go out without a trace."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dealwright.customers.models import Organisation
from dealwright.deals.models import Deal, Outcome, Product, StageVisit
from dealwright.exchange.commands import guess_map
from dealwright.exchange.undo import undo_import
from dealwright.ledger.proof import faults
from dealwright.ledger.readers import number_entries
from dealwright.workspace.models import Member, Team
from dealwright.workspace.queries import Machine

MAVEN = Path(__file__).resolve().parents[4].parent / "shared/data/maven"
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.django_db,
    pytest.mark.skipif(not MAVEN.exists(), reason="the Maven files are not beside the repository"),
]
PIPELINE, ACCOUNTS, PRODUCTS, TEAMS = (
    MAVEN / f"{name}.csv" for name in ("sales_pipeline", "accounts", "products", "sales_teams")
)
DEALS = """
kind: deals
columns:
  opportunity_id: external_id
  sales_agent: owner.name
  product: product.name
  account: organisation.name
  deal_stage: {field: stage, values: {Prospecting: prospecting, Engaging: qualifying, Won: won, Lost: lost}}
  engage_date: {field: opened_on, format: "%m/%d/%Y"}
  close_date: {field: closed_on, format: "%m/%d/%Y"}
  close_value: amount
create: [owner, organisation, product]
process: general
currency: USD
"""
ORGANISATIONS = """
columns:
  account: name
  sector: sector
  year_established: founded
  revenue: {field: revenue, format: millions}
  employees: employees
  office_location: country
  subsidiary_of: parent.name
currency: USD
"""
PRODUCT_MAP, TEAM_MAP = "columns: {product: name}", "columns: {sales_agent: name, regional_office: team}"
Bring = Callable[..., dict[str, Any]]


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    assert result["read"] == sum(result[name] for name in ("created", "updated", "skipped", "refused"))
    return tuple(result[name] for name in ("read", "created", "updated", "skipped", "refused"))


def test_everything_comes_in_and_goes_out(bring_in: Bring, dry_run: Bring) -> None:
    bring_in("products", PRODUCT_MAP, PRODUCTS)
    plan = dry_run("deals", DEALS, PIPELINE)
    assert counts(plan) == (8800, 8800, 0, 0, 0)
    assert plan["matches"] == [{"column": "product", "value": "GTXPro", "match": "GTX Pro", "rows": 1480, "score": 100}]
    assert (Deal.objects.count(), Organisation.objects.count(), Member.objects.count()) == (0, 0, 0)

    deals = bring_in("deals", DEALS, PIPELINE)
    assert counts(deals) == (8800, 8800, 0, 0, 0)
    assert Counter(Deal.objects.values_list("status", flat=True)) == {"won": 4238, "lost": 2473, "open": 2089}
    assert Deal.objects.filter(organisation=None, status="open").count() == 1425
    assert Deal.objects.filter(organisation=None).count() == 1425
    assert (Member.objects.count(), Product.objects.count(), Organisation.objects.count()) == (30, 8, 85)
    assert not Member.objects.exclude(email=None, password="").exists()

    with PIPELINE.open() as file:
        rows = {row["opportunity_id"]: row for row in csv.DictReader(file)}
    won = sum(int(row["close_value"]) for row in rows.values() if row["deal_stage"] == "Won")
    assert sum(Deal.objects.filter(status="won").values_list("amount_minor", flat=True)) == won * 100
    lost = Deal.objects.filter(status="lost").first()
    assert (lost.amount_minor, lost.currency, lost.stage) == (0, "USD", None)
    assert Outcome.objects.filter(kind="won").count() == 4238
    qualifying = Deal.objects.filter(stage="qualifying").first()
    visit = StageVisit.objects.get(deal=qualifying)
    row = rows[qualifying.external_id]
    assert f"{visit.entered_at:%-m/%-d/%Y %H:%M}" == f"{row['engage_date']} 00:00"
    assert (visit.n, visit.left_at, qualifying.amount_minor) == (1, None, None)
    assert StageVisit.objects.count() == 2089
    assert StageVisit.objects.filter(entered_at=None).count() == 500

    assert counts(bring_in("organisations", ORGANISATIONS, ACCOUNTS)) == (85, 0, 85, 0, 0)
    acme = Organisation.objects.get(name="Acme Corporation")
    assert (acme.founded, acme.revenue_minor, acme.revenue_currency) == (1996, 1_100_040_000_00, "USD")
    assert Organisation.objects.get(name="Codehow").parent == acme
    assert counts(bring_in("members", TEAM_MAP, TEAMS)) == (35, 5, 30, 0, 0)
    assert set(Team.objects.values_list("name", flat=True)) == {"Central", "East", "West"}

    assert counts(bring_in("deals", DEALS, PIPELINE)) == (8800, 0, 0, 8800, 0)
    assert counts(bring_in("organisations", ORGANISATIONS, ACCOUNTS)) == (85, 0, 0, 85, 0)
    assert counts(bring_in("members", TEAM_MAP, TEAMS)) == (35, 0, 0, 35, 0)


def test_undo_leaves_nothing_behind(bring_in: Bring, tmp_path: Path) -> None:
    some = tmp_path / "some.csv"
    some.write_text("".join(PIPELINE.read_text(encoding="utf-8").splitlines(keepends=True)[:1201]), encoding="utf-8")
    result = bring_in("deals", DEALS, some)
    made = sum(model.objects.count() for model in (Deal, Organisation, Product, Member))
    told = undo_import(result["import"], by=Machine())
    assert made > 1200 + 80
    assert told == {"removed": made, "restored": 0, "kept": []}
    left = [model.objects.count() for model in (Deal, StageVisit, Outcome, Organisation, Product, Member)]
    assert left == [0] * 6
    while number_entries():
        pass
    assert list(faults()) == []


def test_all_headers_are_guessed(db: None, machine: Machine) -> None:
    guessed = {
        kind: guess_map(kind, path, machine).columns
        for kind, path in (("deals", PIPELINE), ("organisations", ACCOUNTS), ("products", PRODUCTS), ("members", TEAMS))
    }
    targets = {kind: {name: one.target for name, one in columns.items()} for kind, columns in guessed.items()}
    assert targets["deals"] == {
        "opportunity_id": "external_id",
        "sales_agent": "owner.name",
        "product": "product.name",
        "account": "organisation.name",
        "deal_stage": "stage",
        "engage_date": "opened_on",
        "close_date": "closed_on",
        "close_value": "amount",
    }
    assert targets["organisations"] == {
        "account": "name",
        "sector": "sector",
        "year_established": "founded",
        "revenue": "revenue",
        "employees": "employees",
        "office_location": "country",
        "subsidiary_of": "parent.name",
    }
    assert targets["products"] == {"product": "name"}
    assert targets["members"] == {"sales_agent": "name", "regional_office": "team"}
    assert guessed["deals"]["engage_date"].format == "%m/%d/%Y"
    assert guessed["deals"]["deal_stage"].values == {"Engaging": "qualifying"}
