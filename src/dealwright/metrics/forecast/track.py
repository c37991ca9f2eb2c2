"""What was known when: the values that something of a deal took, each with the moment it did."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Track:
    """Rows sorted by deal, then by moment: which deal (its place in the history), when (day number), which value."""

    deal: Ints
    at: Floats
    value: NDArray[Any]

    @classmethod
    def of(cls, deal: Ints, at: Floats, value: NDArray[Any]) -> "Track":
        """A track of rows in any order. Of rows at the same moment the last given counts."""
        order = np.lexsort((at, deal))
        return cls(deal[order], at[order], value[order])

    def changes(self) -> "Track":
        """Only the rows that told of a value other than the one before."""
        same = self.value[1:] == self.value[:-1]
        if self.value.dtype.kind == "f":
            same |= np.isnan(self.value[1:]) & np.isnan(self.value[:-1])
        new = np.append(True, ~same | (self.deal[1:] != self.deal[:-1]))[: len(self.deal)]
        return Track(self.deal[new], self.at[new], self.value[new])

    def as_of(self, moment: float, unknown: NDArray[Any]) -> NDArray[Any]:
        """The last value of each deal before `moment`; that of `unknown` where there is none yet."""
        return self._latest(self.value, moment, unknown)

    def since(self, moment: float, unknown: Floats) -> Floats:
        """When each deal took the value it had at `moment`."""
        return self._latest(self.at, moment, unknown)

    def _latest(self, column: NDArray[Any], moment: float, unknown: NDArray[Any]) -> NDArray[Any]:
        known = self.at < moment
        found = unknown.copy()
        found[self.deal[known]] = column[known]  # of several rows of a deal the last one stays
        return found
