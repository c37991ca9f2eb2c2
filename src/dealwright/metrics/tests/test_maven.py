"""The metrics of a real-shaped pipeline against csv and statistics."""

import csv
import statistics
from datetime import datetime
from pathlib import Path

import pytest

from dealwright.metrics import compute

pytestmark = pytest.mark.thorough
FILE = Path(__file__).parents[5] / "shared" / "data" / "maven" / "sales_pipeline.csv"


@pytest.fixture(scope="module")
def rows():
    if not FILE.exists():
        pytest.skip("../shared/data/maven/sales_pipeline.csv is not there")
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def facts(fill, rows):
    """The pipeline as facts. The status is the stage, except that deals neither won nor lost are open."""
    return fill(
        [
            {
                "deal_id": number,
                "status": {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open"),
                "stage": row["deal_stage"],
                "amount_minor": int(row["close_value"]) * 100 if row["close_value"] else None,
                "opened_on": day(row["engage_date"]),
                "closed_on": day(row["close_date"]),
            }
            for number, row in enumerate(rows)
        ],
        [],
    )


def day(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y") if text else None  # noqa: DTZ007  the file has no zones


def won(rows):
    return [row for row in rows if row["deal_stage"] == "Won"]


def test_win_rate(facts, rows):
    lost = sum(row["deal_stage"] == "Lost" for row in rows)
    (row,) = compute(facts, "win_rate")
    assert (row["won"], row["lost"]) == (len(won(rows)), lost)
    assert row["value"] == len(won(rows)) / (len(won(rows)) + lost)


def test_average_won(facts, rows):
    (row,) = compute(facts, "average_won")
    assert row["value"] == pytest.approx(100 * statistics.fmean(int(row["close_value"]) for row in won(rows)))


def test_cycle_time(facts, rows):
    lengths = [(day(row["close_date"]) - day(row["engage_date"])).days for row in won(rows)]
    (row,) = compute(facts, "cycle_time")
    assert (row["value"], row["n"]) == (statistics.median(lengths), len(lengths))


def test_open_deals_without_a_date_are_in_the_pipeline(facts, rows):
    counts = {row["stage"]: row["n"] for row in compute(facts, "pipeline")}
    assert counts["Prospecting"] == sum(row["deal_stage"] == "Prospecting" for row in rows)
