"""Who sees and who changes which leads."""

from collections.abc import Iterable

from django.db.models import Q

from dealwright import NotAllowed, NotFound
from dealwright.workspace.access import owned_visibly, require_all_changeable, seen
from dealwright.workspace.queries import Actor, Right, has_right

from .models import Lead


def visible(actor: Actor) -> Q:
    """The filter for leads the actor may see: own, the team's or all, nobody's, and those shared with them."""
    return seen(actor, "lead")


def visible_lists(actor: Actor) -> Q:
    """The filter for lists the actor may see: those of the members whose leads they see, and nobody's."""
    owned = owned_visibly(actor, one="lead")
    return owned | Q(owner_id=None) if owned else owned


def may_see(lead_id: int, actor: Actor) -> bool:
    """Whether the lead is there and the actor may see it."""
    return Lead.objects.filter(visible(actor), id=lead_id).exists()


def locked(lead_ids: Iterable[int], by: Actor) -> list[Lead]:
    """The leads, locked until the transaction ends, in the order of their ids; call inside a transaction.

    Raises NotFound when one is not there or not visible, NotAllowed when one may be seen but not changed.
    """
    wanted = sorted(set(lead_ids))
    leads = list(Lead.objects.select_for_update().filter(visible(by), id__in=wanted).order_by("id"))
    if len(leads) != len(wanted):
        gone = sorted(set(wanted) - {lead.id for lead in leads})
        raise NotFound(f"There is no lead {gone[0]} that you may see.")
    require_all_changeable(by, "lead", {lead.id: (lead.owner_id, lead.name) for lead in leads})
    return leads


def may_set_up(actor: Actor) -> bool:
    """Whether the actor says how leads come in, are scored and given away, which concerns the whole company."""
    return has_right(actor, Right.LEADS)


def require_set_up(actor: Actor) -> None:
    """Raise NotAllowed unless the actor may say how leads come in, are scored and given away."""
    if not may_set_up(actor):
        raise NotAllowed(
            f"Your role ({actor.role}) may not set up how leads come in and who gets them.",
            remedy="Ask an operator or the owner of this workspace.",
        )
