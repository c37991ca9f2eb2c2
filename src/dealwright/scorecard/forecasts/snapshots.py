"""The frozen forecasts that are there: the latest, those of a period day by day, and what came of those before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..facts import Facts
from ..goals.scopes import Scope
from ..models import Snapshot, SnapshotDeals
from .lines import Line, unpack
from .periods import Period
from .sums import CLOSED, sums_by_owner, together

WEEK = timedelta(days=7)
BACK = 6  # periods


@dataclass(frozen=True)
class Came:
    """A period that is over: what was expected of it by its first snapshot, and what was won (minor units)."""

    period: Period
    made_on: date
    expected: float | None
    low: float | None
    high: float | None
    won: int


def of_period(scope: Scope, period: Period, currency: str) -> list[Snapshot]:
    """The snapshots of a period in this currency, the earliest first; none for a single member."""
    if scope.member:
        return []
    found = Snapshot.objects.filter(team_id=scope.team or 0, period=period.kept, currency=currency)
    return list(found.order_by("day"))


def whole(snapshot: Snapshot) -> tuple[float | None, float | None, float | None]:
    """What a snapshot expected of its whole period, with its range: what was won by then and what was to come."""
    figures, closed = snapshot.figures, snapshot.closed_minor
    amount, low, high = (
        None if figures[name] is None else figures[name] + closed for name in ("amount", "low", "high")
    )
    return amount, low, high


def lines_since(today: date, currency: str) -> tuple[date, list[Line]] | None:
    """The deals of the snapshot a week ago or the last before it; of the first there is, where all are younger."""
    kept = SnapshotDeals.objects.filter(currency=currency, day__lt=today)
    row = kept.filter(day__lte=today - WEEK).order_by("-day").first() or kept.order_by("day").first()
    return (row.day, unpack(bytes(row.packed))) if row else None


def latest_lines(currency: str) -> list[Line]:
    """The deals of the latest snapshot."""
    row = SnapshotDeals.objects.filter(currency=currency).order_by("-day").first()
    return unpack(bytes(row.packed)) if row else []


def came(
    scope: Scope, period: Period, facts: Facts, purse: tuple[str, str], owners: Collection[int] | None
) -> list[Came]:
    """The periods of that length before this one, the latest first, that were forecast; `purse`: currency and money."""
    currency, money = purse
    before = {each.kept: each for each in (period.shifted(-n) for n in range(1, BACK + 1))}
    found = Snapshot.objects.filter(team_id=scope.team or 0, period__in=before, currency=currency)
    first = _first([] if scope.member else list(found.order_by("day")))
    told = []
    for key, snapshot in first.items():
        won = together(sums_by_owner(facts, money, before[key]), owners).amounts[CLOSED]
        told.append(Came(before[key], snapshot.day, *whole(snapshot), won))
    return sorted(told, key=lambda each: each.period, reverse=True)


def _first(rows: Sequence[Snapshot]) -> Mapping[str, Snapshot]:
    """The first snapshot that was made in each period, else the last before it began."""
    found: dict[str, Snapshot] = {}
    for row in rows:
        known = found.get(row.period)
        if known is None or known.figures["start"] > known.day.isoformat():
            found[row.period] = row
    return found
