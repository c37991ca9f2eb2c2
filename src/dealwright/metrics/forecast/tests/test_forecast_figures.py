"""The figures of docs/forecast.md: `pytest -s src/dealwright/metrics/forecast/tests/test_forecast_figures.py`."""

import csv
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from dealwright.metrics.forecast import forecast

pytestmark = pytest.mark.thorough
FILE = Path(__file__).parents[6] / "shared" / "data" / "maven" / "sales_pipeline.csv"


def day(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y") if text else None  # noqa: DTZ007  the file has no zones


@pytest.fixture(scope="module")
def maven(history_of):
    """The pipeline: amounts are known when a deal is closed, and only of those that were won."""
    if not FILE.exists():
        pytest.skip("../shared/data/maven/sales_pipeline.csv is not there")
    deals, visits, states = [], [], []
    with FILE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            status = {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open")
            opened, closed = day(row["engage_date"]), day(row["close_date"])
            deal = {"deal_id": number, "status": status, "product": row["product"]}
            deals.append(deal | {"opened_on": opened, "closed_on": closed})
            if opened:
                states.append({"deal_id": number, "n": 1, "from_on": opened})
                visits.append({"deal_id": number, "n": 1, "stage": "Engaging", "position": 0, "entered_on": opened})
            if closed:
                amount = int(row["close_value"]) * 100 if status == "won" else None
                states.append({"deal_id": number, "n": 2, "from_on": closed, "status": status, "amount_minor": amount})
    return history_of(deals, visits, states, segment="product")


def shown(name, found):
    print(f"\n{name}: {found['method']}; {' '.join(found['said'])}")
    for each in found["backtest"]["scores"]:
        figures = {key: f"{value:.3f}" if isinstance(value, float) else value for key, value in each.items()}
        print("   ", figures)


@pytest.mark.parametrize(("months", "wanted"), [(1, 0.079), (3, 0.0485)])
def test_maven(maven, months, wanted):
    found = forecast(maven, date(2018, 1, 1), months)
    shown(f"maven, {months} months", found)
    scores = {each["method"]: each for each in found["backtest"]["scores"]}
    assert scores[found["method"]]["mape"] < wanted
    assert scores["weighted_pipeline"]["mape"] > 2 * scores[found["method"]]["mape"]
    assert not found["who_wins"]["there"]
    assert any("No signal for who wins: the base rate, 6" in text for text in found["said"])
    assert found["left_out"] == {"without_opening_date": 500}


def test_a_made_up_company_of_10_000_deals(history_of, made):
    """New deals come in fits and starts: a month is told by the deals that are there, a quarter less so."""
    history = history_of(*made(10_000, seed=7))
    for months, wanted in ((1, 0.15), (3, 0.2)):
        found = forecast(history, date(2026, 11, 1), months)
        shown(f"made up, {months} months", found)
        best = found["backtest"]["scores"][0]
        assert best["method"] in ("table", "table_in_rhythm", "blend")
        assert abs(best["total_error"]) < wanted
        assert best["mape"] < wanted
        assert best["coverage"] >= 0.6
        assert found["signal"]["there"]
        mean = next(each for each in found["backtest"]["scores"] if each["method"] == "trailing_mean")
        assert best["mape"] < 0.8 * mean["mape"]
    reliable = found["backtest"]["reliability"]
    assert max(abs(row["chance"] - row["won"]) for row in reliable if row["deals"] > 500) < 0.06
    assert np.average([row["won"] for row in reliable], weights=[row["deals"] for row in reliable]) > 0.1
