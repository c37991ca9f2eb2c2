"""Everything about one lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from dealwright import NotFound
from dealwright.deals.qualifying.known import Qualified
from dealwright.ledger.queries import entries_about
from dealwright.playbook import Known, coverage
from dealwright.records.kinds import conceal, kind_of
from dealwright.workspace.access import Verb, may
from dealwright.workspace.queries import Actor, member_names

from ..access import visible
from ..events import LeadMoved
from ..models import Assignment, Conversion, Lead, Touch
from ..rules import STATUSES
from .qualifying import qualification

STEPS = ("new", "working", "qualified", "converted")
MOST_TOUCHES = 50
MOST_ASSIGNMENTS = 20


@dataclass(frozen=True)
class LeadPage:
    """A lead with all that its page shows; `strip` is its way so far and what is to come."""

    lead: Lead
    strip: Sequence[Mapping[str, Any]]
    qualified: Sequence[Qualified]
    covered: Known
    touches: Sequence[Touch]
    assignments: Sequence[Assignment]
    conversion: Conversion | None
    writable: bool

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.lead.status in ("new", "working", "qualified")


def visible_lead(lead_id: int, actor: Actor) -> Lead:
    """The lead with its source, campaign, owner and who referred it; raises NotFound when it is not visible.

    It is for showing: what a rule hides from the actor is not in it.
    """
    joined = Lead.objects.select_related("source", "campaign", "last_source", "last_campaign", "owner", "referred_by")
    found = joined.filter(visible(actor), id=lead_id).first()
    if found is None:
        raise NotFound(f"There is no lead {lead_id} that you may see.")
    return conceal(kind_of("leads"), found, actor)


def lead_page(lead_id: int, actor: Actor) -> LeadPage:
    """Everything on the page of a lead; raises NotFound when it is not visible. Some ten queries."""
    lead, names = visible_lead(lead_id, actor), member_names()
    qualified = qualification(lead.id, names)
    answers = {known.element.concept: known.strength for each in qualified for known in each.elements}
    touches = Touch.objects.select_related("source", "campaign").filter(lead_id=lead.id).order_by("-at", "-id")
    given = Assignment.objects.select_related("member").filter(lead_id=lead.id).order_by("-id")
    became = Conversion.objects.select_related("organisation", "person", "deal").filter(lead_id=lead.id).first()
    return LeadPage(
        lead, _strip(lead), qualified, coverage([each.framework for each in qualified], answers).total,
        list(touches[:MOST_TOUCHES]), list(given[:MOST_ASSIGNMENTS]), became,
        may(actor, "lead", Verb.CHANGE, lead.id, lead.owner_id),
    )  # fmt: skip


def _strip(lead: Lead) -> list[dict[str, Any]]:
    """The steps of a lead with the days spent in each; how it ended, when not by conversion, is the last."""
    spent = _spent(lead)
    open_steps = STEPS[:-1]
    ends = lead.status in ("disqualified", "recycled")
    here = open_steps.index(lead.status) if lead.status in open_steps else len(open_steps)
    strip = []
    for place, step in enumerate(open_steps):
        gone = (step in spent or place == 0) if ends else place < here
        state = "current" if place == here else "done" if gone else "skipped" if ends else "coming"
        strip.append({"title": STATUSES[step], "state": state, "days": spent.get(step)})
    if ends:
        return [*strip, {"title": STATUSES[lead.status], "state": "lost"}]
    return [*strip, {"title": STATUSES["converted"], "state": "won" if lead.status == "converted" else "coming"}]


def _spent(lead: Lead) -> dict[str, int]:
    """Whole days spent in each status, as the ledger tells them."""
    kinds = [LeadMoved.kind, "lead_converted"]
    told = entries_about({"lead": [lead.id]}, kinds=kinds, limit=100)[::-1]
    spent: dict[str, float] = {}
    since: datetime = lead.created_at
    for each in told:
        origin = getattr(each.event, "origin", "")
        spent[origin] = spent.get(origin, 0) + max((each.occurred_at - since).total_seconds(), 0)
        since = each.occurred_at
    if lead.status != "converted":
        spent[lead.status] = spent.get(lead.status, 0) + max((timezone.now() - since).total_seconds(), 0)
    return {status: int(seconds // 86_400) for status, seconds in spent.items()}
