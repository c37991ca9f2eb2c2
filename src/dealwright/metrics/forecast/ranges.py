"""How far off a forecast may be, learned from how far off it was.

Split conformal prediction: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World" (2005);
J. Lei and others, "Distribution-Free Predictive Inference for Regression", JASA 113 (2018). Its promise holds for
windows that are alike; markets change, so old errors are let go, and the coverage that was reached is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .backtest import Trial
from .window import Window

COVERED = 0.8
LATEST = 8  # errors looked at: those of a company's first months are larger than those of today
LEAST = 4  # errors below which no 80 % range can be promised: the largest of four is the 80 % one


@dataclass(frozen=True)
class Range:
    """What is won lies between `low` and `high` (minor units) four times in five."""

    low: float
    high: float

    def covers(self, amount: float) -> bool:
        """Whether an amount lies in it."""
        return self.low <= amount <= self.high


def range_of(
    forecast: float, window: Window, method: str, trials: Sequence[Trial], before: float = 0.0
) -> Range | None:
    """The 80 % range around a method's forecast, from its relative errors in the windows that are over by then.

    `forecast` is of the whole period, and so is the range, which begins no lower than what was won `before`. Of the
    latest n errors |won / forecast - 1|, at most eight, the one at rank 0.8 (n + 1), on a straight line between its
    neighbours (R. J. Hyndman, Y. Fan, "Sample Quantiles", The American Statistician 50, 1996, type 6). None from fewer
    than four.
    """
    known = [each for each in trials if each.window.end <= window.as_of and each.forecast(method) > 0]
    errors = [abs(each.amount / each.forecast(method) - 1) for each in known[-LATEST:]]
    if len(errors) < LEAST:
        return None
    reach = float(np.quantile(errors, COVERED, method="weibull"))
    return Range(max(before, forecast * (1 - reach)), forecast * (1 + reach))


def trial_range(trial: Trial, method: str, trials: Sequence[Trial]) -> Range | None:
    """The range that a method's forecast would have been given in one of the trials."""
    return range_of(trial.forecast(method), trial.window, method, trials, trial.before[0])
