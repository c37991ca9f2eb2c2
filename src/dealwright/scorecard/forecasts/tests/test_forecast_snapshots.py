"""Frozen forecasts: made once a day, never changed, and told beside what came."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone

from dealwright.deals.commands import change_deal
from dealwright.scorecard.forecasts import night
from dealwright.scorecard.forecasts.freezing import freeze
from dealwright.scorecard.forecasts.lines import unpack
from dealwright.scorecard.forecasts.moves import moves
from dealwright.scorecard.forecasts.outlook import outlook
from dealwright.scorecard.forecasts.periods import Period, quarter_of
from dealwright.scorecard.forecasts.snapshots import whole
from dealwright.scorecard.forecasts.track import track
from dealwright.scorecard.freshness import freshen_wholly
from dealwright.scorecard.models import Snapshot, SnapshotDeals
from dealwright.workspace.queries import team_names
from dealwright.workspace.year import CALENDARS

pytestmark = pytest.mark.thorough


def test_a_company_without_deals_has_nothing_to_freeze(cast: Any, published: Any) -> None:
    assert freeze() == 0
    assert not SnapshotDeals.objects.exists()


def test_today_is_frozen_once_for_the_company_and_each_team(past: Any, deals: Any, cast: Any, period: Period) -> None:
    past()
    scopes = 1 + len(team_names())
    assert (freeze(), freeze()) == (4 * scopes, 0)
    assert Snapshot.objects.count() == 4 * scopes
    before = list(Snapshot.objects.order_by("id").values())
    change_deal(deals["commit"], {"amount": "999"}, by=cast.rep, via="page")
    freshen_wholly()
    assert list(Snapshot.objects.order_by("id").values()) == before
    for model in (Snapshot, SnapshotDeals):
        with pytest.raises(Error), transaction.atomic():
            model._default_manager.update(currency="USD")
    whole_company = outlook(quarter_of(period.start, CALENDARS), actor=cast.owner)
    assert whole_company.snapshot
    amount, low, high = whole(whole_company.snapshot)
    assert (low or 0) < (amount or 0) < (high or 0)
    lines = {each.deal_id: each for each in unpack(bytes(SnapshotDeals.objects.get().packed))}
    assert (lines[deals["commit"]].amount, lines[deals["commit"]].category) == (20_000, "commit")
    assert deals["won"] not in lines
    _it_is_told(cast, period, whole_company.snapshot.currency)


def _it_is_told(cast: Any, period: Period, currency: str) -> None:
    """The same snapshot, as one of last week and of last month would be told."""
    today = SnapshotDeals.objects.get()
    SnapshotDeals.objects.create(day=today.day - timedelta(days=8), currency=currency, packed=today.packed)
    now = Snapshot.objects.get(team_id=0, period=period.key)
    last = period.shifted(-1)
    kept = {"currency": currency, "categories": {}, "figures": now.figures, "made_at": timezone.now()}
    Snapshot.objects.create(day=last.start, team_id=0, period=last.key, closed_minor=0, **kept)
    moved = moves(period, actor=cast.owner).moved
    assert moved
    assert moved.by_cause() == [("grown", 79_900, 1)]
    record = track(period, actor=cast.owner)
    assert record.used
    assert [each.period for each in record.came] == [last]
    assert record.came[0].won >= 400_000
    own = outlook(period, f"member:{cast.rep.id}", actor=cast.rep)
    assert own.ours is not None
    assert own.snapshot is None
    client = Client()
    client.force_login(cast.owner)
    for address in ("/forecast/", "/forecast/track/"):
        page = client.get(address).content.decode()
        assert "Of all ways" in page or "expected; in 8 of 10 cases" in page
        assert 'data-controller="chart"' in page or address == "/forecast/"


def test_the_worker_starts_a_process_when_todays_forecast_is_missing(fresh: Any, monkeypatch: Any) -> None:
    started: list[str] = []
    monkeypatch.setattr(night, "start_apart", started.append)
    night.see_to_today()
    assert started == ["forecast"]
    SnapshotDeals.objects.create(day=timezone.localdate(), currency="EUR", packed=b"")
    night.see_to_today()
    assert started == ["forecast"]
