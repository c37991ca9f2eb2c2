"""Who may review a draft, and whether somebody approved it as it is."""

import hashlib

from dealwright.workspace.queries import Actor, Right, has_right, holder_ids

from .models import Draft, Review
from .states import Verdict


def digest_of_text(text: str) -> str:
    """SHA-256 of a draft's text in hex: a review is of exactly this text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def may_review(draft: Draft, actor: Actor) -> bool:
    """Whether the actor may approve: with the right to publish, and not their own draft unless nobody else could."""
    if not has_right(actor, Right.PUBLISH):
        return False
    return actor.id is None or actor.id != draft.author_id or not holder_ids(Right.PUBLISH) - {actor.id}


def approver_of(draft: Draft) -> int | None:
    """The member whose last word on the text as it is now was to approve it."""
    last = Review.objects.filter(draft=draft, digest=digest_of_text(draft.text)).order_by("-id").first()
    return last.reviewer_id if last and last.verdict == Verdict.APPROVE else None
