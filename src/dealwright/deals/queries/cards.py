"""Cards: what a board, a list or a customer's page shows of a deal at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from dealwright.activities.queries import OpenTask, next_tasks
from dealwright.desk.times import local
from dealwright.ledger.kept import kept
from dealwright.playbook import Stage
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import Actor

from ..evidence import GLANCE, Glance, answers_of, unmet
from ..models import Deal
from .frameworks import answered, asked_of

VERY_LATE = 2  # times the expected stay


@dataclass(frozen=True, slots=True)
class Card:
    """A deal at a glance: amount in minor units, whole days in its stage, its next step (`step_late` days
    overdue), how much its gate misses, how much is `known` of how much its frameworks ask (0 of 0 without any).

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
    known: int
    asked: int


def cards_of(ids: Sequence[int], by: Actor | None = None) -> list[Card]:
    """A card for each of these deals that is there, in that order; four queries, five with frameworks.

    What `by` may not know of is not asked of them; without `by` all is.
    """
    found = {row[0]: Glance(*row) for row in _glances(ids=list(ids))}
    rows = [found[deal_id] for deal_id in ids if deal_id in found]
    now, asked = timezone.now(), {row.id: asked_of(row) for row in rows}
    answers = answers_of(list(asked)) if any(asked.values()) else None
    today, gaps, tasks = local(now).date(), unmet(rows, now, answers, by), next_tasks("deal", list(asked))
    known = {row.id: answered(asked[row.id], (answers or {}).get(row.id, {})) for row in rows}
    return [_card(row, gaps[row.id], known[row.id], tasks.get(row.id), now, today) for row in rows]


@kept
def _glances(ids: Any) -> QuerySet[Deal, Any]:
    return Deal.objects.filter(id__in=ids).values_list(*GLANCE)


def _card(
    deal: Glance, missing: int, known: tuple[int, int], task: OpenTask | None, now: datetime, today: date
) -> Card:
    stay, due = days_since(deal.stage_since, now), task.due_on if task else None
    return Card(
        id=deal.id,
        title=deal.title,
        stage=deal.stage,
        status=deal.status,
        organisation=deal.organisation or "",
        owner=deal.owner or "",
        amount_minor=deal.amount_minor,
        currency=deal.currency,
        days=stay,
        tone=age_tone(stage_of(deal), stay),
        next_step=task.title if task else "",
        next_on=due,
        step_late=max((today - due).days, 0) if due else 0,
        missing=missing,
        known=known[0],
        asked=known[1],
    )


def stage_of(deal: Deal | Glance) -> Stage | None:
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
