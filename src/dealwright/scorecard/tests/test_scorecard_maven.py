"""A real-shaped pipeline: what the scorecard says is what the file says."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dealwright.deals.commands import History, NewDeal, Visit, record_deals
from dealwright.ledger.readers import catch_up
from dealwright.scorecard import files
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import compute

pytestmark = pytest.mark.thorough
FILE = Path(__file__).parents[5] / "shared" / "data" / "maven" / "sales_pipeline.csv"
STAGES = {"Prospecting": "prospecting", "Engaging": "qualifying", "Won": "closing", "Lost": "qualifying"}


def moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y").replace(tzinfo=UTC) if text else None


def history(row: dict[str, str]) -> History:
    status = {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open")
    opened = moment(row["engage_date"])
    return History(
        NewDeal(
            row["opportunity_id"],
            process="general",
            currency="USD",
            product=row["product"],
            amount_minor=int(row["close_value"]) * 100 if row["close_value"] else None,
        ),
        [Visit(STAGES[row["deal_stage"]], opened)],
        opened_at=opened,
        status=status,
        closed_at=moment(row["close_date"]),
    )


def test_win_rate_and_average_of_the_file(company, published, machine):
    if not FILE.exists():
        pytest.skip("../shared/data/maven/sales_pipeline.csv is not there")
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    record_deals([history(row) for row in rows], by=machine, via="import")
    catch_up(READER)
    for _ in ("from the tables", "from files"):
        (rate,) = compute("win_rate", actor=machine).rows
        assert (rate["won"], rate["n"], rate["value"]) == (4238, 6711, 4238 / 6711)
        answer = compute("average_won", actor=machine)
        assert answer.purse.currency == "USD"
        total = sum(int(row["close_value"]) for row in rows if row["deal_stage"] == "Won")
        assert answer.rows[0]["total"] == total
        files.roll_over()
