"""Why a deal has its chance: what became of deals like it, one factor after the other."""

from dataclasses import dataclass

import numpy as np

from .cells import AGES, FACTORS
from .history import History, Standing
from .table import Shares


@dataclass(frozen=True)
class Factor:
    """What one more factor does to a deal's chance.

    `kind` is "all", or one of FACTORS; `name` the stage or segment, `low` and `high` the bounds of an age (days)
    or an amount (minor units), None where there is none. Of `total` deals that shared this factor and all before
    it, counted once in each past window they were open in, `won` were won within it. `chance` is what follows so
    far; `effect` how much of it is this factor's doing: effects add up to the last chance.
    """

    kind: str
    name: str | None
    low: float | None
    high: float | None
    won: int
    total: int
    chance: float
    effect: float


def factors(history: History, shares: Shares, standing: Standing, place: int) -> list[Factor]:
    """The factors of one deal's chance to be won by the last end; `place` is where it stands in `standing`."""
    keys = [0, *(int(level[place]) for level in shares.cells.keys(standing))]
    codes = [0, *(int(level[place]) for level in shares.cells.codes(standing))]
    found: list[Factor] = []
    before = 0.0
    for level, (kind, key, code) in enumerate(zip(("all", *FACTORS), keys, codes, strict=True)):
        chance = float(np.clip(shares.share[level][key] @ shares.pace, 0.0, 1.0)[-1])
        won, total = int(shares.won[level][key, -1]), int(shares.total[level][key])
        found.append(Factor(kind, *_class(history, shares, kind, code), won, total, chance, chance - before))
        before = chance
    return found


def _class(history: History, shares: Shares, kind: str, code: int) -> tuple[str | None, float | None, float | None]:
    """What a class is called, or its bounds."""
    if kind == "age":
        return (None, *_bounds(AGES, code))
    if kind == "all" or code == 0:
        return None, None, None
    if kind == "size":
        return (None, *_bounds(shares.cells.sizes, code - 1))
    return (history.stages if kind == "stage" else history.segments)[code - 1], None, None


def _bounds(edges: np.ndarray, place: int) -> tuple[float | None, float | None]:
    return float(edges[place - 1]) if place else None, float(edges[place]) if place < len(edges) else None
