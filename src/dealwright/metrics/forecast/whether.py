"""Whether what is known of deals tells which are won at all, asked of deals that are decided."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .history import OPEN, WON, History
from .money import PRIOR
from .signal import Signal, tested
from .track import Floats, Ints
from .window import day_number

LEARN, CHOOSE = 0.6, 0.8  # of the rows by time: up to here, up to there; the rest is asked once
CLASSES = 5  # of a number
LEAST = 200  # rows


@dataclass(frozen=True)
class Whether:
    """`factors` that were chosen, in order, and whether they told the winners apart on rows never looked at before.

    Where `signal.there` is False the right chance for every deal is `base`, the share won.
    """

    factors: Sequence[str]
    signal: Signal
    base: float

    @property
    def said(self) -> str:
        """The result in a sentence."""
        if self.signal.there:
            return f"Who wins can be told in part by {', '.join(self.factors)}."
        return f"No signal for who wins: the base rate, {self.base:.0%}, is the best that can be said of any deal."


def whether(columns: Mapping[str, Sequence[object]], won: Sequence[bool]) -> Whether:
    """Choose factors on the first four fifths of the rows, then test them once on the last fifth.

    `columns` hold what was known before the outcome, one value per row, rows in the order of time; what was
    written down after it must not be among them. Numbers are cut into five classes, None is a class of its own. A
    factor is taken while the squared error on the rows between falls; each cell is drawn towards the wider one.
    """
    hit = np.asarray(won, dtype=np.float64)
    learn, choose = int(len(hit) * LEARN), int(len(hit) * CHOOSE)
    base = float(hit[:choose].mean()) if choose else 0.0
    if len(hit) < LEAST:
        return Whether((), Signal(False, 0.0, 0.0, 0), base)
    codes = {name: _codes(values, learn) for name, values in columns.items()}
    factors = _chosen(codes, hit[:choose], learn)
    chance = _chances([codes[name] for name in factors], hit, choose)[choose:]
    gains = (base - hit[choose:]) ** 2 - (chance - hit[choose:]) ** 2
    found = tested(gains, (base - hit[choose:]) ** 2, np.arange(len(gains)))
    return Whether(factors, found, base)


def who_wins(history: History, as_of: date) -> Whether:
    """Whether segment and amount, as known when a deal was opened, told which of those decided by now were won."""
    moment = day_number(as_of)
    status = history.status_at(moment)
    closed = history.status.since(moment, history.opened)
    deals = np.flatnonzero(status != OPEN)
    deals = deals[np.argsort(closed[deals], kind="stable")]
    track = history.amount
    early = track.at <= history.opened[track.deal]
    amount = np.full(len(history.ids), np.nan)
    amount[track.deal[early]] = track.value[early]
    segments = [history.segments[code] if code >= 0 else None for code in history.segment[deals].tolist()]
    amounts = [None if math.isnan(value) else value for value in amount[deals].tolist()]
    return whether({"segment": segments, "amount": amounts}, (status[deals] == WON).tolist())


def _chosen(codes: Mapping[str, Ints], hit: Floats, learn: int) -> list[str]:
    """Factors one after the other, the one that helps most first, while the error on the rows after `learn` falls."""
    factors: list[str] = []
    least = float(((hit[:learn].mean() - hit[learn:]) ** 2).sum())
    while True:
        errors = {
            name: float(((_chances([codes[each] for each in (*factors, name)], hit, learn) - hit)[learn:] ** 2).sum())
            for name in codes
            if name not in factors
        }
        name = min(errors, key=errors.__getitem__, default="")
        if not name or errors[name] >= least:
            return factors
        least = errors[name]
        factors.append(name)


def _chances(codes: Sequence[Ints], hit: Floats, learn: int) -> Floats:
    """The chance of every row by the rows up to `learn`: share won in its cell, each factor narrowing the last."""
    chance = np.full(len(hit), hit[:learn].mean())
    key = np.zeros(len(hit), np.int64)
    for code in codes:
        _, key = np.unique(key * (int(code.max()) + 1) + code[: len(hit)], return_inverse=True)
        rows = np.bincount(key[:learn], minlength=key.max() + 1)
        wins = np.bincount(key[:learn], weights=hit[:learn], minlength=key.max() + 1)
        chance = (wins[key] + PRIOR * chance) / (rows[key] + PRIOR)
    return chance


def _codes(values: Sequence[object], learn: int) -> Ints:
    """A class for each value: 0 for None, numbers in fifths of the first `learn` rows, anything else by itself."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int | float) for value in known) and len(set(known)) > CLASSES:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        edges = np.unique(np.nanquantile(numbers[:learn], np.arange(1, CLASSES) / CLASSES))
        return np.where(np.isnan(numbers), 0, np.searchsorted(edges, numbers, "right") + 1)
    texts: NDArray[np.str_] = np.array(["" if value is None else f"={value}" for value in values])
    return np.unique(texts, return_inverse=True)[1]
