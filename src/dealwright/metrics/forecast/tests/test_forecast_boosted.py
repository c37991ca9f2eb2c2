"""The trees: they take part, win where something is hidden from the tables, and not where there is nothing to see."""

import sys
from datetime import date, timedelta

import numpy as np
import pytest

from dealwright.metrics.forecast import (
    BOOSTED,
    METHODS,
    Window,
    back_test,
    boosted,
    boosted_missing,
    forecast,
    score,
    signal_in,
)

AS_OF = date(2026, 11, 1)
SINCE = np.datetime64("2024-11-01", "s")
NOW = np.datetime64(AS_OF, "s")


@pytest.fixture(scope="module")
def crossed(history_of):
    """Deals of eight sources. Where `is_there` is true, small ones of even sources and large ones of odd ones are won,
    the others hardly ever, and months differ in what they bring: neither size nor source tells anything alone.
    """

    def crossed(*, is_there: bool, count: int = 3_000):
        rng = np.random.default_rng(2)
        day = rng.uniform(0, 730, count)
        month = (day // 30).astype(int)
        large, odd = (rng.random(count) < rng.choice([0.15, 0.85], 26)[month] for _ in range(2))
        source = 2 * rng.integers(0, 4, count) + odd
        amount = np.where(large, 1_200_000, 800_000) * np.exp(rng.normal(0, 0.1, count))
        won = rng.random(count) < (np.where(large == odd, 0.8, 0.04) if is_there else 0.4)
        opened = SINCE + (86_400 * day).astype("timedelta64[s]")
        closed = opened + (86_400 * rng.gamma(3, 15, count)).astype("timedelta64[s]")
        status = np.where(closed >= NOW, "open", np.where(won, "won", "lost"))
        deals = [
            {"deal_id": n + 1, "status": str(status[n]), "source": f"S{source[n]}", "amount_minor": int(amount[n]),
             "opened_on": opened[n].item(), "closed_on": closed[n].item() if status[n] != "open" else None}
            for n in range(count)
        ]  # fmt: skip
        return history_of(deals)

    return crossed


@pytest.mark.thorough
def test_trees_win_where_only_two_things_together_tell(crossed):
    """Nearest of all in sum and clearly nearer by deal; so they are used and named, and each deal has their chance."""
    history = crossed(is_there=True)
    found = forecast(history, AS_OF, 1, METHODS + boosted(history))
    scores = {each["method"]: each for each in found["backtest"]["scores"]}
    assert (found["method"], found["title"], found["chances"]) == ("boosted", "Boosted trees", "boosted")
    assert scores["boosted"]["brier"] < 0.85 * scores["table"]["brier"]
    assert found["signal"]["there"]
    assert len({row["chance"] for row in found["deals"]}) > 10


@pytest.mark.thorough
def test_trees_lose_where_nothing_tells(crossed):
    history = crossed(is_there=False)
    trials = back_test(history, Window.ahead(AS_OF, 1), (METHODS[0], BOOSTED))
    table, trees = (score(each, trials) for each in ("table", "boosted"))
    assert trees.brier > table.brier
    assert not signal_in(trials, "boosted").there


@pytest.mark.thorough
def test_trees_learn_what_the_table_learns(company):
    methods = (METHODS[0], BOOSTED)
    trials = back_test(company, Window.ahead(AS_OF, 1), methods)[-6:]
    table, trees = (score(each.name, trials) for each in methods)
    assert trees.brier < 1.1 * table.brier
    chances = trials[-1].expected["boosted"].probability
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=1) >= 0).all()


def test_nothing_is_known_of_a_month_ahead_of_time(history_of):
    """One won deal, one lost one: too few to grow a tree on, and no reason to fail."""
    opened = NOW.item() - timedelta(days=200)
    closed = {"opened_on": opened, "closed_on": opened + timedelta(days=90)}
    history = history_of([{"deal_id": 1, "status": "won", **closed}, {"deal_id": 2, "status": "lost", **closed}])
    assert boosted(history) == ()
    assert forecast(history, AS_OF, 1, (*METHODS, BOOSTED))["amount"] is not None


@pytest.mark.parametrize(("missing", "remedy"), [(OSError, True), (ModuleNotFoundError, False)])
def test_without_the_library_they_are_left_out_and_it_is_said(monkeypatch, missing, remedy):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "lightgbm":
                raise missing("libgomp.so.1: cannot open shared object file")

    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    boosted_missing.cache_clear()
    try:
        assert "not tried" in boosted_missing()
        assert ("libgomp1" in boosted_missing()) == remedy
    finally:
        boosted_missing.cache_clear()
