"""What moved a forecast from one day to another: every deal's change under one heading, adding up to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dealwright import Invalid

from .history import LOST, OPEN, WON, History
from .table import TABLE, Shares, Table
from .track import Flags, Floats, Ints
from .window import Window, day_number

CAUSES = ("new", "won", "lost", "reopened", "amount", "slipped", "probability", "to_come")


@dataclass(frozen=True)
class Move:
    """One heading of the account: by how much the forecast changed, in whole minor units, through how many deals."""

    cause: str
    change: int
    deals: int


@dataclass(frozen=True)
class Account:
    """What was expected by `until` on one day, and on another; `start` + all changes = `end`, exactly.

    `end` holds what was won since the first day and what is expected from the second on.
    """

    start: int
    end: int
    moves: Sequence[Move]


def moved(history: History, start: date, stop: date, until: date, method: Table = TABLE) -> Account:
    """Why what is expected to be won by `until` is not on `stop` what it was on `start`.

    A deal that was won counts with what it brought less what was expected of it; a lost one loses that; one that
    is new, or open again, brings what is expected of it now. Of deals open on both days, a change of amount counts
    at the chance it had; the rest is the chance's, under "slipped" where the expected closing moved to a later
    day. "to_come" are deals that are not there yet. Raises Invalid when the days are out of order or the history
    before `start` is too short.
    """
    if not start <= stop < until:
        raise Invalid("What moved is told from an earlier to a later day before the end.", field="start")
    first, second = (method.fit(history, Window(day, (until,))) for day in (start, stop))
    if first is None or second is None:
        raise Invalid("There is too little history before that day.", field="start", remedy="Choose a later day.")
    then, now = (_Side.of(history, *each) for each in ((first, start), (second, stop)))
    by_cause = _by_cause(history, then, now, start, stop)
    to_come = now.to_come - then.to_come
    moves = [Move(cause, int(change.sum()), int((change != 0).sum())) for cause, change in by_cause.items()]
    won = int(_brought(history, start, stop).sum())
    total = int(then.expected.sum()) + then.to_come, int(now.expected.sum()) + now.to_come + won
    return Account(*total, [*moves, Move("to_come", to_come, 0)])


@dataclass(frozen=True, eq=False)
class _Side:
    """What is expected of every deal of the history on a day, 0 for those not open: whole minor units; and why."""

    open: Flags
    expected: Ints
    chance: Floats
    worth: Floats
    amount: Floats
    close: Floats
    to_come: int

    @classmethod
    def of(cls, history: History, shares: Shares, day: date) -> "_Side":
        standing, size = history.standing(day), len(history.ids)
        chance, worth, amount, close = (np.zeros(size) for _ in range(4))
        chance[standing.deals] = shares.probability(standing)[:, -1]
        worth[standing.deals] = shares.money.worth(standing)
        amount[standing.deals] = np.nan_to_num(standing.amount)
        close[standing.deals] = np.nan_to_num(standing.close)
        is_open = np.zeros(size, bool)
        is_open[standing.deals] = True
        expected = np.rint(chance * worth).astype(np.int64)
        to_come = round(float((shares.arrivals.amount @ shares.pace)[-1]))
        return cls(is_open, expected, chance, worth, amount, close, to_come)


def _by_cause(history: History, then: _Side, now: _Side, start: date, stop: date) -> dict[str, Ints]:
    """By cause the change of each deal; each deal's changes add up to its own."""
    status = history.status_at(day_number(stop))
    change = now.expected + _brought(history, start, stop) - then.expected
    both, new = then.open & now.open, history.opened >= day_number(start)
    grown = np.rint(then.chance * (now.worth - then.worth)).astype(np.int64) * (now.amount != then.amount) * both
    later = both & (now.close > then.close) & (then.close > 0)
    return {
        "new": change * new,
        "won": change * (~new & (status == WON)),
        "lost": change * (~new & (status == LOST)),
        "reopened": change * (~new & ~then.open & (status == OPEN)),
        "amount": grown,
        "slipped": (change - grown) * later,
        "probability": (change - grown) * (both & ~later),
    }


def _brought(history: History, start: date, stop: date) -> Ints:
    """What each deal brought that was won from one day to the other, in whole minor units."""
    brought = np.zeros(len(history.ids), np.int64)
    deals = history.wins(start, stop)
    worth = np.where(history.unrated, 0.0, np.nan_to_num(history.amount_at(day_number(stop))))
    brought[deals] = np.rint(worth[deals]).astype(np.int64)
    return brought
