"""Pure decisions about activities and tasks: what may be logged, when something is due, until when it is put off."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from dealwright import Invalid
from dealwright.playbook import ActivityKind, ActivityOutcome

from .hours import Calendar, next_working_day, on_working_day

DONE_WITH_THEM = frozenset({ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL})
LOGGED = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL, ActivityKind.NOTE)
PLANNED = (ActivityKind.TASK, ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL)
LONGEST_TITLE = 300
LONGEST_STAY = 7 * 24 * 60
DIRECTIONS = ("in", "out")
LATER = timedelta(hours=2)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)  # beyond these a year was mistyped


def require_in_reach(day: date | None, field: str) -> None:
    """Raise Invalid for a day of another age."""
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(f"“{day.isoformat()}” is too far away.", field=field, remedy="Look at the year.")


class When(StrEnum):
    """When a task is due, seen from today."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    LATER = "later"


class Until(StrEnum):
    """Until when a task is put off; "" stands for a day that is named."""

    LATER_TODAY = "later_today"
    TOMORROW = "tomorrow"
    NEXT_WORKING_DAY = "next_working_day"
    NEXT_WEEK = "next_week"


class Due(Protocol):
    """Whatever is due on a day, perhaps at a time, or some day."""

    @property
    def due_on(self) -> date | None:
        """The day."""

    @property
    def due_at(self) -> datetime | None:
        """The moment, where the time matters."""


AnyDue = TypeVar("AnyDue", bound=Due)


def read_kind(text: str, known: Sequence[ActivityKind] = LOGGED) -> ActivityKind:
    """The kind of activity; raises Invalid for one that is not among those known."""
    if text in known:
        return ActivityKind(text)
    raise Invalid(f"“{text[:40]}” is no kind of activity.", field="kind", remedy=f"Choose from: {', '.join(known)}.")


def read_outcome(text: str) -> ActivityOutcome | None:
    """What came of an activity, None when it is not told; raises Invalid for an unknown outcome."""
    if not text:
        return None
    if text in list(ActivityOutcome):
        return ActivityOutcome(text)
    known = ", ".join(ActivityOutcome)
    raise Invalid(f"“{text[:40]}” is no outcome.", field="outcome", remedy=f"Choose from: {known}.")


def read_title(text: str, field: str = "subject") -> str:
    """The subject or title without blanks around it; raises Invalid for an empty or endless one."""
    title = text.strip()
    if not title:
        raise Invalid("Say in a few words what it is about.", field=field)
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"This is {len(title)} characters long; {LONGEST_TITLE} fit.", field=field)
    return title


def read_direction(text: str) -> str:
    """in, out or ""; raises Invalid for another."""
    if text in ("", *DIRECTIONS):
        return text
    raise Invalid(f"“{text[:20]}” is no direction.", field="direction", remedy="Choose from: in, out.")


def read_minutes(minutes: int | None) -> int | None:
    """How long it took; raises Invalid for less than a minute or more than a week."""
    if minutes is None or 1 <= minutes <= LONGEST_STAY:
        return minutes
    raise Invalid(f"Between 1 and {LONGEST_STAY} minutes.", field="minutes")


def read_place(text: str) -> str:
    """A place without blanks around it; raises Invalid for an endless one."""
    place = text.strip()
    if len(place) > LONGEST_TITLE:
        raise Invalid(f"This is {len(place)} characters long; {LONGEST_TITLE} fit.", field="place")
    return place


def when_due(due_on: date | None, today: date, due_at: datetime | None = None, now: datetime | None = None) -> When:
    """Overdue, today, tomorrow, within the seven days after today, or later; without a day it is later.

    What was due earlier today is overdue.
    """
    if due_on is None or due_on > today + timedelta(days=7):
        return When.LATER
    if due_on > today:
        return When.TOMORROW if due_on == today + timedelta(days=1) else When.WEEK
    missed = due_at is not None and now is not None and due_at < now
    return When.OVERDUE if due_on < today or missed else When.TODAY


def grouped(tasks: Sequence[AnyDue], today: date, now: datetime | None = None) -> dict[When, list[AnyDue]]:
    """The tasks by when they are due, in the order given; every group is there, even an empty one."""
    groups: dict[When, list[AnyDue]] = {when: [] for when in When}
    for task in tasks:
        groups[when_due(task.due_on, today, task.due_at, now)].append(task)
    return groups


def next_monday(today: date) -> date:
    """The Monday after today."""
    return today + timedelta(days=7 - today.weekday())


def put_off(
    until: Until | date, due_at: datetime | None, now: datetime, calendar: Calendar
) -> tuple[date, datetime | None]:
    """The day and moment that a task is put off to; a task with a time keeps it on the new day.

    Later today is two hours from now, on the next quarter of an hour; next week its first working day.
    """
    today = calendar.today(now)
    if until == Until.LATER_TODAY:
        moment = _on_the_quarter(now + LATER)
        return calendar.today(moment), moment
    days = {
        Until.TOMORROW: today + timedelta(days=1),
        Until.NEXT_WORKING_DAY: next_working_day(today, calendar),
        Until.NEXT_WEEK: on_working_day(next_monday(today), calendar),
    }
    day = days[Until(until)] if isinstance(until, str) else until
    return day, same_time(day, due_at, calendar.zone)


def same_time(day: date, moment: datetime | None, zone: str) -> datetime | None:
    """That time of the clock in the zone on another day, in UTC; None stays None."""
    return None if moment is None else at_time(day, clock_of(moment, zone), zone)


def clock_of(moment: datetime, zone: str) -> time:
    """The time of the clock in the zone at that moment."""
    return moment.astimezone(ZoneInfo(zone)).time()


def at_time(day: date, clock: time, zone: str) -> datetime:
    """A day and a time on the clock of a zone as a moment in UTC; raises Invalid at the edges of the calendar."""
    try:
        return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        raise Invalid("This day is too far away.", field="due_on") from None


def _on_the_quarter(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + (timedelta(minutes=15) if past else timedelta())
