"""Leads behind other records: those that became them, those that a person referred."""

from dealwright.workspace.queries import Actor

from ..access import visible
from ..models import Lead

MOST = 20


def leads_behind(one: str, record_id: int, actor: Actor) -> list[Lead]:
    """The visible leads that became an organisation, a person or a deal, latest first, with where they came from."""
    found = Lead.objects.select_related("source", "campaign", "last_source", "last_campaign", "referred_by")
    return list(found.filter(visible(actor), **{f"conversion__{one}_id": record_id}).order_by("-id")[:MOST])


def referred(person_id: int, actor: Actor) -> list[Lead]:
    """The visible leads that a person referred, latest first."""
    return list(Lead.objects.filter(visible(actor), referred_by_id=person_id).order_by("-id")[:MOST])
