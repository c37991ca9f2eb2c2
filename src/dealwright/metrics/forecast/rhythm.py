"""The beat of a quarter: companies sell more at its end, so a week there is worth more than one at its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .history import WON, History
from .track import Floats, Ints
from .window import Window, day_number

PARTS = 9  # of a quarter: the first ten days of each of its months, the next ten, the rest
PRIOR = 30.0  # wins: so many it takes in a part to be believed as much as that all parts are alike


@dataclass(frozen=True, eq=False)
class Rhythm:
    """How busy each ninth of a quarter is: wins a day there over wins a day in all, drawn towards 1."""

    busy: Floats

    @classmethod
    def fit(cls, history: History, as_of: date) -> "Rhythm":
        """Count the wins before `as_of` by their day's place in the quarter."""
        moment = day_number(as_of)
        won = history.status.at[(history.status.value == WON) & (history.status.at < moment)]
        wins = np.bincount(_parts(won), minlength=PARTS)
        days = np.bincount(_parts(np.arange(min(history.since, moment), moment)), minlength=PARTS)
        usual = days * (wins.sum() / max(days.sum(), 1))
        return cls((wins + PRIOR) / (usual + PRIOR))

    def paced(self, window: Window, past: Sequence[Window]) -> Floats:
        """How chances counted in past windows are read for this one: a matrix, chances by end @ it are those for now.

        A chance grows with busy days, not with days: it is read off at as many busy days as this window has, on
        straight lines between those that the past windows had on average by their ends.
        """
        usual = np.append(0.0, np.mean([self._busy_days(each) for each in past], axis=0))
        weights = np.zeros((len(usual), len(window.ends)))
        for step, days in enumerate(self._busy_days(window)):
            later = min(max(int(np.searchsorted(usual, days)), 1), len(usual) - 1)
            length = usual[later] - usual[later - 1]
            part = (days - usual[later - 1]) / length if length > 0 else 1.0
            weights[later - 1, step], weights[later, step] = 1 - part, part
        return weights[1:]  # at the start every chance is 0

    def _busy_days(self, window: Window) -> Floats:
        """From the start of a window to each of its ends."""
        start = day_number(window.as_of)
        return np.array([self.busy[_parts(np.arange(start, day_number(end)))].sum() for end in window.ends])


def _parts(days: Floats) -> Ints:
    """The ninth of its quarter in which each day (a day number) lies."""
    day: NDArray[np.datetime64] = np.floor(days).astype("int64").astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    in_month = (day - month).astype(np.int64)
    part: Ints = (month.astype(np.int64) % 3) * 3 + np.minimum(in_month // 10, 2)
    return part
