"""Days on which somebody tidied up: so many deals closed at once say little of how selling goes."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from dealwright.metrics.oddities import LEAST, TIMES

from .history import OPEN, History
from .window import day_number, day_of


@dataclass(frozen=True)
class BulkDay:
    """A day on which at least fifty `deals` were closed, and more than twenty times as many as on a usual day."""

    day: date
    deals: int


def bulk_days(history: History, as_of: date) -> list[BulkDay]:
    """Such days before `as_of`; a usual day is the median of those on which any deal was closed."""
    closed = history.status.at[(history.status.value != OPEN) & (history.status.at < day_number(as_of))]
    days, counts = np.unique(np.floor(closed), return_counts=True)
    most = max(LEAST, TIMES * float(np.median(counts))) if len(counts) else LEAST
    return [BulkDay(day_of(day), int(n)) for day, n in zip(days, counts, strict=True) if n >= most]
