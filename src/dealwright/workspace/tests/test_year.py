"""A company's year may begin in any month: its quarters nest in it, and are read as they are written."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from dealwright.deals.commands import NewDeal, open_deals
from dealwright.records.grouping import groups, read_grouping
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.queries import listing
from dealwright.workspace.commands import set_up_company
from dealwright.workspace.queries import year_of_company
from dealwright.workspace.year import CALENDARS, QUARTER, WHOLE, Year, months_on

YEARS = some.builds(Year, some.integers(1, 12))
DAY = date(2026, 11, 22)


@given(some.dates(date(1900, 1, 1), date(2200, 1, 1)), YEARS)
def test_a_day_lies_in_one_month_quarter_and_year(day: date, year: Year) -> None:
    month, quarter, whole = (year.first_of(months, day) for months in (1, QUARTER, WHOLE))
    assert whole <= quarter <= month <= day < months_on(month, 1) <= months_on(quarter, QUARTER)
    assert months_on(quarter, QUARTER) <= months_on(whole, WHOLE)
    assert quarter == months_on(whole, QUARTER * (year.quarter(day) - 1))
    assert whole.month == year.begins
    for first, months in ((month, 1), (quarter, QUARTER), (whole, WHOLE)):
        assert year.read(year.written(first, months)) == (first, months)


def test_years_are_called_after_the_calendar_year_in_which_they_end() -> None:
    april, july = Year(4), Year(7)
    assert [april.written(april.first_of(months, DAY), months) for months in (1, 3, 12)] == [
        "2026-11", "FY27-Q3", "FY27"
    ]  # fmt: skip
    assert july.written(date(2026, 10, 1), QUARTER) == "FY27-Q2"
    assert CALENDARS.written(date(2026, 10, 1), QUARTER) == "2026-Q4"
    assert april.read("2026-q4") == (date(2026, 10, 1), QUARTER), "what does not say FY is the calendar's"
    assert [april.read(text) for text in ("fy27-11", "FY7", "0999", "9001", "2026-Q5")] == [None] * 5


@pytest.mark.django_db
def test_lists_follow_the_companys_year(cast: Any, published: Any, api_of: Any) -> None:
    set_up_company("Dealers Ltd", "EUR", year_begins=2, by=cast.owner, via="page")
    year, today = year_of_company(cast.owner), timezone.localdate()
    assert year == Year(2)
    first = year.first_of(WHOLE, today)
    days = [first - timedelta(days=1), first, months_on(first, WHOLE) - timedelta(days=1), months_on(first, WHOLE)]
    open_deals([NewDeal(f"{day}", close_on=day) for day in days], by=cast.owner, via="page")
    api = api_of(cast.owner)
    for name in ("this-year", year.name(today).lower()):
        found = api.get(f"/api/v1/deals?close_on={name}&sort=close_on").json()["items"]
        assert [each["title"] for each in found] == [f"{day}" for day in days[1:3]]
    kind = kind_of("deals")
    grouping = read_grouping(fields_of(kind, cast.owner), "close_on.quarter")
    assert grouping
    found = groups(listing(kind, cast.owner, []), grouping, [])
    assert [each.value for each in found] == [year.first_of(QUARTER, day) for day in days]
    for each in found:
        assert listing(kind, cast.owner, [each.pair]).rows.count() == each.sums.count == 1
    set_up_company("Dealers Ltd", "EUR", by=cast.owner, via="page")
    assert year_of_company(cast.owner) == CALENDARS
