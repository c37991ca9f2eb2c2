"""Deals of the cast that close in this month and the next, and won ones in the months before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.deals.commands import History, NewDeal, Visit, record_deals
from dealwright.ledger.tests.ground import kept
from dealwright.scorecard.forecasts.periods import Period, month_of
from dealwright.scorecard.freshness import freshen_wholly
from dealwright.workspace.queries import Machine


@pytest.fixture
def period() -> Period:
    """This month."""
    return month_of(timezone.localdate())


def open_deal_of(owner: Any, amount: int | None, period: Period, category: str, **more: Any) -> History:
    at = datetime.now(UTC) - timedelta(days=20)
    deal = NewDeal(
        "Open deal", process="general", owner_id=owner.id if owner else None, amount_minor=amount,
        close_on=period.last, forecast_category=category, **more,
    )  # fmt: skip
    return History(deal, [Visit("qualifying", at)], at)


def won_deal_of(owner: Any, amount: int, at: datetime) -> History:
    deal = NewDeal("Won deal", process="general", owner_id=owner.id, amount_minor=amount)
    opened = at - timedelta(days=20)
    return History(deal, [Visit("qualifying", opened)], opened, status="won", closed_at=at)


@pytest.fixture
@kept
def deals(cast: Any, published: Any) -> dict[str, int]:
    """Ann: 100 won this month, 200 committed, 400 at best; Bob 800 in the pipeline; Cid 1,600 committed; and others."""
    period, now = month_of(timezone.localdate()), datetime.now(UTC)
    rows = {
        "won": won_deal_of(cast.rep, 10_000, now),
        "commit": open_deal_of(cast.rep, 20_000, period, "commit"),
        "best": open_deal_of(cast.rep, 40_000, period, "best_case"),
        "pipeline": open_deal_of(cast.mate, 80_000, period, "pipeline"),
        "strange": open_deal_of(cast.stranger, 160_000, period, "commit"),
        "omitted": open_deal_of(cast.mate, 320_000, period, "omitted"),
        "later": open_deal_of(cast.rep, 640_000, period.shifted(1), "commit"),
        "blank": open_deal_of(cast.mate, None, period, "commit"),
        "nobodys": open_deal_of(None, 5_000, period, "commit"),
    }
    return dict(zip(rows, record_deals(list(rows.values()), by=Machine(), via="import"), strict=True))


@pytest.fixture
def fresh(deals: dict[str, int]) -> dict[str, int]:
    """The same, read by the scorecard."""
    freshen_wholly()
    return deals


@pytest.fixture
def past(cast: Any, published: Any, machine: Any) -> Callable[[], None]:
    """Records three years in which each of two teams wins a deal a week, and reads them."""

    def record() -> None:
        now = datetime.now(UTC)
        ago = [now - timedelta(weeks=weeks, hours=1) for weeks in range(1, 156)]
        rows = [won_deal_of(who, 100_000, at) for at in ago for who in (cast.rep, cast.stranger)]
        record_deals(rows, by=machine, via="import")
        freshen_wholly()

    return record
