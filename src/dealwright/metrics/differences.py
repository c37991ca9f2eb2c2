"""Whether two figures differ by more than chance."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .intervals import wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 10  # values of either side, below which nothing is said
DRAWS = 2_000
MANY = 2_000  # values from which the mean of a resample is as good as normal


@dataclass(frozen=True)
class Difference:
    """How much larger the second figure is, and the 95 % interval in which the true difference lies.

    `is_clear` where 0 lies outside: then chance alone rarely makes such a difference.
    """

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the difference is more than chance would often make."""
        return self.low > 0 or self.high < 0


def of_shares(hits: float, n: int, later_hits: float, later_n: int) -> Difference | None:
    """The difference of two shares with its interval; None where either counts nothing.

    Source: R. G. Newcombe, "Interval Estimation for the Difference between Independent Proportions", Statistics in
    Medicine 17 (1998), method 10, which joins two of Wilson's intervals and holds for few and for extreme counts.
    """
    if not n or not later_n:
        return None
    before, after = hits / n, later_hits / later_n
    (low, high), (later_low, later_high) = (
        wilson(found, counted, math.sqrt) for found, counted in ((hits, n), (later_hits, later_n))
    )
    value = after - before
    return Difference(
        value,
        value - math.hypot(after - later_low, high - before),
        value + math.hypot(later_high - after, before - low),
    )


def of_values(
    before: "NDArray[np.float64]", after: "NDArray[np.float64]", how: Literal["mean", "median"], seed: int = 1
) -> Difference | None:
    """The difference of two means or medians with its interval; None where either has fewer than 10 values.

    The interval is that of the percentile bootstrap: both sides are drawn anew 2,000 times, the same for the same seed.
    Source: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
    """
    import numpy as np

    if min(len(before), len(after)) < LEAST:
        return None
    rng, middle = np.random.default_rng(seed), np.mean if how == "mean" else np.median
    draw = _means if how == "mean" else _medians
    low, high = np.quantile(draw(after, rng) - draw(before, rng), (0.025, 0.975))
    return Difference(float(middle(after) - middle(before)), float(low), float(high))


def _means(values: "NDArray[np.float64]", rng: "np.random.Generator") -> "NDArray[np.float64]":
    """Means of resamples. Those of many values are drawn from the normal distribution that they come to follow."""
    n = len(values)
    if n > MANY:
        return rng.normal(values.mean(), values.std(ddof=1) / math.sqrt(n), DRAWS)
    drawn: NDArray[np.float64] = values[rng.integers(0, n, (DRAWS, n))].mean(axis=1)
    return drawn


def _medians(values: "NDArray[np.float64]", rng: "np.random.Generator") -> "NDArray[np.float64]":
    """Medians of resamples, without drawing them: the place of a resample's median among n follows a beta distribution.

    Source: J. S. Maritz, R. G. Jarrett, "A Note on Estimating the Variance of the Sample Median", JASA 73 (1978).
    """
    import numpy as np

    half = (len(values) + 1) / 2
    drawn: NDArray[np.float64] = np.quantile(values, rng.beta(half, half, DRAWS), method="inverted_cdf")
    return drawn
