"""What a way of forecasting is: something fitted to a history that says what will be won in a window."""

from dataclasses import dataclass
from typing import Protocol

from .history import History, Standing
from .track import Floats
from .window import Window


@dataclass(frozen=True, eq=False)
class Prediction:
    """What is expected in each step of a window: `amount` (minor units) and `count` of deals won.

    `probability[i, j]` is the chance that the i-th open deal is won by the j-th end, `worth[i]` what it then
    brings. Methods that do not look at single deals have None there.
    """

    amount: Floats
    count: Floats
    probability: Floats | None = None
    worth: Floats | None = None


class Fitted(Protocol):
    """A method that has learned from what was known at the start of its window."""

    def predict(self, standing: Standing) -> Prediction:
        """What these deals, and those to come, are expected to bring in the window."""
        ...


class Method(Protocol):
    """A way of forecasting."""

    @property
    def name(self) -> str:
        """What programs call it."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def fit(self, history: History, window: Window) -> Fitted | None:
        """Learn from what happened before `window.as_of`, and nothing later. None: the history is too short."""
        ...
