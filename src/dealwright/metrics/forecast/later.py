"""A forecast for a time that begins later: the last steps of a window whose first ones lie in between."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from .backtest import Trial
from .history import WON, History
from .method import Prediction
from .window import Window, day_number


def starts(window: Window, skip: int) -> date:
    """The first day that counts when so many steps are left out."""
    return (window.as_of, *window.ends)[skip]


def without_first(expected: Prediction, skip: int) -> Prediction:
    """What is expected in the steps that are left; chances are those of being won in them."""
    chance = expected.probability
    if chance is not None and skip:
        chance = chance[:, skip:] - chance[:, [skip - 1]]
    return Prediction(expected.amount[skip:], expected.count[skip:], chance, expected.worth)


def judged_later(trials: Sequence[Trial], history: History, skip: int) -> list[Trial]:
    """The trials by what was forecast for the steps that are left, and what was won in them."""
    if not skip:
        return list(trials)
    found = []
    for each in trials:
        amount, count = history.won(starts(each.window, skip), each.window.end)
        expected = {name: without_first(one, skip) for name, one in each.expected.items()}
        won = each.won & (history.status_at(day_number(starts(each.window, skip)))[each.deals] != WON)
        found.append(replace(each, amount=amount, count=count, expected=expected, won=won))
    return found
