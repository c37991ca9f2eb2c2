"""Where leads come from, what that costs, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from ..models import Campaign, Lead, Source


@dataclass(frozen=True)
class Origin:
    """A source or campaign with its cost in minor units, and how many leads it brought in its period."""

    id: int
    name: str
    cost_minor: int | None
    currency: str
    cost_from: date | None
    cost_until: date | None
    leads: int
    qualified: int
    converted: int
    source: str = ""

    @property
    def per_lead(self) -> int | None:
        """The cost of a lead in minor units, rounded; None without a cost or leads."""
        return round(self.cost_minor / self.leads) if self.cost_minor is not None and self.leads else None

    @property
    def per_conversion(self) -> int | None:
        """The cost of a converted lead in minor units, rounded; None without a cost or such leads."""
        return round(self.cost_minor / self.converted) if self.cost_minor is not None and self.converted else None


COLUMNS = ("id", "name", "cost_minor", "currency", "cost_from", "cost_until")


def origins() -> tuple[list[Origin], list[Origin]]:
    """All sources and all campaigns by name; leads are counted by their first touch within the period of the cost."""
    sources = _with_counts(Source.objects.order_by("name").values_list(*COLUMNS), "source")
    campaigns = Campaign.objects.order_by("name").values_list(*COLUMNS, "source__name")
    return sources, _with_counts(campaigns, "campaign")


def _with_counts(rows: Iterable[tuple[Any, ...]], one: str) -> list[Origin]:
    counts = _counts(one)
    found = []
    for row in rows:
        source = row[len(COLUMNS)] if len(row) > len(COLUMNS) else ""
        found.append(Origin(*row[: len(COLUMNS)], *counts.get(row[0], (0, 0, 0)), source or ""))
    return found


def _counts(one: str) -> dict[int, tuple[int, int, int]]:
    """Leads, qualified or converted ones, and converted ones by source or campaign, in one query."""
    since, until = F(f"{one}__cost_from"), F(f"{one}__cost_until")
    begun = Q(**{f"{one}__cost_from": None}) | Q(first_touch_at__date__gte=since)
    ended = Q(**{f"{one}__cost_until": None}) | Q(first_touch_at__date__lte=until)
    rows = Lead.objects.filter(begun, ended, **{f"{one}__isnull": False}).values_list(f"{one}_id")
    good = Count("id", filter=Q(status__in=("qualified", "converted")))
    won = Count("id", filter=Q(status="converted"))
    return {row[0]: row[1:] for row in rows.annotate(n=Count("id"), good=good, won=won)}


def names(model: type[Source] | type[Campaign]) -> list[str]:
    """The names of all sources or campaigns, for the choices of a form."""
    return list(model.objects.order_by("name").values_list("name", flat=True))
