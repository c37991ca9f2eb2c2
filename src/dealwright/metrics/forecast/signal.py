"""Whether deals differ: chances must beat the base rate on deals they were not learned from, or it is used."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .backtest import Trial
from .scores import JUDGED
from .track import Floats, Ints

SURE = 1.645  # standard errors: one chance in twenty to see it where there is nothing
WORTH = 0.01  # of the squared error: what is less is not worth telling deals apart for


@dataclass(frozen=True)
class Signal:
    """`there`: chances by deal are better than one for all. `skill`: 1 - Brier / Brier of the base rate.

    `errors` is the gain in its own standard errors, `deals` how many it was tested on.
    """

    there: bool
    skill: float
    errors: float
    deals: int


def signal_in(trials: Sequence[Trial], method: str) -> Signal:
    """Whether a method's chances beat the base rate in the back-test.

    Every chance was given before it was known what becomes of the deal. The gain is the difference of squared
    errors, added up for each deal as its windows are not independent. It must be 1.645 standard errors above 0,
    more than a hundredth of the error, and above 0 in most windows. Source: F. X. Diebold, R. S. Mariano,
    "Comparing Predictive Accuracy", Journal of Business & Economic Statistics 13 (1995).
    """
    judged = [(each, chance) for each in trials[-JUDGED:] if (chance := each.chance(method)) is not None]
    if not judged:
        return Signal(False, 0.0, 0.0, 0)
    gains = [(each.base - each.won) ** 2 - (chance - each.won) ** 2 for each, chance in judged]
    base = np.concatenate([(each.base - each.won) ** 2 for each, _ in judged])
    found = tested(np.concatenate(gains), base, np.concatenate([each.deals for each, _ in judged]))
    often = np.mean([gain.sum() > 0 for gain in gains]) > 0.5
    return Signal(found.there and bool(often), found.skill, found.errors, found.deals)


def tested(gains: Floats, base: Floats, deals: Ints) -> Signal:
    """Whether gains in squared error over `base`, one a row, are more than luck; rows of a deal count together."""
    if not len(gains) or base.sum() == 0:
        return Signal(False, 0.0, 0.0, 0)
    _, place = np.unique(deals, return_inverse=True)
    total = np.bincount(place, weights=gains)
    spread = total.std(ddof=1) / math.sqrt(len(total)) if len(total) > 1 else 0.0
    errors = float(total.mean() / spread) if spread > 0 else 0.0
    skill = float(gains.sum() / base.sum())
    return Signal(errors > SURE and skill > WORTH, skill, errors, len(total))
