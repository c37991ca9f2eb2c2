"""Review a draft: ask for it, and say what one thinks of it."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import parse
from dealwright.workspace.queries import Actor, Right, require

from ..events import ChangesWanted, DraftApproved, ReviewAsked
from ..models import Draft, Review
from ..parents import parent_text
from ..reviewing import digest_of_text, may_review
from ..states import DraftState, Verdict
from .drafts import locked

LONGEST_NOTE = 5_000


@transaction.atomic
def ask_review(draft_id: int, *, by: Actor, via: str) -> None:
    """Say that the draft is ready to be read by somebody else.

    Raises NotAllowed below manager, PlaybookRefused while there are errors in the text, Conflict when a review was
    asked for already, or the draft is no longer under way.
    """
    require(by, Right.DRAFT)
    draft, now = locked(draft_id), timezone.now()
    if draft.state == DraftState.IN_REVIEW:
        raise Conflict("A review of this draft was asked for already.")
    parse(draft.text, f"{draft.process_key}.yaml", parent_text)
    Draft.objects.filter(id=draft.id).update(state=DraftState.IN_REVIEW)
    record([Happening(ReviewAsked(title=draft.title), draft.id, by.id, via, now)])


@transaction.atomic
def review_draft(
    draft_id: int, verdict: str, note: str = "", *, revision: int | None = None, by: Actor, via: str
) -> int:
    """Approve the draft as it is, or ask for changes; returns the id of the review.

    `verdict` is approve or changes; asking for changes needs a note. With `revision`, the one that was read. Raises
    NotAllowed without the right to publish, and to its author while somebody else could review it; Invalid for another
    verdict or a missing note; Conflict when it changed since it was read; PlaybookRefused when what is approved has
    errors.
    """
    require(by, Right.PUBLISH)
    draft, now, note = locked(draft_id), timezone.now(), note.strip()
    _require_reviewer(draft, by)
    _require_words(verdict, note)
    if revision not in (None, draft.revision):
        raise Conflict("This draft was changed since you read it.", remedy="Read it again before you decide.")
    approves, digest = verdict == Verdict.APPROVE, digest_of_text(draft.text)
    if approves:
        parse(draft.text, f"{draft.process_key}.yaml", parent_text)
    made = Review.objects.create(draft=draft, reviewer_id=by.id, verdict=verdict, note=note, digest=digest, at=now)
    state = DraftState.APPROVED if approves else DraftState.DRAFT
    Draft.objects.filter(id=draft.id).update(state=state)
    kind = DraftApproved if approves else ChangesWanted
    record([Happening(kind(title=draft.title, digest=digest, note=note), draft.id, by.id, via, now)])
    return made.id


def _require_reviewer(draft: Draft, by: Actor) -> None:
    if not may_review(draft, by):
        raise NotAllowed(
            "Nobody reviews their own draft.", remedy="Ask somebody else who may publish a playbook to read it."
        )


def _require_words(verdict: str, note: str) -> None:
    if verdict not in list(Verdict):
        raise Invalid(f"“{verdict[:20]}” is no verdict.", field="verdict", remedy="Say approve or changes.")
    if verdict == Verdict.CHANGES and not note:
        raise Invalid("What should change?", field="note", remedy="Say it in a sentence, so that the author knows.")
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"The note is longer than {LONGEST_NOTE} characters.", field="note", remedy="Shorten it.")
