"""Forecasts as they would have been made in the past, beside what then happened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .baselines import LAST_PERIOD, PREVIOUS_QUARTER, TRAILING_MEAN
from .blend import BLEND
from .history import History
from .method import Method, Prediction
from .table import RHYTHMIC, TABLE, Shares
from .track import Flags, Floats, Ints
from .weighted import WeightedPipeline
from .window import Window, day_number, day_of, months_later

METHODS: tuple[Method, ...] = (
    TABLE, RHYTHMIC, BLEND, PREVIOUS_QUARTER, LAST_PERIOD, TRAILING_MEAN, WeightedPipeline(),
)  # fmt: skip
MOST = 24  # windows, a month apart
LEAD = 3  # months of closed deals that a forecast needs before it
Progress = Callable[[int, int], object]


@dataclass(frozen=True, eq=False)
class Trial:
    """One past window: what each method expected, and what was won in it (minor units, number).

    `before` was won in its period before it, and is part of every sum: who asks on the 22nd wants to know the whole
    month. `deals` were open at its start, `won` says which of them were won in it; `base` is the chance that any of
    them had, as known then.
    """

    window: Window
    amount: float
    count: int
    expected: Mapping[str, Prediction]
    deals: Ints
    won: Flags
    base: float
    before: tuple[float, int] = (0.0, 0)

    def forecast(self, method: str) -> float:
        """The amount that a method expected in the whole period."""
        return self.before[0] + float(self.expected[method].amount.sum())

    def counted(self, method: str) -> float:
        """The number of deals that a method expected in the whole period."""
        return self.before[1] + float(self.expected[method].count.sum())

    def chance(self, method: str) -> Floats | None:
        """What a method gave each deal to be won in the window."""
        found = self.expected[method].probability
        return None if found is None else found[:, -1]


def back_test(
    history: History, window: Window, methods: Sequence[Method] = METHODS, progress: Progress | None = None
) -> list[Trial]:
    """Each method fitted and asked at the start of up to 24 windows like this that are over by its start.

    The earliest first. A window counts only when every method has an answer: all are judged on the same ones.
    `progress` is called with (windows done, windows in all).
    """
    if history.since == float("inf"):
        return []
    first = day_number(months_later(day_of(history.since), LEAD))
    past = [window.back(months) for months in reversed(window.shifts(first, MOST))]
    trials: list[Trial] = []
    for done, each in enumerate(past, start=1):
        trial = _trial(history, each, methods)
        trials += [trial] if trial else []
        if progress:
            progress(done, len(past))
    return trials


def _trial(history: History, window: Window, methods: Sequence[Method]) -> Trial | None:
    standing = history.standing(window.as_of)
    fitted = {method.name: method.fit(history, window) for method in methods}
    expected = {name: each.predict(standing) for name, each in fitted.items() if each is not None}
    if len(expected) < len(methods):
        return None
    before = history.won(*window.known)
    amount, count = history.won(window.as_of, window.end)
    won = history.labelled(window).won[:, -1]
    bases = [each.base for each in fitted.values() if isinstance(each, Shares)]
    base = bases[0] if bases else float(np.mean(won)) if len(won) else 0.0
    return Trial(window, before[0] + amount, before[1] + count, expected, standing.deals, won, base, before)
