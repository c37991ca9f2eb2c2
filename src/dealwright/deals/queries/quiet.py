"""Deals that went quiet: nobody has been in touch for longer than their stage usually takes."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from dealwright.workspace.queries import Actor

from ..access import hides_amounts
from ..models import Deal
from .cards import days_since, stage_of

USUAL_DAYS = 14
LOOKED_AT = 500


@dataclass(frozen=True)
class Quiet:
    """A deal without contact for `days`; its stage `stage` usually takes `usual` days."""

    id: int
    title: str
    organisation: str
    amount_minor: int | None
    currency: str
    stage: str
    days: int
    usual: int


def quiet_deals(actor: Actor, limit: int = 8) -> list[Quiet]:
    """The actor's own open deals that went quiet, the most valuable first; looks at the 500 quietest."""
    if actor.id is None:
        return []
    now, hidden = timezone.now(), hides_amounts(actor)
    rows = Deal.objects.select_related("organisation").filter(
        owner_id=actor.id, status="open", last_touch_at__lt=now - timedelta(days=1)
    )
    found = []
    for deal in rows.order_by("last_touch_at")[:LOOKED_AT]:
        stage, days = stage_of(deal), days_since(deal.last_touch_at, now) or 0
        usual = stage.days if stage and stage.days else USUAL_DAYS
        if days > usual:
            name = deal.organisation.name if deal.organisation else ""
            title = stage.title if stage else ""
            amount = None if hidden else deal.amount_minor
            found.append(Quiet(deal.id, deal.title, name, amount, deal.currency, title, days, usual))
    return sorted(found, key=lambda each: -(each.amount_minor or 0))[:limit]
