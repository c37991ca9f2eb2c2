"""Who sells what, and where deals come from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from . import words


@dataclass(frozen=True, slots=True)
class Rep:
    """Somebody who sells: `skill` in log-odds of getting a deal one stage further, `pace` as a factor on days,
    `share` of the deals."""

    name: str
    team: str
    skill: float
    pace: float
    share: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where deals come from: share of all deals, and how readily these say yes (log-odds)."""

    key: str
    share: float
    ease: float


SOURCES = (
    Source("Website", 0.34, 0.0),
    Source("Referral", 0.18, 0.45),
    Source("Trade fair", 0.16, -0.05),
    Source("Outbound", 0.2, -0.3),
    Source("Partner", 0.12, 0.2),
)


def managers_and_reps(rng: Random, deals: int) -> tuple[list[tuple[str, str]], list[Rep]]:
    """Managers as (name, team), one per team, and reps: as many as that number of deals would keep busy."""
    count = max(4, min(60, round(math.sqrt(deals) / 4)))
    teams = words.TEAMS[: max(2, min(len(words.TEAMS), count // 4))]
    names = _names(rng, count + len(teams))
    managers = list(zip(names[count:], teams, strict=True))
    reps = [
        Rep(name, teams[n % len(teams)], rng.gauss(0, 0.3), math.exp(rng.gauss(0, 0.12)), rng.uniform(0.6, 1.4))
        for n, name in enumerate(names[:count])
    ]
    return managers, reps


def _names(rng: Random, count: int) -> Sequence[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[f"{rng.choice(words.FIRST_NAMES)} {rng.choice(words.FAMILY_NAMES)}"] = None
    return list(found)
