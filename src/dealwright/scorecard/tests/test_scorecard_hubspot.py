"""The deals of a HubSpot warehouse: what the scorecard says is what pandas counts in the file.

Amounts, stages and closing dates are empty there, and its histories are of deals that it does not hold: all that can
be counted is which deals came when. What cannot be told must be left untold.
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
from dealwright.scorecard.oddities import found
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import compute, desk

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
SEED = Path(__file__).parents[5] / "shared" / "data" / "dbt_hubspot"
DAYS = [date(2019, 10, 1), date(2019, 11, 15), date(2019, 12, 4), date(2020, 6, 30), date(2021, 1, 31)]


@pytest.fixture
def opened(company: Any, published: Any, machine: Any) -> Any:
    """When the deals of the file were made; they have come in, and are read."""
    if not SEED.is_dir():
        pytest.skip("../shared/data/dbt_hubspot is not here")
    import_export("hubspot", SEED, by=machine, via="cli")
    catch_up(READER)
    return pd.to_datetime(pd.read_csv(SEED / "deal_data.csv").property_createdate)


def test_deals_come_on_the_days_of_the_file_and_none_gets_lost(opened: Any, machine: Any) -> None:
    for first, last in pairwise(DAYS):
        rows = {row["kind"]: row["n"] for row in mining.waterfall(first, last, actor=machine)["rows"] if row["n"]}
        before, after = (int((opened < pd.Timestamp(day)).sum()) for day in (first, last + pd.Timedelta(days=1)))
        told = {"start": before, "opened": after - before, "end": after}
        assert rows == {kind: n for kind, n in told.items() if n}
    assert sum(each["n"] for each in mining.moves(desk(machine)) if each["origin"] == "start") == len(opened)
    assert sum(row["n"] for row in compute("funnel", actor=machine).rows) >= len(opened)


def test_what_the_file_does_not_tell_is_left_untold_and_counted(opened: Any, machine: Any) -> None:
    for name in ("win_rate", "average_won", "cycle_time"):
        assert [row["value"] for row in compute(name, actor=machine).rows if row["value"] is not None] == []
    (blank,) = found(desk(machine))
    assert blank.as_dict()["deals"] == len(opened)
    assert mining.bottlenecks(actor=machine)["items"] == []
    assert expected(1, actor=machine)["amount"] is None
