"""Every metric is defined, documented, light to load, and the same as the one typed by hand."""

import runpy
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from dealwright.metrics import FACTS, METRICS, compute, records_behind, sql
from dealwright.metrics.document import document

pytestmark = pytest.mark.thorough

BY_HAND = runpy.run_path(str(Path(__file__).with_name("by_hand.py")))["BY_HAND"]
DOCUMENT = Path(__file__).parents[4] / "docs" / "metrics.md"
NOW = datetime.fromisoformat("2026-06-01 12:00")


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_says_what_it_is(metric):
    assert metric.title
    assert "period" in metric.definition
    for text in (metric.definition, metric.example, metric.pitfalls):
        assert text.endswith(".")
    assert any(metric.period in columns for columns in FACTS.values())
    assert set(metric.counted) <= set(metric.parts)
    assert "Source: " in metric.figures.__doc__


def test_the_document_is_what_the_metrics_say():
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_money_fields_are_those_in_money():
    assert METRICS["velocity"].money_fields == ("value", "average_won")
    assert METRICS["win_rate"].money_fields == ()


def test_the_text_is_kept_and_holds_parameters_only():
    assert sql("win_rate", "owner") is sql("win_rate", "owner")
    assert "$from" in sql("win_rate", "owner")
    assert "asked" not in (sql("stage_time") + records_behind("stage_time", "source")).lower()


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_is_what_one_would_type_by_hand(fill, metric):
    connection = fill(**company())
    answer = connection.execute(BY_HAND[metric], {"now": NOW} if "$now" in BY_HAND[metric] else None)
    names = [column[0] for column in answer.description]
    typed = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    rows = compute(connection, metric, now=NOW)
    assert rows == [pytest.approx(row) for row in typed]
    assert list(rows[0]) == names
    assert rows[0]["n"]


def company():
    """Facts of every table, some of them unknown, for 120 deals and as many leads."""
    chance = Random(7)
    begin = datetime(2024, 9, 1)  # noqa: DTZ001  facts are naive UTC

    def moment(days):
        return begin + timedelta(days=chance.random() * days)

    def some(*values):
        return chance.choice(values)

    deals = [
        {
            "deal_id": i, "status": ("open", "won", "lost")[i % 3], "stage": f"s{i % 4}", "process": "general",
            "version": i % 3, "organisation_id": some(None, 1, 2, 3, 4), "currency": some("EUR", "USD"),
            "amount_minor": i * 1000 if i % 5 else None, "opened_on": moment(500), "probability": i % 100,
            "closed_on": moment(600) if i % 3 else None, "reason": some("price", None),
        }
        for i in range(120)
    ]  # fmt: skip
    visits = [
        {
            "deal_id": i, "n": n, "stage": f"s{(i * n) % 4}", "position": (i * n) % 4, "entered_on": moment(500 + n),
            "left_on": moment(600) if n < 4 else None,
            "counts_as": some("proposal", "demo", None, None) if i % 3 else None,
        }
        for i in range(120) for n in range(1, 5)
    ]  # fmt: skip
    states = [
        {
            "deal_id": i, "n": n, "stage": f"s{(i * n) % 4}", "status": "open", "currency": some("EUR", "USD"),
            "amount_minor": some(None, 50_000, 90_000), "from_on": moment(500), "to_on": moment(600) if n < 3 else None,
            "close_on": some(None, moment(700).date(), moment(700).date()),
        }
        for i in range(110) for n in range(1, 4)
    ]  # fmt: skip
    activities = [
        {
            "activity_id": i, "kind": some("call", "meeting", "email", "note"), "at": moment(638),
            "deal_id": some(None, i % 120), "lead_id": some(None, i % 90), "status": "logged",
        }
        for i in range(900)
    ]  # fmt: skip
    signs = [
        {
            "sign_id": i, "deal_id": i % 120, "kind": "task", "to_on": some(None, moment(600)), "status": "kept",
            "counts_as": some("proposal", "demo", None), "outcome": some(None, "agreed", "no_answer"),
        }
        for i in range(60)
    ]  # fmt: skip
    leads = [
        {
            "lead_id": i, "source": some("Web", "Fair", None), "created_on": moment(600), "deal_id": some(None, i),
            "qualified_on": some(None, moment(600)), "converted_on": some(None, moment(600)),
            "disqualified_on": some(None, None, moment(600)), "status": some("new", "qualified", "disqualified"),
        }
        for i in range(120)
    ]  # fmt: skip
    spending = [
        {"spend_id": 1, "name": "Web", "campaign": False, "cost_minor": 9_000, "status": "kept"},
        {"spend_id": 2, "name": "Fair", "campaign": True, "cost_minor": 5_000, "status": "kept"},
    ]
    return {
        "deals": deals, "visits": visits, "states": states, "activities": activities, "signs": signs, "leads": leads,
        "spending": spending,
    }  # fmt: skip


LOADS_ONLY_WHAT_IT_NEEDS = """
import sys
import dealwright.metrics as metrics
assert not {"ibis", "pandas", "pyarrow"} & set(sys.modules), "importing the metrics is not light"
import duckdb
with duckdb.connect() as connection:
    metrics.create_facts(connection)
    connection.execute("INSERT INTO deals (deal_id, status, source) VALUES (1, 'lost', 'fair')")
    (row,) = metrics.compute(connection, "lost_reasons", "source")
    assert metrics.behind(connection, "lost_reasons", row, "source") == [(1, "lost")]
    metrics.compute(connection, "stage_time")
    assert "pandas" not in sys.modules, "a metric loaded pandas"
import pandas
"""


def test_metrics_are_light_and_never_load_pandas():
    subprocess.run([sys.executable, "-c", LOADS_ONLY_WHAT_IT_NEEDS], check=True)
