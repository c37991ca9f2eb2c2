"""Days are those of the reader's clock, wherever the company sits: on Today, in lists, in what is put off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dealwright.activities.commands import NewTask, add_task, log_activity, put_off_task
from dealwright.activities.models import Task
from dealwright.activities.rules import Until
from dealwright.customers.commands import add_organisation
from dealwright.workspace.models import Company, Member

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 25 hours apart: never the same day


@pytest.fixture(params=[(EAST, WEST), (WEST, EAST)], ids=["ahead", "behind"])
def zone(request: pytest.FixtureRequest, cast: Cast) -> str:
    """The rep's zone, the company's being that at the other end of the day."""
    own, company = request.param
    Member.objects.filter(id=cast.rep.id).update(zone=own)
    Company.objects.update(zone=company)
    cast.rep.refresh_from_db()
    return str(own)


def test_today_is_the_day_of_the_member(cast: Cast, zone: str, client_of: Browser) -> None:
    day = datetime.now(ZoneInfo(zone)).date()
    for days, title in ((-1, "Missed"), (0, "Now"), (1, "Soon")):
        add_task(NewTask(title, due_on=day + timedelta(days=days)), by=cast.rep, via="page")
    browser = client_of(cast.rep)
    for address, title in (("?show=overdue", "Missed"), ("?show=today", "Now"), ("?show=tomorrow", "Soon")):
        page = browser.get(f"/{address}").content.decode()
        assert [each for each in ("Missed", "Now", "Soon") if f">{each}<" in page] == [title]
    for name, title in (("yesterday", "Missed"), ("today", "Now"), ("tomorrow", "Soon")):
        page = browser.get(f"/tasks/?due_on={name}").content.decode()
        assert [each for each in ("Missed", "Now", "Soon") if f">{each}<" in page] == [title]


def test_days_of_moments_begin_at_the_members_midnight(cast: Cast, zone: str, client_of: Browser) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    midnight = datetime.combine(datetime.now(ZoneInfo(zone)).date(), time(), ZoneInfo(zone)).astimezone(UTC)
    week = midnight - timedelta(days=6)
    for title, at in (
        ("Todays", midnight),
        ("Yesterdays", midnight - timedelta(minutes=1)),
        ("Weeks", week),
        ("Older", week - timedelta(minutes=1)),
    ):
        log_activity(("organisation", acme), "note", title, at=at, by=cast.rep, via="page")
    titles = {"Todays", "Yesterdays", "Weeks", "Older"}
    for name, expected in (
        ("at=today", {"Todays"}),
        ("at=yesterday", {"Yesterdays"}),
        ("at=last-7-days", {"Todays", "Yesterdays", "Weeks"}),
    ):
        page = client_of(cast.rep).get(f"/activities/?{name}&columns=subject,at").content.decode()
        assert {each for each in titles if f">{each}<" in page} == expected


def test_tomorrow_is_that_of_the_owner(cast: Cast, zone: str) -> None:
    first = add_task(NewTask("Call"), by=cast.rep, via="page")
    put_off_task(first, Until.TOMORROW, by=cast.rep, via="page")
    assert Task.objects.get().due_on == datetime.now(ZoneInfo(zone)).date() + timedelta(days=1)
