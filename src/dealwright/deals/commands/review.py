"""Say what decided a deal that ended, and pass on to who keeps the process what it teaches."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import Playbook
from dealwright.processes.commands import give_feedback
from dealwright.processes.queries import current, playbook
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import DealReviewed, ReviewPassedOn
from ..models import Deal, Outcome, Review
from .close import require_reason

LONGEST = 2_000
PARTS = {"change": "missing", "customer": "buyer"}  # what of a review can be passed on, and as what feedback


@dataclass(frozen=True)
class NewReview:
    """What decided a deal, in which stage (its last one unless told) and for which of its process's reasons for a loss
    (the one it was lost for unless told); what the process should change; whether the customer was asked, and what
    they said.
    """

    decided: str
    stage: str = ""
    reason: str = ""
    change: str = ""
    asked: bool = False
    customer: str = ""


@transaction.atomic
def review_deal(deal_id: int, given: NewReview, *, by: Actor, via: str) -> None:
    """Keep what was learned from a deal that ended; written again it takes the place of what was said before.

    Raises NotFound, NotAllowed, Conflict for an open deal, Invalid for no word on what decided it, a text above 2,000
    characters, a stage or reason that its process does not know, and words of a customer who was not asked.
    """
    (deal,), now = locked([deal_id], by), timezone.now()
    if deal.status == "open":
        raise Conflict(f"“{deal.title}” is still open.", remedy="Review it when it is won or lost.")
    said = _checked(given, deal, playbook(deal.version_id))
    before = Review.objects.select_for_update(of=("self",)).filter(deal_id=deal.id).first()
    kept = asdict(said) | {"outcome": deal.status}
    if before and all(getattr(before, name) == value for name, value in kept.items()):
        return
    passed = {f"{part}_passed": None for part in PARTS if before and getattr(before, part) != kept[part]}
    Review.objects.update_or_create(deal_id=deal.id, defaults={**kept, **passed, "by_id": by.id, "at": now})
    record([Happening(DealReviewed(**kept), deal.id, by.id, via, now)])


@transaction.atomic
def pass_on(deal_id: int, part: str, *, by: Actor, via: str) -> int:
    """Make what a review wants changed (`change`) or what the customer said (`customer`) feedback on the stage, which
    everybody who works by the process reads; returns the id of the feedback.

    A stage that the process has no more leaves it on the process as a whole. Raises NotFound without a review,
    NotAllowed, Invalid for another part or one of which nothing is said, Conflict when it was passed on already.
    """
    (deal,), now = locked([deal_id], by), timezone.now()
    review = Review.objects.select_for_update(of=("self",)).filter(deal_id=deal.id).first()
    if review is None:
        raise NotFound(f"“{deal.title}” has no review yet.", remedy="Write it first.")
    text = getattr(review, part) if part in PARTS else ""
    if not text:
        raise Invalid("There is nothing to pass on.", field="part", remedy=f"Choose from: {', '.join(PARTS)}.")
    if getattr(review, f"{part}_passed_id"):
        raise Conflict("This was passed on already.")
    version = current(deal.process.key)
    stage = review.stage if review.stage in {each.key for each in version.playbook.stages} else ""
    made: int = give_feedback(version.key, PARTS[part], text, stage=stage, by=by, via=via)
    Review.objects.filter(id=review.id).update(**{f"{part}_passed_id": made})
    record([Happening(ReviewPassedOn(part=part, feedback=made), deal.id, by.id, via, now)])
    return made


def _checked(given: NewReview, deal: Deal, book: Playbook) -> NewReview:
    texts: dict[str, Any] = {name: getattr(given, name).strip() for name in ("decided", "change", "customer")}
    for name, text in texts.items():
        if len(text) > LONGEST:
            raise Invalid(f"Say it in at most {LONGEST:,} characters.", field=name)
    if not texts["decided"]:
        raise Invalid("Say in a sentence what decided it.", field="decided")
    if texts["customer"] and not given.asked:
        raise Invalid("Who was not asked has said nothing.", field="asked", remedy="Say that the customer was asked.")
    stage = given.stage or deal.stage or ""
    if stage not in {each.key for each in book.stages}:
        raise Invalid("Say in which stage it was decided.", field="stage")
    return replace(given, **texts, stage=stage, reason=_reason(given.reason, deal, book))


def _reason(reason: str, deal: Deal, book: Playbook) -> str:
    if deal.status == "won":
        if reason:
            raise Invalid("Only a lost deal has a reason of its process.", field="reason")
        return ""
    reason = reason or Outcome.objects.filter(deal_id=deal.id).values_list("reason", flat=True).first() or ""
    if reason:  # an import may not have told why
        require_reason(book, reason)
    return reason
