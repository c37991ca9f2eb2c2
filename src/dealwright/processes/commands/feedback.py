"""What those who work by a process say of it: give feedback, agree, take it up, close it."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.workspace.queries import Actor, Right, require

from ..events import FeedbackClosed, FeedbackGiven, FeedbackTakenUp, FeedbackUnvoted, FeedbackVoted
from ..models import Draft, Feedback, Vote
from ..queries import current
from ..states import UNDER_WAY, FeedbackKind, FeedbackState
from .drafts import begin_draft, locked

LONGEST = 2_000


@transaction.atomic
def give_feedback(key: str, kind: str, text: str, *, stage: str = "", by: Actor, via: str) -> int:
    """Say what is the matter with a stage of the process in force, or with the whole (no stage); returns its id.

    `kind` is silly, missing, buyer (a customer says it) or other. Who gives it agrees with it: it starts with their
    vote. Raises NotFound for an unknown process or stage, Invalid for another kind, and for no text or one above 2,000
    characters.
    """
    version, text = current(key), text.strip()
    if stage and stage not in {each.key for each in version.playbook.stages}:
        raise NotFound(f"{version.title} has no stage “{stage}”.", field="stage")
    if kind not in list(FeedbackKind):
        raise Invalid("What is the matter with it?", field="kind", remedy=f"Choose from: {', '.join(FeedbackKind)}.")
    if not 0 < len(text) <= LONGEST:
        raise Invalid(f"Say it in 1 to {LONGEST} characters.", field="text")
    now = timezone.now()
    made = Feedback.objects.create(
        process_id=version.process_id, version_id=version.id, stage=stage, kind=kind, text=text, by_id=by.id, at=now
    )
    if by.id is not None:
        Vote.objects.create(feedback=made, member_id=by.id)
    _record(made, FeedbackGiven(process=key, stage=stage, sort=kind, text=text), by, via)
    return made.id


@transaction.atomic
def vote(feedback_id: int, *, by: Actor, via: str) -> None:
    """Agree with what somebody said; agreeing twice is once. Raises NotFound, Conflict when it is closed."""
    feedback = _open(feedback_id)
    _, fresh = Vote.objects.get_or_create(feedback=feedback, member_id=_voter(by))
    if fresh:
        _record(feedback, FeedbackVoted(), by, via)


@transaction.atomic
def unvote(feedback_id: int, *, by: Actor, via: str) -> None:
    """Take one's agreement back; without one nothing happens. Raises NotFound, Conflict when it is closed."""
    feedback = _open(feedback_id)
    taken, _ = Vote.objects.filter(feedback=feedback, member_id=_voter(by)).delete()
    if taken:
        _record(feedback, FeedbackUnvoted(), by, via)


@transaction.atomic
def take_up_feedback(feedback_id: int, *, draft: int | None = None, by: Actor, via: str) -> int:
    """Let a draft of the process take it up: the given one, else the latest under way, else a new one; returns its id.

    Raises NotAllowed below manager, NotFound, Conflict when it is closed or the draft is of another process.
    """
    require(by, Right.DRAFT)
    feedback = _open(feedback_id)
    key = feedback.process.key
    chosen = locked(draft) if draft else _under_way(key)
    if chosen and chosen.process_key != key:
        raise Conflict("This draft is of another process.", field="draft")
    draft_id: int = chosen.id if chosen else begin_draft(key, by=by, via=via)
    Feedback.objects.filter(id=feedback.id).update(state=FeedbackState.TAKEN, draft_id=draft_id)
    _record(feedback, FeedbackTakenUp(draft=draft_id), by, via)
    return draft_id


@transaction.atomic
def close_feedback(feedback_id: int, *, by: Actor, via: str) -> None:
    """Do nothing more about it. Who gave it may close it, and managers and above. Raises NotFound, Conflict."""
    feedback = _open(feedback_id)
    if feedback.by_id is None or feedback.by_id != by.id:
        require(by, Right.DRAFT)
    Feedback.objects.filter(id=feedback.id).update(state=FeedbackState.CLOSED)
    _record(feedback, FeedbackClosed(), by, via)


def _open(feedback_id: int) -> Feedback:
    found = Feedback.objects.select_for_update(of=("self",)).select_related("process").filter(id=feedback_id).first()
    if found is None:
        raise NotFound(f"There is no feedback {feedback_id}.")
    if found.state == FeedbackState.CLOSED:
        raise Conflict("This was closed already.")
    return found


def _voter(by: Actor) -> int:
    if by.id is None:
        raise Conflict("The command line has no vote.")
    return by.id


def _under_way(key: str) -> Draft | None:
    return Draft.objects.filter(process_key=key, state__in=UNDER_WAY).order_by("-changed_at").first()


def _record(feedback: Feedback, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, feedback.id, by.id, via, timezone.now())])
