"""A difference of shares has the interval that its source prints, and tells chance from change."""

import numpy as np
import pytest

from dealwright.metrics.differences import DRAWS, _means, _medians, of_shares, of_values


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090), ((0, 10), (10, 10), 0.6075, 1.0)],
)
def test_the_published_intervals_are_met(before, after, low, high):
    """Newcombe 1998, table II, method 10: 56/70 - 48/80, 9/10 - 3/10 and 10/10 - 0/10."""
    found = of_shares(*before, *after)
    assert found.value == pytest.approx(after[0] / after[1] - before[0] / before[1])
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.is_clear
    back = of_shares(*after, *before)
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_few_deals_tell_nothing():
    assert not of_shares(3, 6, 5, 6).is_clear
    assert of_shares(0, 0, 5, 6) is None


@pytest.mark.parametrize("n", [11, 40])
def test_medians_are_those_of_resamples(n):
    """The quick way is the long one: 20,000 resamples, each with a median of its own."""
    values = np.random.default_rng(5).exponential(30, n)
    rng = np.random.default_rng(7)
    long = np.median(values[rng.integers(0, n, (20_000, n))], axis=1)
    quick = np.concatenate([_medians(values, rng) for _ in range(20_000 // DRAWS)])
    ends = (0.025, 0.5, 0.975)
    assert np.quantile(quick, ends) == pytest.approx(np.quantile(long, ends), rel=0.12)


def test_means_of_many_are_those_of_resamples():
    values = np.random.default_rng(5).exponential(30, 2_500)
    rng = np.random.default_rng(7)
    long = values[rng.integers(0, 2_500, (500, 2_500))].mean(axis=1)
    quick = _means(values, rng)
    assert (quick.mean(), quick.std()) == pytest.approx((long.mean(), long.std()), rel=0.1)


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["mean", "median"])
def test_a_change_is_found_and_no_change_is_called_one_in_about_20_times(how):
    rng, called = np.random.default_rng(3), 0
    for seed in range(100):
        before, after = rng.lognormal(3, 0.7, (2, 60))
        called += of_values(before, after, how, seed).is_clear
    assert called <= 12
    found = of_values(before, after * 2, how)
    assert found.is_clear
    assert found.low < found.value < found.high
    assert of_values(before, after, how) == of_values(before, after, how)


def test_too_few_values_say_nothing():
    assert of_values(np.arange(9.0), np.arange(50.0), "mean") is None
