"""The default method: what became of deals in the same stage, as large, as long there, of the same segment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .arrivals import Arrivals
from .cells import Cells
from .history import History, Standing
from .method import Prediction
from .money import PRIOR, Money
from .rhythm import Rhythm
from .track import Floats, Ints
from .window import Window

PAST = 12  # windows looked at


@dataclass(frozen=True)
class Table:
    """Shares of deals won in past windows, each cell drawn towards the wider one around it.

    With `rhythm` the answer is scaled by how busy the window's days in their quarter are.
    """

    name: str = "table"
    title: str = "Stage, age, size and segment"
    rhythm: bool = False

    def fit(self, history: History, window: Window) -> "Shares | None":
        """Count what became of the deals open at the start of up to twelve past windows; None without any."""
        return history.keep((self, window.stretch), lambda: self._learned(history, window))

    def _learned(self, history: History, window: Window) -> "Shares | None":
        windows = [window.back(months) for months in window.shifts(history.since, PAST)]
        if not self.rhythm:
            return _counted(history, window, windows)
        shares = TABLE.fit(history, window)
        return shares and replace(shares, pace=Rhythm.fit(history, window.as_of).paced(window, windows))


@dataclass(frozen=True, eq=False)
class Shares:
    """For each factor, cell and step: how many deals were there (`total`), were `won`, and the share drawn in.

    Level 0 is all deals. `money` tells what a deal brings, `arrivals` what those to come bring; `pace` reads the
    chances for this window, see Rhythm.
    """

    cells: Cells
    total: Sequence[Ints]
    won: Sequence[Ints]
    share: Sequence[Floats]
    money: Money
    arrivals: Arrivals
    pace: Floats

    @property
    def base(self) -> float:
        """The chance of any open deal to be won by the last end: the base rate."""
        return float(np.clip(self.share[0] @ self.pace, 0.0, 1.0)[0, -1])

    def probability(self, standing: Standing) -> Floats:
        """The chance of each deal to be won by each end, between 0 and 1 and never falling."""
        chance = self.share[-1][self.cells.keys(standing)[-1]]
        return np.clip(chance @ self.pace, 0.0, 1.0)

    def predict(self, standing: Standing) -> Prediction:
        """What the open deals bring, and what deals bring that are yet to come."""
        chance, worth = self.probability(standing), self.money.worth(standing)
        amount = (chance * worth[:, None]).sum(axis=0) + self.arrivals.amount @ self.pace
        count = chance.sum(axis=0) + self.arrivals.count @ self.pace
        return Prediction(np.diff(amount, prepend=0.0), np.diff(count, prepend=0.0), chance, worth)


def _counted(history: History, window: Window, windows: Sequence[Window]) -> Shares | None:
    past = [history.labelled(each) for each in windows]
    if not sum(len(each.worth) for each in past):
        return None
    amounts = np.concatenate([each.standing.amount for each in past])
    cells = Cells.of(amounts, len(history.stages), len(history.segments))
    won = np.concatenate([each.won for each in past])
    keys = [np.concatenate(level) for level in zip(*(cells.keys(each.standing) for each in past), strict=True)]
    total, hits = [np.array([len(won)])], [won.sum(axis=0)[None, :]]
    share = [hits[0] / len(won)]
    for level, key in enumerate(keys):
        cell_count = int(np.prod(cells.widths[: level + 1]))
        total.append(np.bincount(key, minlength=cell_count))
        hits.append(np.stack([np.bincount(key[column], minlength=cell_count) for column in won.T], axis=1))
        wider = np.repeat(share[-1], cells.widths[level], axis=0)
        share.append((hits[-1] + PRIOR * wider) / (total[-1][:, None] + PRIOR))
    chances = [share[-1][cells.keys(each.standing)[-1], -1] for each in past]
    money = Money.fit(history, past, chances)
    arrivals = Arrivals.fit(history, window, windows)
    return Shares(cells, total, hits, share, money, arrivals, np.eye(won.shape[1]))


TABLE = Table()
RHYTHMIC = Table("table_in_rhythm", "Stage, age, size and segment, with the quarter's rhythm", rhythm=True)
