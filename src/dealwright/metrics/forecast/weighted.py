"""The plain weighted pipeline: every open deal at the share of deals in its stage that were won in the end.

What most programs show as a forecast. It says nothing of when, nor of deals to come; it is here to be beaten.
"""

from dataclasses import dataclass

import numpy as np

from .history import OPEN, WON, History, Standing
from .method import Prediction
from .money import Money
from .track import Floats
from .window import Window, day_number


@dataclass(frozen=True)
class WeightedPipeline:
    """Stage's share of wins times amount, all of it in the first step."""

    name: str = "weighted_pipeline"
    title: str = "Weighted pipeline"

    def fit(self, history: History, window: Window) -> "Weighted | None":
        """The share won of the decided deals that were ever in each stage; None where none is decided."""
        moment = day_number(window.as_of)
        status = history.status_at(moment)
        if not (status != OPEN).any():
            return None
        size = len(history.stages) + 1
        known = history.stage.at < moment
        been = np.zeros((len(history.ids), size), bool)
        been[history.stage.deal[known], history.stage.value[known]] = True
        deal, stage = np.nonzero(been)
        decided = np.bincount(stage[status[deal] != OPEN], minlength=size)
        won = np.bincount(stage[status[deal] == WON], minlength=size)
        overall = (status == WON).sum() / (status != OPEN).sum()
        share = np.where(decided > 0, won / np.maximum(decided, 1), overall)
        brought = np.nan_to_num(history.amount_at(moment)[(status == WON) & ~history.unrated])
        usual = np.full(len(history.segments) + 1, brought.mean() if len(brought) else 0.0)
        return Weighted(share, Money(1.0, usual, history.unrated), len(window.ends))


@dataclass(frozen=True, eq=False)
class Weighted:
    """Shares by stage, and what a deal brings: its amount, or the mean of won deals where it has none."""

    share: Floats
    money: Money
    steps: int

    def predict(self, standing: Standing) -> Prediction:
        """Everything open, weighted, in the first step."""
        worth, chance = self.money.worth(standing), self.share[standing.stage]
        amount, count = np.zeros(self.steps), np.zeros(self.steps)
        amount[0], count[0] = (chance * worth).sum(), chance.sum()
        return Prediction(amount, count, np.repeat(chance[:, None], self.steps, axis=1), worth)
