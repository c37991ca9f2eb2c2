"""Working time: sums over the hours of a calendar, holidays, hours as people write them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.activities.hours import (
    OFFICE,
    Calendar,
    DaysOff,
    add_working_hours,
    next_working_day,
    on_working_day,
    public_holidays,
    read_spans,
    start_of_work,
    working_hours_between,
    write_spans,
)

moments = st.integers(0, 2 * 365 * 1440).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
spans = (
    st.lists(st.times(), min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(lambda marks: tuple(zip(marks[::2], marks[1::2], strict=False)))
)
weeks = st.tuples(*[spans] * 7)
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"]
)
off = st.frozensets(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=20)
calendars = st.builds(Calendar, weeks, zones, off)


@pytest.mark.thorough
@given(st.lists(moments, min_size=3, max_size=3), calendars)
def test_hours_add_up_whatever_the_order(points: list[datetime], calendar: Calendar) -> None:
    a, b, c = points
    whole = working_hours_between(a, b, calendar) + working_hours_between(b, c, calendar)
    assert whole == pytest.approx(working_hours_between(a, c, calendar), abs=1e-6)


@pytest.mark.thorough
@given(moments, moments, calendars)
def test_hours_never_run_backwards_nor_faster_than_the_clock(a: datetime, b: datetime, calendar: Calendar) -> None:
    first, last = sorted((a, b))
    worked = working_hours_between(first, last, calendar)
    assert 0 <= worked <= (last - first) / timedelta(hours=1) + 1e-6


@given(moments, st.floats(0.01, 200), st.floats(0, 50), zones, off)
def test_adding_hours_is_what_counting_undoes(
    a: datetime, hours: float, more: float, zone: str, days: frozenset[date]
) -> None:
    calendar = Calendar(OFFICE, zone, days)
    end = add_working_hours(a, hours, calendar)
    assert working_hours_between(a, end, calendar) == pytest.approx(hours, abs=1e-4)
    assert add_working_hours(a, hours + more, calendar) >= end


@pytest.mark.thorough
@given(st.dates(date(2024, 1, 1), date(2025, 12, 31)), calendars)
def test_the_next_working_day_is_worked_and_none_before_it_is(day: date, calendar: Calendar) -> None:
    found = next_working_day(day, calendar)
    between = [day + timedelta(days=n) for n in range(1, (found - day).days)]
    assert found > day
    assert not any(calendar.works_on(each) for each in between)
    assert calendar.works_on(found) or not any(calendar.week)
    assert on_working_day(found, calendar) == found or not any(calendar.week)


def test_a_night_in_which_the_clock_jumps_counts_its_true_hours() -> None:
    nights = Calendar((((time(0), time(6)),),) * 7, "Europe/Berlin")
    spring, autumn = datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert working_hours_between(spring, spring + timedelta(hours=12), nights) == 5
    assert working_hours_between(autumn, autumn + timedelta(hours=12), nights) == 7


def test_holidays_and_days_off_are_not_worked() -> None:
    free = DaysOff(public_holidays("DE", "BY"), [(date(2026, 8, 3), date(2026, 8, 14))])
    calendar = Calendar(off=free)
    assert not calendar.works_on(date(2026, 1, 6))  # Epiphany, in Bavaria
    assert Calendar(off=public_holidays("DE", "BE")).works_on(date(2026, 1, 6))
    assert next_working_day(date(2026, 7, 31), calendar) == date(2026, 8, 17)
    assert start_of_work(date(2026, 8, 17), calendar) == datetime(2026, 8, 17, 9, tzinfo=UTC)
    with pytest.raises(Invalid, match="not known"):
        public_holidays("XX")


@given(spans)
def test_hours_are_read_as_they_are_written(given_spans: tuple) -> None:
    whole = tuple((a.replace(second=0, microsecond=0), b.replace(second=0, microsecond=0)) for a, b in given_spans)
    flat = [mark for span in whole for mark in span]
    if flat == sorted(set(flat)):
        assert read_spans(write_spans(whole)) == whole


@pytest.mark.parametrize(
    ("text", "hours"),
    [("9-17", 8), ("9:00 – 12:00, 13:00-17:30", 7.5), ("", 0), ("0-24", 24), ("22:00-24:00", 2)],
)
def test_hours_are_read_as_people_write_them(text: str, hours: float) -> None:
    calendar = Calendar((read_spans(text),) * 7)
    assert working_hours_between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), calendar) == hours


@pytest.mark.parametrize(
    "text", ["9", "nine to five", "17-9", "9-25", "9-12, 11-13", "12-13, 9-10", "22-24, 23-24", "9:60-10"]
)
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_spans(text)


def test_without_any_hours_no_moment_is_found() -> None:
    with pytest.raises(Invalid, match="no working hours"):
        add_working_hours(datetime(2026, 1, 1, tzinfo=UTC), 1, Calendar(((),) * 7))
