"""How open deals are sorted: by stage, then what they are worth, then days in the stage, then segment."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .history import Standing
from .track import Floats, Ints

AGES = np.array([3.0, 7, 14, 21, 30, 45, 60, 90, 135, 200, 300])  # days in the stage, where the next class begins
SIZES = 5  # classes of amounts; each holds the same part of the money
FACTORS = ("stage", "size", "age", "segment")


@dataclass(frozen=True, eq=False)
class Cells:
    """The classes: how many stages and segments there are, and the amounts (minor units) where sizes begin."""

    stages: int
    segments: int
    sizes: Floats
    ages: ClassVar[Floats] = AGES

    @classmethod
    def of(cls, amounts: Floats, stages: int, segments: int) -> "Cells":
        """Classes of amount so that each holds a fifth of the money: as fine where the money is as where it is not."""
        known = np.sort(amounts[amounts > 0])
        share = known.cumsum() / known.sum() if len(known) else known
        steps = np.searchsorted(share, np.arange(1, SIZES) / SIZES) if len(known) else np.array([], int)
        return cls(stages, segments, np.unique(known[steps]))

    @property
    def widths(self) -> tuple[int, ...]:
        """How many classes each factor has."""
        return self.stages + 1, len(self.sizes) + 2, len(AGES) + 1, self.segments + 1

    def codes(self, standing: Standing) -> list[Ints]:
        """For each factor the class of each deal, 0 for what is not known (an age is always known)."""
        size = np.where(np.isnan(standing.amount), 0, np.searchsorted(self.sizes, standing.amount, "right") + 1)
        return [standing.stage + 1, size, np.searchsorted(AGES, standing.age, "right"), standing.segment + 1]

    def keys(self, standing: Standing) -> list[Ints]:
        """For each factor the cell that a deal is in by this and all factors before it."""
        keys: list[Ints] = []
        for code, width in zip(self.codes(standing), self.widths, strict=True):
            keys.append(code if not keys else keys[-1] * width + code)
        return keys
