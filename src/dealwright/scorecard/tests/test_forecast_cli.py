"""The forecast on the command line and for those who may see it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dealwright import NotFound
from dealwright.deals.commands import History, NewDeal, Visit, record_deals
from dealwright.scorecard.ahead import expected
from dealwright.scorecard.cli import add_to

pytestmark = pytest.mark.thorough


@pytest.fixture
def history(cast: Any, published: Any) -> None:
    """Three years in which one deal is won and one lost each week, and one is open since a week ago."""
    now = datetime.now(UTC)

    def known(weeks: int, status: str) -> History:
        opened = now - timedelta(weeks=weeks, days=1)
        deal = NewDeal(f"{status} {weeks}", process="general", amount_minor=100_000, owner_id=cast.rep.id)
        closed = opened + timedelta(days=10) if status != "open" else None
        reason = "price" if status == "lost" else ""
        return History(deal, [Visit("qualifying", opened)], opened, status=status, closed_at=closed, reason=reason)

    told = [known(weeks, status) for weeks in range(2, 156) for status in ("won", "lost")]
    record_deals([*told, known(1, "open")], by=cast.operator, via="import")


def asked(*words: str) -> Any:
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, ["forecast", *words], catch_exceptions=False)


def test_a_company_that_wins_one_deal_a_week_will_win_about_four_in_a_month(history: None) -> None:
    told = json.loads(asked("--json").stdout)
    assert 3_000 < told["amount"] < 6_000
    assert told["low"] <= told["amount"] <= told["high"]
    assert told["currency"] == "EUR"
    words = asked("--horizon", "90", "--backtest").stdout
    assert "Method: " in words
    assert "previous_quarter" in words


def test_where_no_method_could_be_judged_the_backtest_says_why_instead_of_dashes(cast: Any, published: Any) -> None:
    now = datetime.now(UTC)

    def lost(weeks: int) -> History:
        opened = now - timedelta(weeks=weeks, days=1)
        deal = NewDeal(f"lost {weeks}", process="general", amount_minor=100_000, owner_id=cast.rep.id)
        way = [Visit("qualifying", opened)]
        return History(deal, way, opened, status="lost", closed_at=opened + timedelta(days=2), reason="price")

    record_deals([lost(weeks) for weeks in range(2, 60)], by=cast.operator, via="import")
    told = asked("--backtest").stdout
    assert "Nothing was won in the last two years" in told
    assert "MAPE" not in told


def test_each_is_told_of_the_deals_they_may_see(history: None, cast: Any) -> None:
    theirs, all_of_them = (expected(3, actor=actor) for actor in (cast.rep, cast.owner))
    assert theirs["amount"] == all_of_them["amount"]
    assert len(theirs["deals"]) == len(all_of_them["deals"])
    assert expected(3, actor=cast.stranger)["amount"] is None
    with pytest.raises(NotFound):
        expected(1, "it's none", actor=cast.rep)


def test_without_deals_it_says_that_there_is_nothing_to_go_by(cast: Any, published: Any) -> None:
    assert "-" not in asked().stdout.split("\n")[0]
    assert expected(1, actor=cast.owner)["amount"] is None
