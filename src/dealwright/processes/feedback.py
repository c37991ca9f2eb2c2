"""What those who work by a process say of it, to read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

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
    if stage is not None:
        found = found.filter(stage=stage)
    own = Vote.objects.filter(feedback=OuterRef("id"), member_id=reader.id)
    counted = found.annotate(agreed=Count("votes"), mine=Exists(own)).order_by("-agreed", "-id")
    return [Said(*row) for row in counted.values_list(*COLUMNS)[:AT_MOST]]


def taken_up_by(draft_id: int, reader: Actor) -> list[Said]:
    """What a draft takes up, in the order in which it was said."""
    own = Vote.objects.filter(feedback=OuterRef("id"), member_id=reader.id)
    counted = Feedback.objects.filter(draft_id=draft_id).annotate(agreed=Count("votes"), mine=Exists(own))
    return [Said(*row) for row in counted.order_by("id").values_list(*COLUMNS)]
