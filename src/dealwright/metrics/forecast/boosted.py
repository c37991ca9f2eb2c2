"""A candidate: gradient-boosted trees. LightGBM is loaded only here, and only when it is asked for.

Source: G. Ke and others, "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NeurIPS 30 (2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dealwright.metrics.binding import without_pandas

from .arrivals import Arrivals
from .history import OPEN, History, Standing
from .method import Prediction
from .money import Money
from .table import PAST, RHYTHMIC
from .track import Flags, Floats
from .window import Window

Matrix: TypeAlias = NDArray[np.float64]
ROUNDS, ROWS = 60, 30_000
LEAST = 500  # decided deals: of fewer the tables tell all there is
REMEDY = "On Debian: apt-get install libgomp1."
SETTINGS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.1,
    "min_data_in_leaf": 50,
    "num_threads": 1,
    "deterministic": True,
    "verbosity": -1,
}


def boosted(history: History) -> "tuple[Boosted, ...]":
    """The candidate where LightGBM can be loaded and 500 deals were decided: for METHODS + boosted(history)."""
    decided = len(np.unique(history.status.deal[history.status.value != OPEN]))
    return () if decided < LEAST or boosted_missing() else (BOOSTED,)


@cache
def boosted_missing() -> str:
    """A sentence that says why the candidate is left out; "" where it takes part."""
    try:
        _library()
    except (ImportError, OSError) as error:  # OSError: the system lacks a library that LightGBM is linked with
        remedy = f" {REMEDY}" if isinstance(error, OSError) else ""
        return f"Boosted trees were not tried, as LightGBM cannot be loaded here ({error}).{remedy}"
    return ""


def _library() -> Any:
    """LightGBM, without pandas, which it would load beside it: 50 MB and half a second."""
    with without_pandas():
        import lightgbm
    return lightgbm


@dataclass(frozen=True)
class Boosted:
    """Trees over stage, days in it, amount and segment instead of a table; all else as the table in rhythm."""

    name: str = "boosted"
    title: str = "Boosted trees"

    def fit(self, history: History, window: Window) -> "Trees | None":
        """Grow trees for each end of the window from the deals of up to twelve past ones."""
        shares = RHYTHMIC.fit(history, window)
        if shares is None:
            return None
        past = [history.labelled(window.back(months)) for months in window.shifts(history.since, PAST)]
        rows = np.concatenate([_matrix(each.standing) for each in past])
        won = np.concatenate([each.won for each in past])
        every = len(rows) // ROWS + 1  # evenly from all windows: more rows cost time and teach no more
        models = _grown(rows[::every], won[::every])
        chances = np.split(_chances(models, rows)[:, -1], np.cumsum([len(each.worth) for each in past])[:-1])
        return Trees(models, Money.fit(history, past, chances), shares.arrivals, shares.pace)


BOOSTED = Boosted()


@dataclass(frozen=True, eq=False)
class Trees:
    """One model for each end of the window."""

    models: Sequence[Any]
    money: Money
    arrivals: Arrivals
    pace: Floats

    def predict(self, standing: Standing) -> Prediction:
        """What the open deals bring, and what deals bring that are yet to come."""
        chance = np.clip(_chances(self.models, _matrix(standing)) @ self.pace, 0.0, 1.0)
        worth = self.money.worth(standing)
        amount = (chance * worth[:, None]).sum(axis=0) + self.arrivals.amount @ self.pace
        count = chance.sum(axis=0) + self.arrivals.count @ self.pace
        return Prediction(np.diff(amount, prepend=0.0), np.diff(count, prepend=0.0), chance, worth)


def _matrix(standing: Standing) -> Matrix:
    """A row for each deal. Stages are in the order of the process, segments in no order that means anything."""
    columns = (standing.stage, standing.age, np.log1p(np.maximum(standing.amount, 0.0)), standing.segment)
    return np.column_stack([column.astype(np.float64) for column in columns])


def _grown(rows: Matrix, won: Flags) -> list[Any]:
    """One model for each column of `won`. They stay as they were grown: as read from its own text each would cost as
    much again.
    """
    lightgbm = _library()
    data = lightgbm.Dataset(rows, categorical_feature=[3], free_raw_data=False)
    labelled = (data.set_label(label.astype(np.float64)) for label in won.T)
    return [lightgbm.train(SETTINGS, each, num_boost_round=ROUNDS, keep_training_booster=True) for each in labelled]


def _chances(models: Sequence[Any], rows: Matrix) -> Floats:
    """The chance of each deal by each end, never falling from one to the next."""
    if not len(rows):
        return np.zeros((0, len(models)))
    return np.maximum.accumulate(np.column_stack([model.predict(rows, num_threads=1) for model in models]), axis=1)
