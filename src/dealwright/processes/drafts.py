"""Drafts to read, with what reviewers said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dealwright import NotFound

from .models import Draft, Review
from .reviewing import digest_of_text
from .states import UNDER_WAY


@dataclass(frozen=True)
class Opinion:
    """What a reviewer said; `stands` while the text is still the one they read."""

    reviewer: str | None
    verdict: str
    note: str
    at: datetime
    stands: bool


def draft(draft_id: int) -> Draft:
    """A draft with its author; raises NotFound."""
    found = Draft.objects.select_related("author").filter(id=draft_id).first()
    if found is None:
        raise NotFound(f"There is no draft {draft_id}.")
    return found


def drafts_of(key: str | None = None, *, ended: bool = False) -> Sequence[Draft]:
    """The drafts (of a process), the one last changed first; those under way unless `ended` ones are wanted too."""
    found = Draft.objects.select_related("author").order_by("-changed_at", "-id")
    if key is not None:
        found = found.filter(process_key=key)
    return list((found if ended else found.filter(state__in=UNDER_WAY))[:200])


def opinions(of: Draft) -> list[Opinion]:
    """What reviewers said of a draft, the last first."""
    now = digest_of_text(of.text)
    rows = Review.objects.filter(draft=of).order_by("-id")
    return [
        Opinion(name, verdict, note, at, digest == now)
        for name, verdict, note, at, digest in rows.values_list("reviewer__name", "verdict", "note", "at", "digest")
    ]
