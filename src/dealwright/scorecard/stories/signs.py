"""Who has to act next on a deal, apart from what activities tell: approvals, tasks of ours, steps of the buyer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dealwright.activities.events import (
    TaskChanged,
    TaskDone,
    TaskPlanned,
    TaskRemoved,
    TaskReopened,
    TaskRestored,
)
from dealwright.deals.events import (
    ApprovalAsked,
    ApprovalGiven,
    ApprovalRefused,
    ConfirmationAdded,
    ConfirmationTakenBack,
)
from dealwright.ledger.event import Event
from dealwright.ledger.queries import Happened

from ..models import SignFact
from .family import Family


@dataclass(slots=True)
class Sign:
    """A sign of whose turn it is, from one moment up to another; unknown moments are None.

    Approvals, tasks and steps are each numbered on their own, so `sign_id` tells them apart.
    """

    sign_id: int
    deal_id: int
    kind: str
    from_on: datetime | None
    to_on: datetime | None
    counts_as: str | None
    outcome: str | None
    status: str
    seq: int


KINDS = ("approval", "task", "buyer")
BEGINS = (ApprovalAsked, TaskPlanned, ConfirmationAdded)


def tell(sign: Sign | None, happened: Happened) -> Sign | None:
    """The sign after the event; None for one that nobody knows of or that is not about a deal."""
    event: Any = happened.event
    if isinstance(event, BEGINS):
        sign = _begun(event, happened)
    if sign is None:
        return None
    TELLS[type(event)](sign, event, happened.occurred_at)
    sign.seq = happened.seq or 0
    return sign


def _begun(event: Any, happened: Happened) -> Sign | None:
    is_step = not isinstance(event, ConfirmationAdded) or event.need == "buyer"
    if happened.subject_kind != "deal" or not is_step:
        return None
    kind = KINDS[_sign(happened) % len(KINDS)]
    counts_as = event.counts_as or None if isinstance(event, TaskPlanned) else None
    return Sign(_sign(happened), happened.subject_id, kind, happened.occurred_at, None, counts_as, None, "kept", 0)


def _due(sign: Sign, event: TaskPlanned | TaskChanged, at: datetime) -> None:
    """A task is late once its moment, or the day it is due on, is over."""
    sign.from_on = event.due_at or (_end_of(event.due_on) if event.due_on else None)


def _end_of(day: date) -> datetime | None:
    return datetime.combine(day, time(), UTC) + timedelta(days=1) if day < date.max else None


def _ended(sign: Sign, event: Event, at: datetime) -> None:
    sign.to_on = at


def _done(sign: Sign, event: TaskDone, at: datetime) -> None:
    sign.to_on, sign.outcome = at, event.outcome or None


def _open_again(sign: Sign, event: Event, at: datetime) -> None:
    sign.to_on = sign.outcome = None


def _removed(sign: Sign, event: Event, at: datetime) -> None:
    sign.status = "removed"


def _restored(sign: Sign, event: Event, at: datetime) -> None:
    sign.status = "kept"


def _as_begun(sign: Sign, event: Event, at: datetime) -> None:
    """It stands as it was begun."""


TELLS: dict[type[Event], Callable[[Sign, Any, datetime], None]] = {
    ApprovalAsked: _as_begun,
    ApprovalGiven: _ended,
    ApprovalRefused: _ended,
    TaskPlanned: _due,
    TaskChanged: _due,
    TaskDone: _done,
    TaskReopened: _open_again,
    TaskRemoved: _removed,
    TaskRestored: _restored,
    ConfirmationAdded: _as_begun,
    ConfirmationTakenBack: _removed,
}


def _sign(happened: Happened) -> int:
    """The number of what the event tells of, made one among all kinds of signs."""
    event: Any = happened.event
    for place, kind in enumerate(("approval", "task", "confirmation")):
        if (number := getattr(event, kind, None)) is not None:
            return int(number) * len(KINDS) + place
    raise KeyError(event.kind)


SIGNS = Family(
    table="signs",
    key="sign_id",
    model=SignFact,
    story=Sign,
    parts=(),
    kinds=frozenset(each.kind for each in TELLS),
    begins="",  # three kinds of events do
    whole=frozenset(),
    tell=tell,
    about=_sign,
)
