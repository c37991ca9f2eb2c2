"""Changes to a draft that can be undone: each keeps the text that was there before."""

from django.db import transaction

from dealwright import Conflict
from dealwright.workspace.queries import Actor

from ..commands import save_draft
from ..models import Draft, Step

MOST_STEPS = 100


@transaction.atomic
def change(draft: Draft, text: str, revision: int, *, by: Actor, via: str) -> int:
    """Save a draft's text so that it can be undone; returns the new revision. Raises what `save_draft` raises."""
    made = save_draft(draft.id, text, revision, by=by, via=via)
    if made != revision:
        Step.objects.create(draft=draft, text=draft.text, revision=made)
        old = Step.objects.filter(draft=draft).order_by("-id").values_list("id", flat=True)[MOST_STEPS:]
        Step.objects.filter(id__in=list(old)).delete()
    return made


@transaction.atomic
def undo(draft: Draft, revision: int, *, by: Actor, via: str) -> int:
    """Put back the text before the last change; returns the new revision.

    Raises Conflict when there is none to undo, and what `save_draft` raises.
    """
    last, before = [*Step.objects.filter(draft=draft).order_by("-id")[:2], None, None][:2]
    if last is None or last.revision != draft.revision:
        raise Conflict("There is no change to undo here.", remedy="What was saved elsewhere is not undone here.")
    made = save_draft(draft.id, last.text, revision, by=by, via=via)
    last.delete()
    if before and before.revision == last.revision - 1:
        Step.objects.filter(id=before.id).update(revision=made)
    return made


def can_undo(draft: Draft) -> bool:
    """Whether the last change was made in the designer."""
    return Step.objects.filter(draft=draft, revision=draft.revision).exists()
