"""The opportunities and their history as a warehouse keeps them: what the scorecard says is what pandas counts there.

All ten lie in the bin there, and what lies in a bin does not come in; so the test takes a copy out of the bin.
"""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dealwright.exchange.crm.commands import import_export
from dealwright.ledger.readers import catch_up
from dealwright.scorecard import mining
from dealwright.scorecard.ahead import expected
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import compute

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
SEED = Path(__file__).parents[5] / "shared" / "data" / "dbt_salesforce"
BINNED = ("sf_opportunity_data", "sf_opportunity_history_data")
DAYS = [date(2018, 10, 1), date(2018, 11, 20), date(2018, 12, 10), date(2018, 12, 18), date(2018, 12, 31)]


@pytest.fixture
def seed(company: Any, published: Any, machine: Any, tmp_path: Path) -> pd.DataFrame:
    """The opportunities, each with `opened` and `closed`; they have come in, and are read."""
    if not SEED.is_dir():
        pytest.skip("../shared/data/dbt_salesforce is not here")
    for name in BINNED:
        rows = pd.read_csv(SEED / f"{name}.csv", dtype=str, keep_default_na=False)
        rows.assign(is_deleted="false").to_csv(tmp_path / f"{name}.csv", index=False)
    import_export("salesforce", tmp_path, by=machine, via="cli")
    catch_up(READER)
    deals = pd.read_csv(SEED / "sf_opportunity_data.csv")
    created, closes = pd.to_datetime(deals.created_date), pd.to_datetime(deals.close_date)
    same_day = closes.dt.normalize() == created.dt.normalize()
    closed = closes.where(~same_day, created).where(deals.is_closed)
    return deals.assign(opened=created.where(~(closed < created)), closed=closed)


def test_wins_averages_and_cycles_are_those_of_the_file(seed: pd.DataFrame, machine: Any) -> None:
    won, ended = seed[seed.is_closed & seed.is_won], seed[seed.is_closed]
    (rate,) = compute("win_rate", actor=machine).rows
    assert (rate["won"], rate["n"], rate["value"]) == (len(won), len(ended), len(won) / len(ended))
    (average,) = compute("average_won", actor=machine).rows
    assert (average["value"], average["n"]) == (won.amount.mean(), won.amount.count())
    (cycle,) = compute("cycle_time", actor=machine).rows
    days = (won.closed - won.opened).dropna().dt.total_seconds() / 86_400
    assert cycle["n"] == len(days)
    assert cycle["value"] == pytest.approx(days.median(), abs=1e-6)


def test_the_pipeline_between_any_two_days_adds_up_to_the_cent(seed: pd.DataFrame, machine: Any) -> None:
    known = seed[seed.opened.notna()]
    for first, last in pairwise(DAYS):
        rows = {row["kind"]: (row["value"], row["n"]) for row in mining.waterfall(first, last, actor=machine)["rows"]}
        *changes, end = rows.values()
        assert (sum(value for value, _ in changes), rows["end"]) == (end[0], end)
        assert rows["start"] == _standing(known, first)
        assert rows["end"] == _standing(known, last + pd.Timedelta(days=1))


def _standing(deals: pd.DataFrame, day: date) -> tuple[float, int]:
    """Amount and number of those open as the day begins."""
    at = pd.Timestamp(day)
    there = deals[(deals.opened < at) & ~(deals.closed < at)]
    return there.amount.sum(), len(there)


def test_too_little_to_say_is_said(seed: pd.DataFrame, machine: Any) -> None:
    assert mining.bottlenecks(actor=machine)["items"] == []
    for months in (1, 3):
        told = expected(months, actor=machine)
        assert told["backtest"]["scores"] == [] or told["backtest"]["scores"][0]["mape"] is None
        assert told["said"][0].startswith(("There is too little history", "Nothing was won in the last two years"))
