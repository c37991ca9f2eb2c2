"""How good forecasts were, against pandas and against chance."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.metrics.forecast import (
    METHODS,
    Window,
    as_it_went,
    back_test,
    best,
    range_of,
    reliability,
    score,
    signal_in,
)
from dealwright.metrics.forecast.backtest import Trial
from dealwright.metrics.forecast.method import Prediction
from dealwright.metrics.forecast.window import day_of, months_later

AS_OF = date(2026, 11, 1)


@pytest.fixture(scope="module")
def trials(company):
    return back_test(company, Window.ahead(AS_OF, 1))


def test_as_it_went_uses_what_was_best_by_then():
    """One method is right in even months, the other always a fifth too high but in the last month."""
    told = []
    for n in range(8):
        each = trial(n, 0.0, 100.0)
        amounts = {"wild": 100.0 if n % 2 == 0 else 300.0, "steady": 120.0 if n < 7 else 200.0}
        expected = {name: Prediction(np.array([amount]), np.array([1.0])) for name, amount in amounts.items()}
        told.append(replace(each, expected=expected))
    found = as_it_went(["wild", "steady"], told)
    assert found.windows == 5
    assert found.mape == pytest.approx((4 * 0.2 + 1.0) / 5)
    assert found.total_error == pytest.approx((4 * 120 + 200) / 500 - 1)
    assert as_it_went(["wild"], []).mape is None


def trial(n, forecast, won, chance=(), became=()):
    """A past month with one method, "m"."""
    window = Window.ahead(months_later(date(2020, 1, 1), n), 1)
    chances = np.array(chance, dtype=float)[:, None]
    expected = {"m": Prediction(np.array([forecast]), np.array([1.0]), chances, None)}
    return Trial(window, won, 1, expected, np.arange(len(became)), np.array(became, dtype=bool), 0.5)


@pytest.mark.thorough
def test_forecasts_of_baselines_and_what_was_won_are_pandas_sums(made, trials):
    deals = pd.DataFrame(made(3_000)[0])
    won = deals[deals.status == "won"]
    months = won.groupby(won.closed_on.dt.strftime("%Y-%m")).amount_minor.sum().to_dict()
    for each in trials:
        assert each.amount == pytest.approx(months[f"{each.window.as_of:%Y-%m}"])
        for method, back in (("previous_quarter", 3), ("last_period", 1)):
            assert each.forecast(method) == pytest.approx(
                months.get(f"{months_later(each.window.as_of, -back):%Y-%m}", 0)
            )
        year = [months.get(f"{months_later(each.window.as_of, -n):%Y-%m}", 0) for n in (1, 2, 3)]
        days = (each.window.as_of - months_later(each.window.as_of, -3)).days
        length = (each.window.end - each.window.as_of).days
        assert each.forecast("trailing_mean") == pytest.approx(sum(year) / days * length)


def test_scores_are_what_pandas_finds(trials):
    judged = trials[-12:]
    frame = pd.DataFrame({"f": [each.forecast("table") for each in judged], "won": [each.amount for each in judged]})
    found = score("table", trials)
    assert found.mape == pytest.approx(((frame.f - frame.won).abs() / frame.won).mean())
    assert found.total_error == pytest.approx(frame.f.sum() / frame.won.sum() - 1)
    deals = pd.concat([pd.DataFrame({"p": each.chance("table"), "won": each.won}) for each in judged])
    assert found.brier == pytest.approx(((deals.p - deals.won) ** 2).mean())
    classes = deals.groupby((deals.p * 10).astype(int).clip(upper=9)).agg(
        p=("p", "mean"), won=("won", "mean"), n=("p", "size")
    )
    told = [(each.chance, each.won, each.deals) for each in reliability("table", trials)]
    np.testing.assert_allclose(told, classes.to_numpy())


def test_the_company_is_forecast_better_by_its_deals_than_by_its_past(trials):
    scores = {each.name: score(each.name, trials) for each in METHODS}
    assert best(list(scores.values())).method in ("table", "table_in_rhythm", "blend")
    assert scores["table"].mape < scores["weighted_pipeline"].mape / 3
    assert signal_in(trials, "table").there


def test_every_trial_lies_in_the_past_and_all_methods_answer(trials):
    assert len(trials) >= 18
    assert all(each.window.end <= AS_OF for each in trials)
    assert all(len(each.expected) == len(METHODS) for each in trials)


@given(st.lists(st.floats(0.2, 5), min_size=0, max_size=40))
def test_a_range_is_the_error_at_its_rank(ratios):
    past = [trial(n, 100.0, 100.0 * ratio) for n, ratio in enumerate(ratios)]
    found = range_of(100.0, Window.ahead(date(2030, 1, 1), 1), "m", past)
    if len(ratios) < 4:
        assert found is None
        return
    errors = sorted(abs(ratio - 1) for ratio in ratios[-8:])
    rank = min(0.8 * (len(errors) + 1), len(errors)) - 1
    wanted = np.interp(rank, range(len(errors)), errors)
    assert found.high == pytest.approx(100 * (1 + wanted))
    assert found.low == pytest.approx(max(0.0, 100 * (1 - wanted)))


def test_a_range_learns_only_from_windows_that_are_over():
    past = [trial(n, 100.0, 110.0) for n in range(6)]
    assert range_of(100.0, past[3].window, "m", past) is None
    assert range_of(100.0, past[4].window, "m", past).high == pytest.approx(110)


def test_ranges_hold_four_times_in_five_on_errors_of_any_kind():
    rng = np.random.default_rng(3)
    held = []
    for _ in range(400):
        drawn = [trial(n, 100.0, 100.0 * ratio) for n, ratio in enumerate(rng.lognormal(0, 0.2, 13))]
        held.append(range_of(100.0, drawn[-1].window, "m", drawn).covers(drawn[-1].amount))
    assert 0.74 <= np.mean(held) <= 0.86


def test_chances_drawn_at_random_are_no_signal_and_true_ones_are():
    rng = np.random.default_rng(5)
    true = rng.random((8, 300))
    became = rng.random((8, 300)) < true
    told = [trial(n, 1.0, 1.0, true[n], became[n]) for n in range(8)]
    noise = [trial(n, 1.0, 1.0, 0.5 + 0.1 * rng.normal(size=300).clip(-3, 3), became[n]) for n in range(8)]
    assert signal_in(told, "m").there
    assert not signal_in(noise, "m").there
    assert not signal_in([], "m").there


def test_no_window_is_tried_before_three_months_were_closed(history_of):
    day = datetime.fromisoformat
    deals = [{"deal_id": 1, "opened_on": day("2026-08-01"), "status": "won", "closed_on": day("2026-08-20")}]
    assert back_test(history_of(deals), Window.ahead(date(2026, 11, 1), 1)) == []
    assert back_test(history_of([]), Window.ahead(date(2026, 11, 1), 1)) == []


def test_progress_is_told_window_by_window(company):
    told = []
    found = back_test(company, Window.ahead(date(2025, 8, 1), 1), METHODS[:1], lambda done, of: told.append((done, of)))
    assert told == [(n, len(told)) for n in range(1, len(told) + 1)]
    assert len(found) == len(told) >= 4


def test_a_day_number_and_back():
    assert day_of(20453.7) == date(2025, 12, 31)
