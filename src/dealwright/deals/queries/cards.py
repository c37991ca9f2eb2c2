"""Cards: what a board, a list or a customer's page shows of a deal at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from dealwright.activities.queries import OpenTask, next_tasks
from dealwright.desk.times import local
from dealwright.playbook import Stage
from dealwright.processes.queries import playbook

from ..evidence import evidence_of
from ..models import Deal
from ..rules import Evidence, judge

VERY_LATE = 2  # times the expected stay


@dataclass(frozen=True)
class Card:
    """A deal at a glance: amount in minor units, whole days in its stage, its next step (`step_late` days
    overdue), how much its gate misses.

    `tone` is "" in time, "warn" past the expected stay, "bad" past twice that.
    """

    id: int
    title: str
    stage: str | None
    status: str
    organisation: str
    owner: str
    amount_minor: int | None
    currency: str
    days: int | None
    tone: str
    next_step: str
    next_on: date | None
    step_late: int
    missing: int


def cards_of(deals: Sequence[Deal]) -> list[Card]:
    """A card for each deal, in order, in three queries for any number; the deals carry organisation, owner, product."""
    tasks, evidence, now = next_tasks("deal", [deal.id for deal in deals]), evidence_of(deals), timezone.now()
    return [_card(deal, evidence[deal.id], tasks.get(deal.id), now) for deal in deals]


def _card(deal: Deal, evidence: Evidence, task: OpenTask | None, now: datetime) -> Card:
    stage, stay, today = stage_of(deal), days_since(deal.stage_since, now), local(now).date()
    judged = judge(stage, evidence, playbook(deal.version_id)) if stage else []
    return Card(
        id=deal.id,
        title=deal.title,
        stage=deal.stage,
        status=deal.status,
        organisation=deal.organisation.name if deal.organisation else "",
        owner=deal.owner.name if deal.owner else "",
        amount_minor=deal.amount_minor,
        currency=deal.currency,
        days=stay,
        tone=age_tone(stage, stay),
        next_step=task.title if task else "",
        next_on=task.due_on if task else None,
        step_late=max((today - task.due_on).days, 0) if task and task.due_on else 0,
        missing=sum(not each.met for each in judged),
    )


def stage_of(deal: Deal) -> Stage | None:
    """The stage the deal stands in, by its own version of the process; None where it is not known."""
    return playbook(deal.version_id).stage(deal.stage) if deal.stage else None


def days_since(moment: datetime | None, now: datetime) -> int | None:
    """Whole days that have passed; None where the beginning is not known."""
    return None if moment is None else max((now - moment).days, 0)


def age_tone(stage: Stage | None, days: int | None) -> str:
    """How late a deal is in its stage: "" in time, "warn" late, "bad" twice the expected stay or more."""
    if stage is None or not stage.days or days is None or days <= stage.days:
        return ""
    return "bad" if days > VERY_LATE * stage.days else "warn"
