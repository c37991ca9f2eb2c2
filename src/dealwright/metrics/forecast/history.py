"""Every deal as it stood at the start of any past day, with nothing in it that was not known then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from .track import Flags, Floats, Ints, Track
from .window import Window, day_number, day_of

OPEN, WON, LOST = 0, 1, 2
Kept = TypeVar("Kept")


@dataclass(frozen=True, eq=False)
class Standing:
    """The deals that were open at one moment. All arrays are of the same length, one place per deal.

    `deals` are places in the history; `stage` and `segment` codes into its names (-1: not known); `age` days in
    that stage; `amount` in minor units, NaN where not known; `close` the expected closing as a day number or NaN.
    """

    deals: Ints
    stage: Ints
    segment: Ints
    age: Floats
    amount: Floats
    close: Floats


@dataclass(frozen=True, eq=False)
class Labelled:
    """Deals that were open at the start of a window that is over, and what became of them.

    `won[:, j]` says whether a deal was won by the window's j-th end; `worth` is its amount then (0: not known).
    """

    standing: Standing
    won: Flags
    worth: Floats


@dataclass(frozen=True, eq=False)
class History:
    """A company's deals with all that is known of their past. Times are day numbers, money is in minor units.

    `segment` is taken as it is now (facts keep no history of it). `unrated` deals have no rate into the money of
    the forecast: they are counted but their money is left out. `left_out` says how many rows could not be used.
    """

    ids: Ints
    opened: Floats
    segment: Ints
    unrated: Flags
    stage: Track
    status: Track
    amount: Track
    close: Track
    stages: Sequence[str]
    segments: Sequence[str]
    left_out: Mapping[str, int]
    _kept: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def keep(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        """What `make` gave the first time it was asked for under this key: past days are asked for again and again."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Kept = self._kept[key]
        return found

    @cached_property
    def since(self) -> float:
        """The start of the month in which the first deal was won or lost; infinity when none was."""
        closed = self.status.at[self.status.value != OPEN]
        return day_number(day_of(closed.min()).replace(day=1)) if len(closed) else float("inf")

    def status_at(self, moment: float) -> Ints:
        """Whether each deal was open, won or lost; deals that were not there yet count as open."""
        return self.status.as_of(moment, np.zeros(len(self.ids), np.int64))

    def amount_at(self, moment: float) -> Floats:
        """What each deal was said to be worth, NaN where nobody knew."""
        return self.amount.as_of(moment, np.full(len(self.ids), np.nan))

    def standing(self, as_of: date) -> Standing:
        """The deals that were open at the start of that day."""
        return self.keep(("standing", as_of), lambda: self._standing(day_number(as_of)))

    def _standing(self, moment: float) -> Standing:
        deals = np.flatnonzero((self.opened < moment) & (self.status_at(moment) == OPEN))
        stage = self.stage.as_of(moment, np.full(len(self.ids), -1))[deals]
        age = moment - self.stage.since(moment, self.opened)[deals]
        close = self.close.as_of(moment, np.full(len(self.ids), np.nan))[deals]
        return Standing(deals, stage, self.segment[deals], age, self.amount_at(moment)[deals], close)

    def labelled(self, window: Window) -> Labelled:
        """The deals open at the start of a window that is over, with what became of them in it."""
        return self.keep(("labelled", window.stretch), lambda: self._labelling(window))

    def _labelling(self, window: Window) -> Labelled:
        standing = self.standing(window.as_of)
        stops = [day_number(end) for end in window.ends]
        won = np.stack([self.status_at(stop)[standing.deals] == WON for stop in stops], axis=1)
        won = np.logical_or.accumulate(won, axis=1) & won[:, -1:]  # won and reopened within it was not won
        worth = np.where(self.unrated, 0.0, np.nan_to_num(self.amount_at(stops[-1])))[standing.deals]
        return Labelled(standing, won, np.where(won[:, -1], worth, 0.0))

    def wins(self, start: date, stop: date) -> Ints:
        """The deals that were won from the start of one day to the start of another, and still were at its end."""
        before, after = self.status_at(day_number(start)), self.status_at(day_number(stop))
        return np.flatnonzero((after == WON) & (before != WON))

    def won(self, start: date, stop: date) -> tuple[float, int]:
        """What was won in that time: its amount as known at the end of it, and the number of deals."""
        deals = self.wins(start, stop)
        amounts = np.where(self.unrated, 0.0, np.nan_to_num(self.amount_at(day_number(stop))))
        return float(amounts[deals].sum()), len(deals)

    def actual(self, window: Window) -> tuple[Floats, Ints]:
        """What was won in each step of a window that is over: amounts and numbers."""
        starts = (window.as_of, *window.ends[:-1])
        found = [self.won(start, stop) for start, stop in zip(starts, window.ends, strict=True)]
        return np.array([amount for amount, _ in found]), np.array([count for _, count in found])
