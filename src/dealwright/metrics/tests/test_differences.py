"""A difference of shares has the interval that its source prints, and tells chance from change."""

import pytest

from dealwright.metrics.differences import of_shares


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
