"""Today: what is worth doing first, why, and what waits besides tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dealwright.activities.calendars import working_calendar
from dealwright.activities.commands import NewTask, add_task
from dealwright.activities.models import Task
from dealwright.activities.today import today_of
from dealwright.activities.waiting import FOUND, STAKES, Waiting, register_waiting
from dealwright.activities.worth import Stake, in_order, of_quiet, of_task, of_waiting, worth
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.models import Approval, Deal

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
sums, urgencies = st.floats(0, 1e12), st.floats(0.1, 40)
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Thing:
    urgency: float
    stake: Stake
    about: tuple[str, int] | None
    is_hint: bool


things = st.builds(
    Thing,
    urgencies,
    st.builds(Stake, expected=sums),
    st.none() | st.tuples(st.just("deal"), st.integers(1, 4)),
    st.booleans(),
)


@given(urgencies, urgencies, sums, sums)
def test_more_urgent_and_more_money_is_worth_more(a: float, b: float, x: float, y: float) -> None:
    small, large = Stake(expected=min(x, y)), Stake(expected=max(x, y))
    assert worth(a, small) <= worth(a, large)
    assert worth(min(a, b), small) <= worth(max(a, b), small)


@given(st.integers(0, 60), st.integers(0, 60))
def test_what_waits_longer_is_more_urgent(a: int, b: int) -> None:
    today, (less, more) = NOW.date(), sorted((a, b))
    late = [of_task(today - timedelta(days=each), None, today, NOW) for each in (less, more)]
    assert late == sorted(late)
    assert of_quiet(less + 10, 10) <= of_quiet(more + 10, 10)
    assert of_waiting(less) <= of_waiting(more)


def test_a_meeting_about_to_begin_comes_before_everything_and_passes() -> None:
    today, rich = NOW.date(), Stake(expected=1e7)
    soon = of_task(today, NOW + timedelta(minutes=20), today, NOW, meeting=True)
    assert worth(soon, Stake()) > worth(of_task(today - timedelta(days=20), None, today, NOW), rich) / 2
    at_noon = of_task(today, NOW + timedelta(hours=3), today, NOW)
    over = of_task(today, NOW - timedelta(hours=2), today, NOW, meeting=True)
    unplanned = of_task(today, None, today, NOW)
    tomorrow = of_task(today + timedelta(days=1), None, today, NOW)
    assert soon > over > unplanned > at_noon > tomorrow > of_task(None, None, today, NOW)


@given(st.lists(things, max_size=12), st.randoms())
def test_the_order_does_not_depend_on_who_spoke_first(items: list[Thing], random: object) -> None:
    ordered = in_order(items)
    values = [worth(each.urgency, each.stake) for each in ordered]
    assert values == sorted(values, reverse=True)
    assert sum(not each.is_hint for each in items) == sum(not each.is_hint for each in ordered)
    hints = [each.about for each in ordered if each.is_hint and each.about]
    said = {each.about for each in ordered if not each.is_hint}
    assert len(hints) == len(set(hints))
    assert not said & set(hints)
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [worth(each.urgency, each.stake) for each in in_order(shuffled)] == values


@pytest.fixture
def deal(cast: Cast, published: object) -> int:
    return open_deal(NewDeal("Paint shop", amount_minor=5_000_000), by=cast.rep, via="page")


def test_money_at_stake_puts_one_promise_before_another(cast: Cast, deal: int) -> None:
    small = open_deal(NewDeal("Brushes", amount_minor=5_000), by=cast.rep, via="page")
    today = timezone.now().date()
    for one in (small, deal):
        add_task(NewTask(f"Call {one}", due_on=today, about=("deal", one)), by=cast.rep, via="page")
    items = [each for each in today_of(cast.rep, today).items if each.task and not each.task.planned]
    assert [each.about for each in items] == [("deal", deal), ("deal", small)]
    assert items[0].stake.amount_minor == 5_000_000
    assert items[0].stake.expected == 50_000 * items[0].stake.chance / 100


def test_an_approval_that_waits_stands_on_todays_one_list(cast: Cast, deal: int, client_of: Browser) -> None:
    Approval.objects.create(
        deal_id=deal, key="discount", title="Discount of 20 %", role="manager", asked_by_id=cast.rep.id, asked_at=NOW
    )
    page = client_of(cast.manager).get("/").content.decode()
    assert "Discount of 20 %" in page
    assert "asked for your approval" in page
    assert "Nothing waits" not in page
    assert "Discount of 20 %" not in client_of(cast.stranger).get("/").content.decode()


def test_a_quiet_deal_is_a_hint_until_something_is_planned(cast: Cast, deal: int) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    Deal.objects.filter(id=deal).update(last_touch_at=long_ago)
    Task.objects.filter(about_kind="deal", about_id=deal).delete()  # what the process asks for is due on working days
    today = timezone.now().date()
    before = [each for each in today_of(cast.rep, today).items if each.about == ("deal", deal)]
    assert any("no contact for 400 days" in each.why[0] for each in before if not each.task)
    assert all(each.stake.chance for each in before)
    add_task(NewTask("Call them", due_on=today, about=("deal", deal)), by=cast.rep, via="page")
    after = [each for each in today_of(cast.rep, today).items if each.about == ("deal", deal)]
    assert all(each.task for each in after)


def test_what_tasks_and_hints_may_bring_is_asked_at_once(
    cast: Cast, deal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    monkeypatch.setitem(STAKES, "deal", lambda ids, actor: asked.append(list(ids)) or {})
    quiet = open_deal(NewDeal("Brushes", amount_minor=5_000), by=cast.rep, via="page")
    Deal.objects.filter(id=quiet).update(last_touch_at=timezone.now() - timedelta(days=400))
    Task.objects.all().delete()
    today = timezone.now().date()
    add_task(NewTask("Call", due_on=today, about=("deal", deal)), by=cast.rep, via="page")
    today_of(cast.rep, today)
    assert asked == [[deal, quiet]]


def test_other_modules_add_what_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch, client_of: Browser) -> None:
    monkeypatch.setattr("dealwright.activities.waiting.FOUND", dict(FOUND))
    register_waiting("test", lambda actor, now: [Waiting("New lead", "nobody has called yet", "/leads/1/", "star", 5)])
    page = client_of(cast.rep).get("/").content.decode()
    assert page.index("New lead") < page.index("nobody has called yet")


def test_meetings_of_the_day_stand_with_their_times(cast: Cast, client_of: Browser) -> None:
    today = working_calendar(cast.rep.id).today(timezone.now())  # where it is the next day before it is in UTC
    noon = datetime.combine(today, time(11), UTC)
    add_task(NewTask("Site visit", "meeting", due_at=noon, place="Hall 3"), by=cast.rep, via="page")
    page = client_of(cast.rep).get("/").content.decode()
    assert page.index("Meetings today") < page.index("Site visit")
    assert "Hall 3" in page


def test_done_for_today_says_what_comes_next(cast: Cast, client_of: Browser) -> None:
    add_task(NewTask("Later", due_on=timezone.now().date() + timedelta(days=30)), by=cast.rep, via="page")
    page = client_of(cast.rep).get("/").content.decode()
    assert "Done for today" in page
    assert "?show=later" in page


def test_what_a_manager_was_told_stands_on_their_list(cast: Cast) -> None:
    from dealwright.activities.commands import escalate_overdue, set_escalation

    set_escalation(1, by=cast.owner, via="page")
    today = timezone.now().date()
    add_task(NewTask("Late", due_on=today - timedelta(days=10)), by=cast.rep, via="page")
    escalate_overdue()
    told = today_of(cast.manager, today).items
    assert [(each.title, "Ann has not done it" in each.why) for each in told] == [("Late", True)]


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 1)])
def test_without_anything_the_first_step_is_offered(day: date, cast: Cast, client_of: Browser) -> None:
    assert today_of(cast.mate, day).items == []


@pytest.mark.parametrize("show", ["", "?show=today"])
def test_a_dialog_over_today_leaves_the_list_where_it_is(cast: Cast, client_of: Browser, show: str) -> None:
    day = working_calendar(cast.rep.id).today(timezone.now())
    first, _ = (add_task(NewTask(title, due_on=day), by=cast.rep, via="page") for title in ("Call Bo", "Write Di"))
    sent, over = {"until": "tomorrow", "next": f"/{show}"}, {"HX-Request": "true", "HX-Target": "put-off-form"}
    over["HX-Current-URL"] = f"http://testserver/{show}"
    answer = client_of(cast.rep).post(f"/tasks/{first}/put-off/", sent, headers=over)
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Trigger"]) == ("#today-list", "close-dialog")
    page = answer.content.decode()
    assert ("Write Di" in page, "Call Bo" in page, "Put off until" in page, "<html" in page) == (
        True,
        False,
        True,
        False,
    )
    over["HX-Current-URL"] = "http://testserver/deals/"
    elsewhere = client_of(cast.rep).post(f"/tasks/{first}/put-off/", sent, headers=over)
    assert elsewhere.headers["HX-Redirect"] == f"/{show}"
