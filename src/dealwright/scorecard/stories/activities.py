"""What was done: one row for each activity, with the record it is about now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dealwright.activities.events import ActivityChanged, ActivityLogged, ActivityRemoved, ActivityRestored
from dealwright.ledger.queries import Happened

from ..models import ActivityFact
from .family import Family


@dataclass(slots=True)
class Doing:
    """An activity, as far as it has been told."""

    activity_id: int
    kind: str
    at: datetime
    member_id: int | None
    deal_id: int | None
    lead_id: int | None
    outcome: str | None
    direction: str | None
    minutes: int | None
    status: str
    seq: int


def tell(doing: Doing | None, happened: Happened) -> Doing | None:
    """The activity after the event; None for one that nobody knows of."""
    event: Any = happened.event
    if isinstance(event, ActivityRemoved) or doing is None:
        return _known(doing, event, happened)
    doing.kind, doing.at, doing.outcome, doing.direction, doing.minutes = _told(event)
    if isinstance(event, ActivityLogged):
        doing.deal_id, doing.lead_id = _of(happened, "deal"), _of(happened, "lead")
    doing.seq = happened.seq or 0
    return doing


def _known(doing: Doing | None, event: Any, happened: Happened) -> Doing | None:
    """An activity logged just now, or one that is taken back or brought back."""
    if isinstance(event, ActivityLogged):
        kind, at, *how = _told(event)
        about = _of(happened, "deal"), _of(happened, "lead")
        return Doing(event.activity, kind, at, happened.actor_id, *about, *how, "logged", happened.seq or 0)
    if doing is not None:
        doing.status = "logged" if isinstance(event, ActivityRestored) else "removed"
        doing.seq = happened.seq or 0
    return doing


def _told(event: ActivityLogged | ActivityChanged) -> tuple[str, datetime, str | None, str | None, int | None]:
    return event.activity_kind, event.at, event.outcome or None, event.direction or None, event.minutes


def _of(happened: Happened, kind: str) -> int | None:
    return happened.subject_id if happened.subject_kind == kind else None


def _activity(happened: Happened) -> int:
    event: Any = happened.event
    return int(event.activity)


ACTIVITIES = Family(
    table="activities",
    key="activity_id",
    model=ActivityFact,
    story=Doing,
    parts=(),
    kinds=frozenset(each.kind for each in (ActivityLogged, ActivityChanged, ActivityRemoved, ActivityRestored)),
    begins="",  # one that is carried to another record is logged there again
    whole=frozenset(),
    tell=tell,
    about=_activity,
)
