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
from .ranges import Range, range_of
from .said import said
from .scores import Score, as_it_went, best, reliability, score
from .signal import Signal, signal_in
from .table import RHYTHMIC, TABLE, Table
from .whether import who_wins
from .window import Window

Row = dict[str, Any]


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
    the table behind them; `backtest`: see `tried`; `signal` and `who_wins`: see Signal and Whether; `left_out`;
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
    reach = range_of(float(found[chosen].amount.sum()), window, chosen, trials) if chosen else None
    table = table_of(scores)
    signal, who = signal_in(trials, table.name), who_wins(history, as_of)
    return {
        "as_of": as_of.isoformat(),
        "start": starts(window, skip).isoformat(),
        "end": window.end.isoformat(),
        "method": chosen or None,
        "title": next((each.title for each in methods if each.name == chosen), None),
        **_expected(window.ends[skip:], found.get(chosen), reach),
        "chances": table.name,
        "deals": _deals(history, window, skip, table, signal, tried=bool(trials)),
        "backtest": tried(chosen, table.name, trials, scores),
        "signal": asdict(signal),
        "who_wins": {"factors": list(who.factors), "base": who.base, **asdict(who.signal)},
        "left_out": dict(history.left_out),
        "said": said(history, as_of, winner, reach, signal, who, tried=bool(trials)),
    }


def table_of(scores: Sequence[Score]) -> Table:
    """The table whose chances for single deals were better in the back-test, by Brier score."""
    brier = {each.method: each.brier for each in scores if each.brier is not None}
    return min((TABLE, RHYTHMIC), key=lambda table: brier.get(table.name, 1.0))


def tried(method: str, table: str, trials: Sequence[Trial], scores: Sequence[Score]) -> Row:
    """The back-test: `scores` of all methods (the best first), `as_it_went`, `reliability` of the table, the `trials`.

    A trial has `as_of`, `end`, `forecast`, `low`, `high` and `won` of the method that is used now.
    """
    rows = []
    for each in trials:
        reach = range_of(each.forecast(method), each.window, method, trials)
        bounds = {"low": reach.low if reach else None, "high": reach.high if reach else None}
        days = {"as_of": each.window.as_of.isoformat(), "end": each.window.end.isoformat()}
        rows.append({**days, "forecast": each.forecast(method), **bounds, "won": each.amount})
    ranked = sorted(scores, key=lambda each: float("inf") if each.mape is None else each.mape)
    reliable = [asdict(each) for each in reliability(table, trials)]
    went = asdict(as_it_went([each.method for each in ranked], trials)) if trials else None
    return {"scores": [asdict(each) for each in ranked], "as_it_went": went, "reliability": reliable, "trials": rows}


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


def _deals(history: History, window: Window, skip: int, table: Table, signal: Signal, *, tried: bool) -> list[Row]:
    """The open deals with their chances: the table's, or the base rate where the back-test saw no signal."""
    shares, standing = table.fit(history, window), history.standing(window.as_of)
    if shares is None:
        return []
    by_end = shares.probability(standing)
    chance = by_end[:, -1] - (by_end[:, skip - 1] if skip else 0.0)
    if tried and not signal.there:
        chance = np.full(len(chance), shares.base)
    rows = zip(history.ids[standing.deals], chance, chance * shares.money.worth(standing), strict=True)
    return [{"deal_id": int(deal), "chance": float(p), "expected": float(worth)} for deal, p, worth in rows]
