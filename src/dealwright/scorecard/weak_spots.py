"""Where a group gets stuck: a stage in which fewer of its deals get further than of all others, by more than chance."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .answers import Row

SURE = 3.0  # standard errors: among the hundred cells of a page, chance alone rarely gets there
FEW = 20


@dataclass(frozen=True)
class WeakSpot:
    """A group's share that gets further from a stage, that of all other groups, and how sure the gap is.

    `sure` is the gap in standard errors: the two-proportion z test with pooled variance.
    """

    group: Any
    stage: str | None
    share: float
    others: float
    sure: float


def weak_spots(rows: Sequence[Row]) -> list[WeakSpot]:
    """The weak spots in rows of the conversion told by a group, the surest first."""
    totals: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        totals[row["stage"]][0] += row["converted"]
        totals[row["stage"]][1] += row["n"]
    found = [spot for row in rows if (spot := _compared(row, *totals[row["stage"]])) and spot.sure >= SURE]
    return sorted(found, key=lambda spot: -spot.sure)


def _compared(row: Row, converted: int, n: int) -> WeakSpot | None:
    rest, rest_converted = n - row["n"], converted - row["converted"]
    if row["n"] < FEW or rest < FEW:
        return None
    pooled = converted / n
    spread = math.sqrt(pooled * (1 - pooled) * (1 / row["n"] + 1 / rest))
    share, others = row["converted"] / row["n"], rest_converted / rest
    return WeakSpot(row["group"], row["stage"], share, others, (others - share) / spread if spread else 0.0)
