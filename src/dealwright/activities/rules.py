"""Pure decisions about activities and tasks: what may be logged, when something is due."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from dealwright import Invalid
from dealwright.playbook import ActivityKind, ActivityOutcome

DONE_WITH_THEM = frozenset({ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL})
LOGGED = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL, ActivityKind.NOTE)
PLANNED = (ActivityKind.TASK, ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL)
LONGEST_TITLE = 300


class When(StrEnum):
    """When a task is due, seen from today."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


class Due(Protocol):
    """Whatever is due on a day, or some day."""

    due_on: date | None


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


def when_due(due_on: date | None, today: date) -> When:
    """Overdue, today, within the seven days after today, or later; without a day it is later."""
    if due_on is None or due_on > today + timedelta(days=7):
        return When.LATER
    if due_on > today:
        return When.WEEK
    return When.TODAY if due_on == today else When.OVERDUE


def grouped(tasks: Sequence[AnyDue], today: date) -> dict[When, list[AnyDue]]:
    """The tasks by when they are due, in the order given; every group is there, even an empty one."""
    groups: dict[When, list[AnyDue]] = {when: [] for when in When}
    for task in tasks:
        groups[when_due(task.due_on, today)].append(task)
    return groups


def next_monday(today: date) -> date:
    """The Monday after today."""
    return today + timedelta(days=7 - today.weekday())
