"""Every metric is defined, documented, light to load, and the same as the one typed by hand."""

import runpy
import subprocess
import sys
from datetime import datetime
from pathlib import Path

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


@pytest.mark.parametrize("metric", BY_HAND)
def test_a_metric_is_what_one_would_type_by_hand(fill, metric):
    deals = [
        {
            "deal_id": i,
            "status": ("open", "won", "lost")[i % 3],
            "stage": f"s{i % 4}",
            "amount_minor": i * 1000 if i % 5 else None,
            "closed_on": datetime(2026, 3, 1 + i % 28) if i % 3 else None,  # noqa: DTZ001  facts are naive UTC
            "reason": ("price", None)[i % 2],
        }
        for i in range(60)
    ]
    visits = [
        {
            "deal_id": i,
            "n": n,
            "stage": f"s{(i * n) % 4}",
            "position": (i * n) % 4,
            "entered_on": datetime(2026, 1, 1 + n),  # noqa: DTZ001  facts are naive UTC
            "left_on": datetime(2026, 1, 2 + n, i % 24) if n < 4 else None,  # noqa: DTZ001  facts are naive UTC
        }
        for i in range(60)
        for n in range(1, 5)
    ]
    connection = fill(deals, visits)
    answer = connection.execute(BY_HAND[metric], {"now": NOW} if "$now" in BY_HAND[metric] else None)
    names = [column[0] for column in answer.description]
    typed = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    rows = compute(connection, metric, now=NOW)
    assert rows == [pytest.approx(row) for row in typed]
    assert list(rows[0]) == names


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
