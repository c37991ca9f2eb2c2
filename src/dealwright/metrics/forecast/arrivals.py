"""Deals that are not there yet: some are opened and won within the window."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .history import WON, History
from .track import Floats
from .window import Window, day_number, months_later

RECENT = 3  # months whose new deals tell how many come


@dataclass(frozen=True, eq=False)
class Arrivals:
    """What deals opened within the window bring until each end of it: `amount` in minor units and `count`."""

    amount: Floats
    count: Floats

    @classmethod
    def fit(cls, history: History, window: Window, past: Sequence[Window]) -> "Arrivals":
        """Won from new deals in past windows / deals opened a day before those x opened a day before this one.

        A ratio of sums (ratio estimator: W. G. Cochran, "Sampling Techniques", 1977, chapter 6).
        """
        found = [_won_from_new(history, each) for each in past]
        before = sum(_opened_a_day(history, each) for each in past)
        scale = _opened_a_day(history, window) / before if before else 0.0
        return cls(*(scale * np.sum([each[part] for each in found], axis=0) for part in (0, 1)))


def _opened_a_day(history: History, window: Window) -> float:
    """Deals opened a day in the months before a window, or since there are any."""
    stop = day_number(window.as_of)
    first = float(history.opened.min()) if len(history.opened) else stop
    start = max(day_number(months_later(window.as_of, -RECENT)), first)
    opened = (history.opened >= start) & (history.opened < stop)
    return float(opened.sum()) / (stop - start) if stop > start else 0.0


def _won_from_new(history: History, window: Window) -> tuple[Floats, Floats]:
    """Won until each end of a window that is over, of deals opened within it."""
    new = history.opened >= day_number(window.as_of)
    amounts, counts = [], []
    for end in window.ends:
        moment = day_number(end)
        won = new & (history.opened < moment) & (history.status_at(moment) == WON)
        worth = np.where(history.unrated, 0.0, np.nan_to_num(history.amount_at(moment)))
        amounts.append(float(worth[won].sum()))
        counts.append(float(won.sum()))
    return np.array(amounts), np.array(counts)
