"""How far off a forecast may be, learned from how far off it was.

Split conformal prediction: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World" (2005);
J. Lei and others, "Distribution-Free Predictive Inference for Regression", JASA 113 (2018). Its promise holds for
windows in any order; markets change, so the coverage that was reached is measured and shown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .backtest import Trial
from .window import Window

COVERED = 0.8
LEAST = math.ceil(COVERED / (1 - COVERED))  # errors below which no 80 % range can be promised


@dataclass(frozen=True)
class Range:
    """What is won lies between `low` and `high` (minor units) four times in five."""

    low: float
    high: float

    def covers(self, amount: float) -> bool:
        """Whether an amount lies in it."""
        return self.low <= amount <= self.high


def range_of(forecast: float, window: Window, method: str, trials: Sequence[Trial]) -> Range | None:
    """The 80 % range around a method's forecast for a window, from its relative errors in those over by its start.

    Of n errors |won / forecast - 1| the ceil(0.8 (n + 1))-th smallest. None from fewer than four.
    """
    known = [each for each in trials if each.window.end <= window.as_of]
    errors = sorted(abs(each.amount / each.forecast(method) - 1) for each in known if each.forecast(method) > 0)
    if len(errors) < LEAST:
        return None
    reach = errors[math.ceil(round(COVERED * (len(errors) + 1), 9)) - 1]
    return Range(max(0.0, forecast * (1 - reach)), forecast * (1 + reach))
