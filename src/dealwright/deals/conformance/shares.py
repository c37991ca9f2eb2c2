"""The share that was won, with the range in which the true share lies."""

from dataclasses import dataclass
from math import sqrt

from dealwright.metrics import wilson

ENOUGH = 20


@dataclass(frozen=True)
class Share:
    """So many of these deals were won, so many closed; below ENOUGH closed deals it is too few to say."""

    won: int = 0
    closed: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are enough closed deals to say anything."""
        return self.closed >= ENOUGH

    @property
    def value(self) -> float | None:
        """The share that was won; None where nothing closed."""
        return self.won / self.closed if self.closed else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval; None where nothing closed."""
        if not self.closed:
            return None
        low, high = wilson(self.won, self.closed, sqrt)
        return max(0.0, low), min(1.0, high)

    def plus(self, status: str) -> "Share":
        """With one more deal of this status; an open one does not count."""
        return self if status == "open" else Share(self.won + (status == "won"), self.closed + 1)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.won + other.won, self.closed + other.closed)

    def __sub__(self, other: "Share") -> "Share":
        return Share(self.won - other.won, self.closed - other.closed)

    def as_data(self) -> dict[str, object]:
        """The share as JSON tells it."""
        low, high = self.bounds or (None, None)
        return {"won": self.won, "closed": self.closed, "share": self.value, "low": low, "high": high,
                "enough": self.is_enough}  # fmt: skip


def difference(one: Share, other: Share) -> tuple[float, float, float] | None:
    """How much larger the first share is than the second, and the 95 % bounds of that; None where one is unknown.

    Source: R. G. Newcombe, "Interval Estimation for the Difference Between Independent Proportions", Statistics in
    Medicine 17 (1998), method 10.
    """
    if one.bounds is None or other.bounds is None or one.value is None or other.value is None:
        return None
    gap = one.value - other.value
    below = sqrt((one.value - one.bounds[0]) ** 2 + (other.bounds[1] - other.value) ** 2)
    above = sqrt((one.bounds[1] - one.value) ** 2 + (other.value - other.bounds[0]) ** 2)
    return gap, gap - below, gap + above
