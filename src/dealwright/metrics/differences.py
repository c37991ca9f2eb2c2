"""Whether two figures differ by more than chance."""

import math
from dataclasses import dataclass

from .intervals import wilson


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
