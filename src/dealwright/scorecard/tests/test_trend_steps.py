"""Steps of time follow each other without a gap and end with the one of the day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.scorecard.charts.trends import GRAINS, spans, year_before
from dealwright.workspace.year import Year


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(list(GRAINS)), st.integers(1, 12))
def test_steps_leave_no_day_out(until, grain, begins):
    steps = list(spans(until, grain, Year(begins)))
    assert len(steps) == GRAINS[grain]
    assert steps[-1][0] <= until <= steps[-1][1]
    assert all(before[1] + timedelta(days=1) == after[0] for before, after in pairwise(steps))
    assert all(each[0].weekday() == 0 if grain == "week" else each[0].day == 1 for each in steps)


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2024, 2, 29)])
def test_a_year_before_is_the_same_day_of_the_week(on):
    assert year_before(on).weekday() == on.weekday()
