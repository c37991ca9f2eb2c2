"""Forecasts that look at no deal: what was won in the same stretch of time before. They are hard to beat."""

from dataclasses import dataclass

import numpy as np

from .history import History, Standing
from .method import Prediction
from .window import Window, day_number, months_later

TRAILING = 3  # months


@dataclass(frozen=True)
class Repeats:
    """What was won in the same window earlier: back by the least multiple of `every` months that is over by now."""

    name: str
    title: str
    every: int  # months

    def fit(self, history: History, window: Window) -> "Repeated | None":
        """What was won then; None where that was before deals were closed."""
        over = (months for months in window.shifts(history.since, 60) if months % self.every == 0)
        months = next(over, None)
        return None if months is None else Repeated(Prediction(*_floats(history, window.back(months))))


@dataclass(frozen=True)
class TrailingMean:
    """As much a day as in the last three months."""

    name: str = "trailing_mean"
    title: str = "Mean of the last three months"

    def fit(self, history: History, window: Window) -> "Repeated | None":
        """What was won a day in those months, for the days of each step; None where deals were not closed yet."""
        start = months_later(window.as_of, -TRAILING)
        if day_number(start) < history.since:
            return None
        amount, count = history.won(start, window.as_of)
        share = np.diff([day_number(day) for day in (window.as_of, *window.ends)]) / (window.as_of - start).days
        return Repeated(Prediction(amount * share, count * share))


@dataclass(frozen=True)
class Repeated:
    """The same answer whatever is open now."""

    answer: Prediction

    def predict(self, standing: Standing) -> Prediction:
        """What was won then."""
        return self.answer


def _floats(history: History, window: Window) -> tuple[np.ndarray, np.ndarray]:
    amount, count = history.actual(window)
    return amount, count.astype(np.float64)


PREVIOUS_QUARTER = Repeats("previous_quarter", "Same month of the previous quarter", 3)
LAST_PERIOD = Repeats("last_period", "Last period", 1)
TRAILING_MEAN = TrailingMean()
