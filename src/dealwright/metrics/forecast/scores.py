"""How good forecasts were: the usual measures, each in a line or two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .backtest import Trial
from .ranges import trial_range
from .track import Floats

JUDGED = 12  # the latest windows; ranges learn from those before, too
BINS = 10
LEAST = 3  # windows to choose a method by


@dataclass(frozen=True)
class Score:
    """A method in the back-test. Shares, not per cent; None where there is nothing to say it from.

    All are of whole periods, with what was won in them before the forecast. `mape`: mean of |forecast - won| / won over
    those with something won. `total_error`: (all forecasts - all won) / all won. `coverage`: share of windows whose
    80 % range, made from errors known then, held what was won; `ranges` their number. `brier`: mean squared distance of
    chances from 0 or 1.
    """

    method: str
    windows: int
    mape: float | None
    count_mape: float | None
    total_error: float | None
    coverage: float | None
    ranges: int
    brier: float | None


@dataclass(frozen=True)
class Reliable:
    """Of the `deals` that were given about this chance, the share that was won."""

    chance: float
    won: float
    deals: int


def score(method: str, trials: Sequence[Trial]) -> Score:
    """How a method did in the latest twelve of the trials."""
    judged = trials[-JUDGED:]
    forecast = np.array([each.forecast(method) for each in judged])
    counted = np.array([each.counted(method) for each in judged])
    won = np.array([each.amount for each in judged])
    count = np.array([float(each.count) for each in judged])
    held = [found.covers(each.amount) for each in judged if (found := trial_range(each, method, trials))]
    chances, became = chances_of(method, judged)
    return Score(
        method=method,
        windows=len(judged),
        mape=_mape(forecast, won),
        count_mape=_mape(counted, count),
        total_error=float(forecast.sum() / won.sum() - 1) if won.sum() > 0 else None,
        coverage=float(np.mean(held)) if held else None,
        ranges=len(held),
        brier=float(np.mean((chances - became) ** 2)) if len(chances) else None,
    )


@dataclass(frozen=True)
class AsItWent:
    """How somebody fared who always used the method that was best by then; see `score` for the figures."""

    windows: int
    mape: float | None
    total_error: float | None


def as_it_went(methods: Sequence[str], trials: Sequence[Trial]) -> AsItWent:
    """The latest twelve windows, each forecast by the method of the smallest MAPE in those over by its start.

    The best of several looks better than it is, as it was chosen by what came out; this does not. Windows with
    fewer than three over before them are left out.
    """
    forecasts, wins = [], []
    for each in trials[-JUDGED:]:
        over = [past for past in trials if past.window.end <= each.window.as_of][-JUDGED:]
        if len(over) >= LEAST:
            forecasts.append(each.forecast(min(methods, key=lambda method: _error(method, over))))
            wins.append(each.amount)
    forecast, won = np.array(forecasts), np.array(wins)
    total = float(forecast.sum() / won.sum() - 1) if won.sum() > 0 else None
    return AsItWent(len(wins), _mape(forecast, won), total)


def _error(method: str, trials: Sequence[Trial]) -> float:
    mape = _mape(np.array([each.forecast(method) for each in trials]), np.array([each.amount for each in trials]))
    return float("inf") if mape is None else mape


def _mape(forecast: Floats, actual: Floats) -> float | None:
    some = actual > 0
    return float(np.mean(np.abs(forecast[some] / actual[some] - 1))) if some.any() else None


def chances_of(method: str, trials: Sequence[Trial]) -> tuple[Floats, Floats]:
    """The chance of every open deal in every trial, and 1 where it was won; empty for methods without chances."""
    found = [(chance, each.won) for each in trials if (chance := each.chance(method)) is not None]
    if not found:
        return np.array([]), np.array([])
    return np.concatenate([chance for chance, _ in found]), np.concatenate([won for _, won in found]).astype(float)


def reliability(method: str, trials: Sequence[Trial]) -> list[Reliable]:
    """Ten equally wide classes of chances, those that are not empty: mean chance, share won, deals.

    Source: A. H. Murphy, R. L. Winkler, "Reliability of Subjective Probability Forecasts of Precipitation and
    Temperature", Applied Statistics 26 (1977).
    """
    chances, won = chances_of(method, trials[-JUDGED:])
    place = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    there = [place == n for n in range(BINS) if (place == n).any()]
    return [Reliable(float(chances[at].mean()), float(won[at].mean()), int(at.sum())) for at in there]


def best(scores: Sequence[Score]) -> Score | None:
    """The method with the smallest MAPE; of equal ones the first. None where none could be judged."""
    judged = [each for each in scores if each.mape is not None]
    return min(judged, key=lambda each: each.mape or 0.0) if judged else None
