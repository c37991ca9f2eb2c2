"""Months and quarters, and how the deals of a day are packed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dealwright import BadRequest
from dealwright.scorecard.forecasts.lines import Line, pack, unpack
from dealwright.scorecard.forecasts.periods import ahead, month_of, quarter_of, read_period
from dealwright.workspace.year import CALENDARS, Year

DAYS = some.dates(date(2000, 1, 1), date(2100, 12, 31))
YEARS = some.builds(Year, some.integers(1, 12))
TODAY = date(2026, 11, 22)


@given(DAYS, some.integers(-20, 20), YEARS)
def test_a_period_is_read_as_it_is_written(day: date, by: int, year: Year) -> None:
    for period in (month_of(day), quarter_of(day, year)):
        assert period.start <= day <= period.last
        assert read_period(period.key, day, year) == period
        assert period.shifted(by).shifted(-by) == period
        assert period.shifted(1).start == period.end


@given(DAYS, YEARS)
def test_the_steps_of_a_period_begin_where_it_begins(day: date, year: Year) -> None:
    for period in ahead(day, year):
        ends, skip = period.steps(day)
        assert ends[-1] == period.end
        assert max((day, *ends[:skip])) == max(day, period.start)


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-Q5", "0000-01", "9999-12", "2026-1", "٢٠٢٦-01", "FY27"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="neither a month nor a quarter"):
        read_period(text, TODAY, CALENDARS)


def test_a_quarter_of_the_calendar_is_refused_where_it_is_none_of_the_companys() -> None:
    assert read_period("2026-Q4", TODAY, Year(4)) == read_period("fy27-q3", TODAY, Year(4))
    with pytest.raises(BadRequest) as refused:
        read_period("2026-Q4", TODAY, Year(2))
    assert refused.value.remedy == "Write it like 2026-11 or FY27-Q4."


def test_periods_have_names() -> None:
    found = (month_of(TODAY), quarter_of(TODAY, CALENDARS), quarter_of(TODAY, Year(7)))
    assert [each.title for each in found] == ["November 2026", "Quarter 4 of 2026", "Quarter 2 of FY27"]


@given(DAYS, DAYS, YEARS, YEARS)
def test_what_is_kept_of_a_period_stays_when_the_year_begins_elsewhere(
    one: date, two: date, before: Year, after: Year
) -> None:
    found = quarter_of(one, before), quarter_of(two, after)
    assert (found[0].kept == found[1].kept) == (found[0] == found[1])


LINES = some.lists(
    some.builds(
        Line,
        deal_id=some.integers(1, 2**40),
        owner_id=some.none() | some.integers(1, 99),
        stage=some.none() | some.just("closing"),
        category=some.sampled_from(["commit", "omitted"]),
        amount=some.none() | some.integers(0, 10**15),
        close_on=some.none() | DAYS.map(date.isoformat),
        chances=some.fixed_dictionaries({"2026-11": some.floats(0, 1), "2026-Q4": some.floats(0, 1)}),
        expected=some.fixed_dictionaries({"2026-11": some.integers(0, 10**15), "2026-Q4": some.integers(0, 10**15)}),
    )
)


@pytest.mark.thorough
@given(LINES)
def test_what_is_packed_is_unpacked(lines: list[Line]) -> None:
    assert unpack(pack(lines)) == lines
