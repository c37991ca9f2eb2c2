"""Leads that were put off or disqualified and come back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dealwright import Invalid
from dealwright.leads.commands import (
    bring_back,
    bring_back_due,
    disqualify_leads,
    recycle_leads,
    undo_move,
    write_scoring,
)
from dealwright.leads.events import LeadMoved
from dealwright.leads.tests.leading import lead
from dealwright.ledger.queries import entries_about
from dealwright.workspace.models import Member


@pytest.mark.parametrize(("zone", "ahead"), [("America/Los_Angeles", 18), ("Pacific/Auckland", 10)])
def test_the_day_of_coming_back_is_one_of_the_owners_clock(cast: Any, monkeypatch: Any, zone: str, ahead: int) -> None:
    """On Monday evening in Los Angeles it is Tuesday in UTC; in Auckland Tuesday begins on UTC's Monday."""
    Member.objects.filter(id=cast.rep.id).update(zone=zone)
    here = datetime(2027, 3, 1, ahead, tzinfo=ZoneInfo(zone))
    monkeypatch.setattr(timezone, "now", lambda: here.astimezone(UTC))
    made = lead(cast.rep, owner=cast.rep.id)
    with pytest.raises(Invalid, match="not ahead of us"):
        recycle_leads([made.id], date(2027, 3, 1), by=cast.rep, via="page")
    recycle_leads([made.id], date(2027, 3, 2), by=cast.rep, via="page")
    midnight = datetime(2027, 3, 2, tzinfo=ZoneInfo(zone))
    assert bring_back_due(midnight - timedelta(minutes=1)) == 0
    assert bring_back_due(midnight) == 1


def test_a_lead_that_comes_back_is_scored_by_the_rules_of_now_and_keeps_where_it_came_from(cast: Any) -> None:
    made = lead(cast.rep, source="Web", campaign="Spring")
    disqualify_leads([made.id], "timing", note="In spring", by=cast.rep, via="page")
    write_scoring([{"condition": 'lead.source == "Web"', "points": 7, "reason": "Asked"}], by=cast.operator, via="page")
    made.refresh_from_db()
    assert made.score == 0
    bring_back([made.id], by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.status, made.score, made.source.name, made.touches) == ("new", 7, "Web", 1)
    steps = [each.event.to for each in entries_about({"lead": [made.id]}, kinds=[LeadMoved.kind], limit=9)]
    assert steps == ["new", "disqualified"]


def test_a_disqualified_lead_is_put_off_and_then_until_another_day(cast: Any, published: Any, client_of: Any) -> None:
    made, browser = lead(cast.rep, owner=cast.rep.id), client_of(cast.rep)
    disqualify_leads([made.id], "timing", by=cast.rep, via="page")
    page, until = f"/leads/{made.id}/", timezone.now().date() + timedelta(days=40)
    for day in (until, until, until + timedelta(days=5)):
        assert f"{page}recycle/" in browser.get(page).content.decode()
        browser.post(f"{page}recycle/", {"back_on": day.isoformat()})
        made.refresh_from_db()
        assert (made.status, made.back_on) == ("recycled", day)
    steps = [each.event for each in entries_about({"lead": [made.id]}, kinds=[LeadMoved.kind], limit=9)]
    assert [(each.to, each.back_on) for each in steps] == [
        ("recycled", until + timedelta(days=5)),
        ("recycled", until),
        ("disqualified", None),
    ]
    undo_move(made.id, by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.status, made.back_on) == ("recycled", until)


def test_a_page_asks_for_a_reason_in_its_own_words(cast: Any, client_of: Any) -> None:
    made = lead(cast.rep, owner=cast.rep.id)
    refused = client_of(cast.rep).post(f"/leads/{made.id}/disqualify/", {"reason": "", "note": "Ask again"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert ("Choose one of the reasons." in page, "Ask again" in page, "Choose from: no_need" in page) == (
        True,
        True,
        False,
    )
