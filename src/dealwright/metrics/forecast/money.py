"""What a deal brings when it is won: not always what stood in it before, and often nothing stood in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .history import History, Labelled, Standing
from .track import Flags, Floats, Ints

PRIOR = 20.0  # deals: so many it takes in a cell to weigh as much as the wider cell around it


@dataclass(frozen=True, eq=False)
class Money:
    """`drift`: what deals with an amount brought, over what their chances and amounts let expect. `usual`: what deals
    without an amount brought, by segment, in minor units. Deals that are `unrated` are worth 0: they are left out."""

    drift: float
    usual: Floats
    unrated: Flags

    @classmethod
    def fit(cls, history: History, past: Sequence[Labelled], chances: Sequence[Floats]) -> "Money":
        """Learned from windows that are over, with the chance that each deal had to be won in them."""
        return cls(_drift(history, past, chances), _usual(history, past), history.unrated)

    def worth(self, standing: Standing) -> Floats:
        """What each deal brings, in minor units."""
        known = standing.amount * self.drift
        worth = np.where(np.isnan(standing.amount), self.usual[standing.segment], known)
        return np.where(self.unrated[standing.deals], 0.0, worth)


def _drift(history: History, past: Sequence[Labelled], chances: Sequence[Floats]) -> float:
    brought = expected = 0.0
    for each, chance in zip(past, chances, strict=True):
        known = ~np.isnan(each.standing.amount) & ~history.unrated[each.standing.deals]
        brought += float(each.worth[known].sum())
        expected += float((chance * each.standing.amount)[known].sum())
    return brought / expected if expected > 0 else 1.0


def _usual(history: History, past: Sequence[Labelled]) -> Floats:
    """By segment, drawn towards the mean of all; from all won deals where each had an amount before."""
    won = [each.won[:, -1] & ~history.unrated[each.standing.deals] for each in past]
    worth = np.concatenate([each.worth[at] for each, at in zip(past, won, strict=True)])
    segment = np.concatenate([each.standing.segment[at] for each, at in zip(past, won, strict=True)])
    blank = np.isnan(np.concatenate([each.standing.amount[at] for each, at in zip(past, won, strict=True)]))
    return (
        means(worth[blank], segment[blank], len(history.segments))
        if blank.any()
        else means(worth, segment, len(history.segments))
    )


def means(worth: Floats, segment: Ints, segments: int) -> Floats:
    """The mean for each segment, drawn towards that of all; the last place is for deals without a segment."""
    size = segments + 1
    mean = float(worth.mean()) if len(worth) else 0.0
    total = np.bincount(segment % size, weights=worth, minlength=size)
    return (total + PRIOR * mean) / (np.bincount(segment % size, minlength=size) + PRIOR)
