"""The forecast as plain dicts, ready for JSON: what is expected, how sure that is, and how good it was before."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from .backtest import METHODS, Progress, Trial, back_test
from .history import History
from .later import judged_later, starts, without_first
from .method import Method, Prediction
from .ranges import Range, range_of, trial_range
from .said import said
from .scores import Score, as_it_went, best, reliability, score
from .signal import Signal, signal_in
from .table import RHYTHMIC, TABLE
from .whether import who_wins
from .window import Window

Row = dict[str, Any]
TELLERS = (TABLE.name, RHYTHMIC.name, "boosted")  # by what they know of the deal; others borrow their chances


def forecast(
    history: History,
    as_of: date,
    months: int = 1,
    methods: Sequence[Method] = METHODS,
    progress: Progress | None = None,
) -> Row:
    """What will be won in the months after `as_of`, by the method that did best in the back-test on this history.

    Money is in minor units. Keys: `as_of`, `end`; `method`, `title`: the winner; `amount`, `low`, `high`, `count`;
    `months` (a row for each: `end`, `amount`, `count`); `deals` (`deal_id`, `chance`, `expected`) and `chances`,
    the method behind them; `backtest`: see `tried`; `signal` and `who_wins`: see Signal and Whether; `left_out`;
    `said`: sentences that a reader must know. A figure that nobody can know yet is None.
    """
    return forecast_in(history, Window.ahead(as_of, months), methods=methods, progress=progress)


def forecast_in(
    history: History,
    window: Window,
    skip: int = 0,
    methods: Sequence[Method] = METHODS,
    progress: Progress | None = None,
) -> Row:
    """The same for any window, such as what is left of a quarter, without its first `skip` steps.

    A step that is left out lies between the day of the forecast and the time it is for: next month's first step is
    the rest of this one. Past windows are judged in the same way.
    """
    as_of = window.as_of
    trials = judged_later(back_test(history, window, methods, progress), history, skip)
    scores = [score(each.name, trials) for each in methods] if trials else []
    standing = history.standing(as_of)
    fitting = ((each.name, each.fit(history, window)) for each in methods)
    found = {name: without_first(one.predict(standing), skip) for name, one in fitting if one}
    winner = best([each for each in scores if each.method in found])
    chosen = winner.method if winner else next(iter(found), "")
    reach = _reach(found[chosen], history.won(*window.known)[0], window, chosen, trials) if chosen else None
    chances = teller_of(scores)
    signal, who = signal_in(trials, chances), who_wins(history, as_of)
    return {
        "as_of": as_of.isoformat(),
        "start": starts(window, skip).isoformat(),
        "end": window.end.isoformat(),
        "method": chosen or None,
        "title": next((each.title for each in methods if each.name == chosen), None),
        **_expected(window.ends[skip:], found.get(chosen), reach),
        "chances": chances,
        "deals": _deals(
            history, window, found.get(chances), _base(history, window, chances, signal, tried=bool(trials))
        ),
        "backtest": tried(chosen, chances, trials, scores),
        "signal": asdict(signal),
        "who_wins": {"factors": list(who.factors), "base": who.base, **asdict(who.signal)},
        "left_out": dict(history.left_out),
        "said": said(history, as_of, winner, reach, signal, who, tried=bool(trials)),
    }


def teller_of(scores: Sequence[Score]) -> str:
    """The method whose chances for single deals were best in the back-test, by Brier score: a table or the trees."""
    brier = {each.method: each.brier for each in scores if each.brier is not None}
    return min(TELLERS, key=lambda name: brier.get(name, 1.0))


def tried(method: str, teller: str, trials: Sequence[Trial], scores: Sequence[Score]) -> Row:
    """The back-test: `scores` of all methods (the best first), `as_it_went`, `reliability` of chances, the `trials`.

    A trial has `as_of`, `end`, `forecast`, `low`, `high` and `won` of the method that is used now, all of the whole
    period where the window is the rest of one.
    """
    rows = []
    for each in trials:
        reach = trial_range(each, method, trials)
        bounds = {"low": reach.low if reach else None, "high": reach.high if reach else None}
        days = {"as_of": each.window.as_of.isoformat(), "end": each.window.end.isoformat()}
        rows.append({**days, "forecast": each.forecast(method), **bounds, "won": each.amount})
    ranked = sorted(scores, key=lambda each: float("inf") if each.mape is None else each.mape)
    reliable = [asdict(each) for each in reliability(teller, trials)]
    went = asdict(as_it_went([each.method for each in ranked], trials)) if trials else None
    return {"scores": [asdict(each) for each in ranked], "as_it_went": went, "reliability": reliable, "trials": rows}


def _reach(expected: Prediction, before: float, window: Window, method: str, trials: Sequence[Trial]) -> Range | None:
    """The range of what is still to come: that of the whole period without what was won in it before."""
    whole = range_of(before + float(expected.amount.sum()), window, method, trials, before)
    return Range(whole.low - before, whole.high - before) if whole else None


def _expected(ends: Sequence[date], expected: Prediction | None, reach: Range | None) -> Row:
    """The figures of the window and of each of its months."""
    if expected is None:
        return {"amount": None, "low": None, "high": None, "count": None, "months": []}
    steps = zip(ends, expected.amount.tolist(), expected.count.tolist(), strict=True)
    return {
        "amount": float(expected.amount.sum()),
        "low": reach.low if reach else None,
        "high": reach.high if reach else None,
        "count": float(expected.count.sum()),
        "months": [{"end": end.isoformat(), "amount": amount, "count": count} for end, amount, count in steps],
    }


def _base(history: History, window: Window, teller: str, signal: Signal, *, tried: bool) -> float | None:
    """The chance that every deal has where the back-test saw no signal; None where each has its own."""
    shares = (RHYTHMIC if teller == RHYTHMIC.name else TABLE).fit(history, window)
    return shares.base if shares and tried and not signal.there else None


def _deals(history: History, window: Window, expected: Prediction | None, base: float | None) -> list[Row]:
    """The open deals with their chances."""
    if expected is None or expected.probability is None or expected.worth is None:
        return []
    standing = history.standing(window.as_of)
    chance = expected.probability[:, -1] if base is None else np.full(len(standing.deals), base)
    rows = zip(history.ids[standing.deals], chance, chance * expected.worth, strict=True)
    return [{"deal_id": int(deal), "chance": float(p), "expected": float(worth)} for deal, p, worth in rows]
