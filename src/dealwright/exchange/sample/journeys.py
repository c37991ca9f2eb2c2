"""How deals go: from stage to stage until they are won or lost, whole first, then cut off at today."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from dealwright.playbook import Playbook

from . import calendar
from .bottleneck import Bottleneck
from .market import Segment
from .sellers import Rep, Source

EASIEST, HARDEST = 0.86, 0.72  # share that gets further, from the last and from the first stage, before all effects
START_LATER = 0.15  # came in by phone: starts in the second stage
GO_BACK = 0.04
FORGOTTEN = 0.03  # nobody works on it any more: it stays where it is
LOST_LINGER = 1.4  # what is going to be lost stays longer
PRICE_LIKES = {
    "price": {"small": 3.0, "medium": 2.0, "large": 1.0},
    "no_decision": {"small": 1.0, "medium": 1.5, "large": 3.0},
    "competitor": {"small": 1.0, "medium": 2.0, "large": 2.0},
}


@dataclass(frozen=True, slots=True)
class Journey:
    """A deal's way: the stages it entered, when, and how it ended ("open" where it has not)."""

    visits: Sequence[tuple[str, datetime]]
    status: str
    closed_at: datetime | None
    reason: str

    def until(self, now: datetime) -> "Journey":
        """What of the journey has happened by now; what lies ahead is not known yet."""
        if self.closed_at is not None and self.closed_at <= now:
            return self
        known = [visit for visit in self.visits if visit[1] <= now]
        return replace(self, visits=known, status="open", closed_at=None, reason="")


@dataclass(frozen=True, slots=True)
class Odds:
    """What a deal has going for it."""

    segment: Segment
    source: Source
    rep: Rep


def base_chance(book: Playbook, place: int) -> float:
    """The share of deals that get further from the stage at that place, before anybody's skill or luck."""
    return HARDEST + (EASIEST - HARDEST) * place / max(1, len(book.stages) - 1)


def journey(rng: Random, book: Playbook, odds: Odds, trouble: Bottleneck, day: date) -> Journey:
    """A whole journey of a deal opened on that day."""
    now = calendar.at_work(rng, day)
    place = 1 if rng.random() < START_LATER and len(book.stages) > 1 else 0
    forgotten_at = rng.randrange(len(book.stages)) if rng.random() < FORGOTTEN else -1
    visits: list[tuple[str, datetime]] = []
    while place < len(book.stages):
        stage = book.stages[place]
        visits.append((stage.key, now))
        if place == forgotten_at:
            return Journey(visits, "open", None, "")
        bites = trouble.bites(odds.source, stage.key)
        further = rng.random() < _chance(book, place, odds, trouble.harder if bites else 0.0)
        stay = (stage.days or 10) * odds.segment.pace * odds.rep.pace * (trouble.slower if bites else 1.0)
        now = calendar.after(rng, now, rng.gammavariate(2.2, stay / 2.2) * (1.0 if further else LOST_LINGER))
        if not further:
            return Journey(visits, "lost", now, _reason(rng, book, place, odds.segment))
        place += -1 if place > 1 and rng.random() < GO_BACK else 1
    return Journey(visits, "won", calendar.rushed(rng, now), "")


def _chance(book: Playbook, place: int, odds: Odds, harder: float) -> float:
    base = base_chance(book, place)
    log_odds = math.log(base / (1 - base)) + odds.segment.ease + odds.source.ease + odds.rep.skill + harder
    return 1 / (1 + math.exp(-log_odds))


def _reason(rng: Random, book: Playbook, place: int, segment: Segment) -> str:
    """Early on it is no fit or bad timing; later price, a competitor or no decision, by size of customer."""
    late = place / len(book.stages)
    keys = [reason.key for reason in book.outcomes.lost.reasons]
    weights = [
        PRICE_LIKES[key][segment.key] * (0.2 + late) if key in PRICE_LIKES else 2.4 * (1.1 - late) for key in keys
    ]
    return rng.choices(keys, weights)[0]
