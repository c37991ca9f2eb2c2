"""The clock over summer time, nights and holidays: what a series of tasks goes by, and when a task is escalated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dealwright.activities.calendars import Times
from dealwright.activities.commands import (
    NewTask,
    add_task,
    change_task,
    complete_task,
    escalate_overdue,
    put_off_task,
    put_off_tasks,
    set_escalation,
    set_working_time,
    take_back,
)
from dealwright.activities.models import Task
from dealwright.activities.rules import Until
from dealwright.workspace.models import Member

if TYPE_CHECKING:
    from conftest import Cast

Turn = Callable[[datetime], None]
DAILY = "FREQ=DAILY"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Turns the clock."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))


def series(cast: Cast, first: datetime, repeat: str, now: Turn) -> int:
    """A series of the rep that begins at a moment of a zone, which is theirs from now on."""
    Member.objects.filter(id=cast.rep.id).update(zone=str(first.tzinfo))
    now(first - timedelta(hours=1))
    return add_task(NewTask("Call", due_at=first.astimezone(UTC), repeat=repeat), by=cast.rep, via="page")


def done(cast: Cast) -> Task:
    """The task that follows when the open one is done."""
    complete_task(Task.objects.get(done_at=None).id, by=cast.rep, via="page")
    return Task.objects.get(done_at=None)


def local(task: Task, zone: str) -> str:
    return f"{task.due_at.astimezone(ZoneInfo(zone)):%m-%d %H:%M}" if task.due_at else f"{task.due_on:%m-%d}"


@pytest.mark.parametrize(
    ("zone", "first", "repeat", "expected"),
    [
        ("Europe/Berlin", (3, 27), DAILY, ["03-28 03:30", "03-29 02:30", "03-30 02:30"]),
        ("Europe/Berlin", (10, 30), DAILY, ["10-31 02:30", "11-01 02:30"]),
        ("Europe/Berlin", (3, 21), "FREQ=WEEKLY;BYDAY=SU", ["03-28 03:30", "04-04 02:30"]),
        ("America/New_York", (2, 14), "FREQ=MONTHLY;BYMONTHDAY=14", ["03-14 03:30", "04-14 02:30"]),
        ("Europe/Berlin", (1, 31), "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", ["02-28 02:30", "03-31 02:30"]),
    ],
)
def test_a_series_keeps_its_time_of_the_clock(
    cast: Cast, now: Turn, zone: str, first: tuple[int, int], repeat: str, expected: list[str]
) -> None:
    series(cast, datetime(2027, *first, 2, 30, tzinfo=ZoneInfo(zone)), repeat, now)
    assert [local(done(cast), zone) for _ in expected] == expected


@pytest.mark.parametrize("until", [Until.LATER_TODAY, Until.TOMORROW, date(2027, 3, 5)])
def test_what_was_put_off_comes_back_at_the_time_of_its_series(cast: Cast, now: Turn, until: Any) -> None:
    zone = "America/New_York"
    first = series(cast, datetime(2027, 3, 1, 9, tzinfo=ZoneInfo(zone)), DAILY, now)
    now(datetime(2027, 3, 1, 13, 7, tzinfo=ZoneInfo(zone)))
    put_off_task(first, until, by=cast.rep, via="page")
    put_off_task(first, until, by=cast.rep, via="page")
    day = Task.objects.get().due_on
    assert day is not None
    assert local(done(cast), zone) == f"{day + timedelta(days=1):%m-%d} 09:00"


def test_every_second_friday_stays_so_after_one_was_put_off(cast: Cast, now: Turn) -> None:
    first = add_task(
        NewTask("Report", due_on=date(2027, 3, 5), repeat="FREQ=WEEKLY;BYDAY=FR;INTERVAL=2"), by=cast.rep, via="page"
    )
    now(datetime(2027, 3, 5, 9, tzinfo=UTC))
    put_off_task(first, date(2027, 3, 8), by=cast.rep, via="page")
    now(datetime(2027, 3, 8, 9, tzinfo=UTC))
    assert done(cast).due_on == date(2027, 3, 19)


def test_a_day_without_a_time_gets_none_by_being_put_off(cast: Cast, now: Turn) -> None:
    first = add_task(NewTask("Report", due_on=date(2027, 3, 1), repeat=DAILY), by=cast.rep, via="page")
    now(datetime(2027, 3, 1, 9, tzinfo=UTC))
    put_off_task(first, Until.LATER_TODAY, by=cast.rep, via="page")
    assert Task.objects.get().due_at is not None
    following = done(cast)
    assert (following.due_on, following.due_at) == (date(2027, 3, 2), None)


def test_a_new_time_is_that_of_the_series_and_putting_off_is_taken_back(cast: Cast, now: Turn) -> None:
    zone = "Europe/Berlin"
    first = series(cast, datetime(2027, 3, 1, 9, tzinfo=ZoneInfo(zone)), DAILY, now)
    together = put_off_tasks([first], Until.TOMORROW, by=cast.rep, via="page")
    put_off_task(first, date(2027, 3, 4), by=cast.rep, via="page")
    change_task(first, {"title": "Ring"}, by=cast.rep, via="page")
    assert Task.objects.get().series_on == date(2027, 3, 1)
    assert together.change is not None
    take_back(together.change, by=cast.rep, via="page")
    assert (Task.objects.get().series_on, local(Task.objects.get(), zone)) == (None, "03-01 09:00")
    put_off_task(first, date(2027, 3, 4), by=cast.rep, via="page")
    change_task(first, {"due_at": datetime(2027, 3, 4, 10, tzinfo=ZoneInfo(zone))}, by=cast.rep, via="page")
    assert local(done(cast), zone) == "03-05 10:00"


WEEK = ("9-17",) * 5 + ("", "")


@pytest.mark.parametrize(
    ("zone", "hours", "country", "due", "told"),
    [
        # Friday; the clock goes forward on Sunday; eight working hours later it is Monday evening there.
        ("America/New_York", WEEK, "", (3, 12, 17), datetime(2027, 3, 15, 21, tzinfo=UTC)),
        # Maundy Thursday in Germany; two holidays and the change of the clock lie before Tuesday evening.
        ("Europe/Berlin", WEEK, "DE", (3, 25, 17), datetime(2027, 3, 30, 15, tzinfo=UTC)),
        # Nights of work, of which one has an hour less: 8 hours are those from 22 to 24 and from 0 to 7.
        ("Europe/Berlin", ("0-7, 22-24",) * 7, "", (3, 27, 22), datetime(2027, 3, 28, 5, tzinfo=UTC)),
    ],
)
def test_a_task_is_escalated_after_hours_that_were_worked(
    cast: Cast, now: Turn, zone: str, hours: tuple[str, ...], country: str, due: tuple[int, int, int], told: datetime
) -> None:
    Member.objects.filter(id=cast.rep.id).update(zone=zone)
    now(datetime(2027, 3, 1, tzinfo=UTC))
    set_working_time(None, Times(hours, country), by=cast.owner, via="page")
    set_escalation(8, by=cast.owner, via="page")
    at = datetime(2027, *due, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    add_task(NewTask("Call", due_at=at), by=cast.rep, via="page")
    now(told - timedelta(minutes=1))
    assert escalate_overdue() == 0
    now(told)
    assert escalate_overdue() == 1
