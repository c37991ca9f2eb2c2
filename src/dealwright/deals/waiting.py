"""What of the deals waits on Today: approvals, quiet deals, gates that miss one thing; what deals may bring."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.activities.waiting import Do, Waiting
from dealwright.activities.worth import ONE_STEP_AWAY, Stake, of_quiet, of_waiting
from dealwright.desk.times import ago, days
from dealwright.ledger.kept import kept
from dealwright.processes.queries import playbook
from dealwright.records.money import exponent
from dealwright.workspace.queries import Actor, company

from .access import hides_amounts
from .evidence import GLANCE, Glance, gates_of
from .models import Deal
from .queries.proof import Wish, wishes_for
from .queries.quiet import Quiet, quiet_deals

JUDGED = 30  # of the member's own open deals, the most valuable: is a gate one step away?


def deals_waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """All that waits of deals."""
    return [*approvals_waiting(actor, now), *deals_gone_quiet(actor, now), *one_step_away(actor, now)]


def approvals_waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """What waits for the member's approval; one query."""
    wishes = wishes_for(actor)
    return [_approval(wish, now) for wish in wishes]


def _approval(wish: Wish, now: datetime) -> Waiting:
    address = reverse("approval", args=[wish.id])
    who = {"who": wish.asked_by or _("Somebody"), "when": ago(wish.asked_at)}
    why = _("%(who)s asked for your approval %(when)s") % who + (f": {wish.note}" if wish.note else "")
    do = [Do("d", _("Approve"), address, "check", {"says": "yes"}), Do("e", _("Answer…"), address)]
    page, urgency = reverse("deal", args=[wish.deal_id]), of_waiting((now - wish.asked_at) / timedelta(days=1))
    return Waiting(wish.title, why, page, "gavel", urgency, ("deal", wish.deal_id), wish.deal, do=do)


def deals_gone_quiet(actor: Actor, now: datetime) -> list[Waiting]:
    """The member's own deals that went quiet; one query."""
    quiet = quiet_deals(actor)
    return [_quiet(deal) for deal in quiet]


def _quiet(deal: Quiet) -> Waiting:
    said = {"days": days(deal.days), "stage": deal.stage or _("this stage"), "usual": days(deal.usual)}
    why = _("no contact for %(days)s; %(stage)s usually takes %(usual)s") % said
    return _about(deal.id, deal.title, why, "hourglass", of_quiet(deal.days, deal.usual), deal.organisation)


def one_step_away(actor: Actor, now: datetime) -> list[Waiting]:
    """The member's most valuable open deals whose gate misses just one thing; a query for each kind of proof."""
    order = "id" if hides_amounts(actor) else "-amount_minor"
    rows = [Glance(*row) for row in _own(order, owner=actor.id)] if actor.id is not None else []
    gates = gates_of(rows, now, actor) if rows else {}
    missing = {row.id: [need for need in gates[row.id] if not need.met] for row in rows}
    near = [row for row in rows if len(missing[row.id]) == 1]
    return [
        _about(
            row.id, row.title, _("only this is missing to move on: %(what)s") % {"what": missing[row.id][0].why},
            "list-check", ONE_STEP_AWAY, row.organisation or "",
        )
        for row in near
    ]  # fmt: skip


@kept
def _own(order: str, owner: Any) -> QuerySet[Deal, Any]:
    found = Deal.objects.filter(owner_id=owner, status="open").exclude(stage=None)
    return found.order_by(order, "id").values_list(*GLANCE)[:JUDGED]


def _about(deal_id: int, title: str, why: str, icon: str, urgency: float, organisation: str) -> Waiting:
    do = [Do("l", _("Log activity"), f"{reverse('log-activity')}?deal={deal_id}", "phone")]
    page = reverse("deal", args=[deal_id])
    return Waiting(title, why, page, icon, urgency, ("deal", deal_id), organisation, is_hint=True, do=do)


def stakes_of(ids: Sequence[int], actor: Actor) -> Mapping[int, Stake]:
    """What open deals may bring, by id: the amount, and the sum expected at their stage's chance; two queries.

    Nothing for who may not see amounts.
    """
    if hides_amounts(actor):
        return {}
    whole = 10 ** exponent(company().currency)
    return {row[0]: _stake(whole, *row[1:]) for row in _amounts(ids=list(ids))}


def _stake(
    whole: int, amount: int | None, currency: str, base: int | None, version_id: int, stage: str | None
) -> Stake:
    chance = playbook(version_id).stage(stage).probability if stage else 0
    return Stake(amount, currency, chance, (base or 0) / whole * chance / 100)


@kept
def _amounts(ids: Any) -> QuerySet[Deal, Any]:
    found = Deal.objects.filter(id__in=ids, status="open")
    return found.values_list("id", "amount_minor", "currency", "base_minor", "version_id", "stage")
