"""The mean of several forecasts: it is often better than each of them.

Source: J. M. Bates, C. W. J. Granger, "The Combination of Forecasts", Operational Research Quarterly 20 (1969).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .baselines import PREVIOUS_QUARTER
from .history import History, Standing
from .method import Fitted, Method, Prediction
from .table import RHYTHMIC, TABLE
from .window import Window


@dataclass(frozen=True)
class Blend:
    """Equal parts of each; the chances of single deals are those of the first that has any."""

    parts: tuple[Method, ...] = (RHYTHMIC, TABLE, PREVIOUS_QUARTER)
    name: str = "blend"
    title: str = "Mean of the two tables and the previous quarter"

    def fit(self, history: History, window: Window) -> "Blended | None":
        """Fit each; None where one of them has too short a history."""
        fitted = [part.fit(history, window) for part in self.parts]
        found = [each for each in fitted if each is not None]
        return Blended(found) if len(found) == len(fitted) else None


@dataclass(frozen=True)
class Blended:
    """Methods that have learned."""

    parts: Sequence[Fitted]

    def predict(self, standing: Standing) -> Prediction:
        """The mean of what they expect."""
        all_of = [part.predict(standing) for part in self.parts]
        first = next((each for each in all_of if each.probability is not None), all_of[0])
        amount, count = (np.mean([getattr(each, name) for each in all_of], axis=0) for name in ("amount", "count"))
        return Prediction(amount, count, first.probability, first.worth)


BLEND = Blend()
