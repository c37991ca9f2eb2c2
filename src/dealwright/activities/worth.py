"""What is worth doing first: money at stake, its chance, and how urgent it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log10
from typing import Protocol, TypeVar

SOON = timedelta(minutes=30)
MOST_DAYS = 20


@dataclass(frozen=True, slots=True)
class Stake:
    """What a record may bring: an amount in minor units and its currency, the chance of it in percent, and the
    expected sum in whole units of the company's currency (amount times chance)."""

    amount_minor: int | None = None
    currency: str = ""
    chance: int = 0
    expected: float = 0


class Weighed(Protocol):
    """Something that waits: how urgent it is, what is at stake, which record it is about, whether it is but a hint."""

    @property
    def urgency(self) -> float:
        """From 0; a promise for today has 3."""

    @property
    def stake(self) -> Stake:
        """What the record may bring."""

    @property
    def about(self) -> tuple[str, int] | None:
        """The record."""

    @property
    def is_hint(self) -> bool:
        """Whether it goes without saying when something else about the record waits."""


AnyWeighed = TypeVar("AnyWeighed", bound=Weighed)


def worth(urgency: float, stake: Stake) -> float:
    """Urgency times one plus the decimal logarithm of the expected sum: ten times the money counts one step more.

    So a promise about a large deal comes before one about a small deal, yet a meeting about to begin before both.
    """
    return urgency * (1 + log10(1 + max(stake.expected, 0)))


def of_task(
    due_on: date | None, due_at: datetime | None, today: date, now: datetime, *, meeting: bool = False
) -> float:
    """The urgency of a task: overdue 3.2 and more with each day, today 3, tomorrow 1; a time that is near 30.

    What has a time later today waits with 2.5 until half an hour before; a meeting that began an hour ago is over.
    """
    if due_on is None or due_on > today + timedelta(days=1):
        return 0.5
    if due_on > today:
        return 1
    if due_at is not None and _is_near(due_at, now, meeting):
        return 30
    if due_on < today or (due_at is not None and due_at < now):
        return 3.2 + 0.1 * min((today - due_on).days, MOST_DAYS)
    return 3 if due_at is None else 2.5


def _is_near(due_at: datetime, now: datetime, meeting: bool) -> bool:
    return now - (timedelta(hours=1) if meeting else timedelta()) <= due_at <= now + SOON


def of_quiet(days: int, usual: int) -> float:
    """The urgency of a deal without contact: 2 from the usual stay of its stage on, 3 at three times that."""
    return 2 + min(max(days / max(usual, 1) - 1, 0), 2) / 2


def of_waiting(days: float) -> float:
    """The urgency of what somebody waits for: 3, and more with each day."""
    return 3 + 0.2 * min(max(days, 0), MOST_DAYS)


ONE_STEP_AWAY = 2.2  # a gate that misses one thing


def in_order(items: Sequence[AnyWeighed]) -> list[AnyWeighed]:
    """The items, the most worth first; a hint about a record falls away when something else about it waits."""
    ordered = sorted(items, key=lambda item: (item.is_hint, -worth(item.urgency, item.stake)))
    seen, kept = set(), []
    for item in ordered:
        if item.is_hint and item.about in seen:
            continue
        if item.about is not None:
            seen.add(item.about)
        kept.append(item)
    return sorted(kept, key=lambda item: -worth(item.urgency, item.stake))
