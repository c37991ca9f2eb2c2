"""What those who work by a process say of it, to read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from dealwright.workspace.queries import Actor

from .models import Feedback, Vote
from .states import FeedbackState


@dataclass(frozen=True)
class Said:
    """What somebody said of a stage (empty: of the whole) of version `number`; `mine` when the reader agrees.

    `draft` takes it up.
    """

    id: int
    stage: str
    kind: str
    text: str
    who: str | None
    by_id: int | None
    at: datetime
    state: str
    draft: int | None
    number: int
    votes: int
    mine: bool


COLUMNS = (
    "id",
    "stage",
    "kind",
    "text",
    "by__name",
    "by_id",
    "at",
    "state",
    "draft_id",
    "version__number",
    "agreed",
    "mine",
)
AT_MOST = 500


def feedback_on(key: str, reader: Actor, *, stage: str | None = None) -> list[Said]:
    """What is not closed yet, what most agree with first; with `stage`, only what is said of that."""
    found = Feedback.objects.filter(process__key=key).exclude(state=FeedbackState.CLOSED)
    return _said(found if stage is None else found.filter(stage=stage), reader)


def feedback_by_id(key: str, feedback_id: int, reader: Actor) -> Said | None:
    """One piece of feedback on a process, closed or not; None when there is none."""
    return next(iter(_said(Feedback.objects.filter(process__key=key, id=feedback_id), reader)), None)


def taken_up_by(draft_id: int, reader: Actor) -> list[Said]:
    """What a draft takes up, what most agree with first."""
    return _said(Feedback.objects.filter(draft_id=draft_id), reader)


def _said(found: QuerySet[Feedback], reader: Actor) -> list[Said]:
    own = Vote.objects.filter(feedback=OuterRef("id"), member_id=reader.id)
    counted = found.annotate(agreed=Count("votes"), mine=Exists(own)).order_by("-agreed", "-id")
    return [Said(*row) for row in counted.values_list(*COLUMNS)[:AT_MOST]]
