"""What sources and campaigns of leads cost."""

from dataclasses import dataclass
from typing import Any

from dealwright.leads.events import SourceChanged
from dealwright.ledger.queries import Happened

from ..models import SpendFact
from .family import Family


@dataclass(slots=True)
class Spend:
    """A source or campaign with its cost, as it was told last; both are numbered on their own, so `spend_id` tells them
    apart."""

    spend_id: int
    name: str
    campaign: bool
    cost_minor: int | None
    currency: str | None
    status: str
    seq: int


def tell(spend: Spend | None, happened: Happened) -> Spend:
    """What it costs after the event."""
    event: Any = happened.event
    return Spend(
        _spend(happened), event.name, event.campaign, event.cost, event.currency or None, "kept", happened.seq or 0
    )


def _spend(happened: Happened) -> int:
    event: Any = happened.event
    return happened.subject_id * 2 + bool(event.campaign)


SPENDING = Family(
    table="spending",
    key="spend_id",
    model=SpendFact,
    story=Spend,
    parts=(),
    kinds=frozenset({SourceChanged.kind}),
    begins="",
    whole=frozenset(),
    tell=tell,
    about=_spend,
)
