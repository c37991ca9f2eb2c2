"""Open deals and those of them that nobody has planned anything for, by owner."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Q

from dealwright.activities.queries import with_open_task
from dealwright.workspace.queries import Actor

from ..access import visible
from ..models import Deal


class Tended(NamedTuple):
    """Open deals, and how many of them have no next step; None where that is not known."""

    open: int
    without_step: int | None


def tended_by_owner(
    actor: Actor, process: str | None = None, ids: Collection[int] | None = None
) -> dict[int | None, Tended]:
    """The open deals that the actor sees by the id of their owner: of a process, of those numbers; one query."""
    found = Deal.objects.filter(visible(actor), status="open")
    if process is not None:
        found = found.filter(process__key=process)
    if ids is not None:
        found = found.filter(id__in=ids)
    bare = Count("id", filter=~Q(id__in=with_open_task("deal")))
    rows = found.values_list("owner_id").annotate(n=Count("id"), bare=bare).order_by()
    return {owner: Tended(*counts) for owner, *counts in rows}
