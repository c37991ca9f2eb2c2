"""What of the leads waits on Today: the member's own that nobody has spoken to yet."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.activities.waiting import Do, Waiting
from dealwright.activities.worth import of_waiting
from dealwright.desk.times import ago
from dealwright.ledger.kept import kept
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor

from .models import OPEN, Lead

MOST = 20


def leads_waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """The member's open leads without a first contact, the best scored; one query."""
    if actor.id is None:
        return []
    tells_why = "reasons" not in hidden_keys(kind_of("leads"), actor)
    return [_waiting(now, tells_why, *row) for row in _untouched(owner=actor.id)]


@kept
def _untouched(owner: Any) -> QuerySet[Lead, Any]:
    found = Lead.objects.filter(OPEN, owner_id=owner, first_contact_at=None).order_by("-score", "-id")
    return found.values_list("id", "name", "organisation", "score", "reasons", "created_at")[:MOST]


def _waiting(
    now: datetime,
    tells_why: bool,
    lead_id: int,
    name: str,
    organisation: str,
    score: int,
    reasons: list[list[Any]],
    since: datetime,
) -> Waiting:
    why = _("came %(when)s and nobody has spoken to them yet") % {"when": ago(since)}
    if reasons and tells_why:
        why += "; " + _("%(points)s points: %(why)s") % {"points": score, "why": reasons[0][0]}
    do = [
        Do("l", _("Log a call"), f"{reverse('log-activity')}?lead={lead_id}&kind=call", "phone"),
        Do("e", _("Disqualify…"), reverse("lead-disqualify", args=[lead_id]), "thumb-down"),
    ]
    urgency, page = of_waiting((now - since) / timedelta(days=1)), reverse("lead", args=[lead_id])
    return Waiting(
        name, why, page, "target", urgency, about=("lead", lead_id), about_title=organisation, is_hint=True, do=do
    )
