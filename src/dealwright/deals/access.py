"""Who sees and who changes which deals."""

from collections.abc import Iterable

from django.db.models import Q

from dealwright import NotAllowed, NotFound
from dealwright.workspace.queries import Actor, Right, has_right, owned_visibly

from .models import Deal


def visible(actor: Actor) -> Q:
    """The filter for deals the actor may see: own, the team's or all, and those that nobody owns yet."""
    seen = owned_visibly(actor)
    return seen if not seen else seen | Q(owner_id=None)


def locked(deal_ids: Iterable[int], by: Actor) -> list[Deal]:
    """The deals, locked until the transaction ends, in the order of their ids; call inside a transaction.

    Raises NotFound when one is not there or not visible, NotAllowed when one may be seen but not changed.
    """
    wanted = sorted(set(deal_ids))
    found = Deal.objects.select_for_update(of=("self",)).select_related("organisation", "owner", "product")
    deals = list(found.filter(visible(by), id__in=wanted).order_by("id"))
    if len(deals) != len(wanted):
        gone = sorted(set(wanted) - {deal.id for deal in deals})
        raise NotFound(f"There is no deal {gone[0]} that you may see.")
    for deal in deals:
        require_write(by, deal.owner_id, deal.title)
    return deals


def require_write(by: Actor, owner_id: int | None, title: str) -> None:
    """Raise NotAllowed unless the deal is the actor's own, nobody's, or the actor leads."""
    if owner_id is None or owner_id == by.id or has_right(by, Right.REASSIGN):
        return
    raise NotAllowed(f"“{title}” belongs to somebody else.", remedy="Ask its owner or your manager.")
