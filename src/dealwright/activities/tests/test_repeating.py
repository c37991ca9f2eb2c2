"""How tasks come back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.activities.repeating import DAYS, EVERY, choices_of, in_words, next_day, read_rule, rule_of

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.thorough
@given(st.sampled_from(EVERY), days, days, st.sets(st.sampled_from(DAYS)), st.integers(1, 5))
def test_the_next_day_comes_after_both_and_fits(
    every: str, due: date, today: date, on: set[str], interval: int
) -> None:
    rule = rule_of(every, due, weekdays=",".join(on), interval=interval)
    found = next_day(rule, due, today)
    assert found is not None
    assert found > max(due, today)
    assert read_rule(rule) == rule
    if every == "weekly" and on:
        assert DAYS[found.weekday()] in on
    if every in ("working_days", "last_working_day"):
        assert found.weekday() < 5


@pytest.mark.parametrize(
    ("every", "start", "following"),
    [
        ("monthly", date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        ("last_working_day", date(2026, 1, 30), [date(2026, 2, 27), date(2026, 3, 31)]),
        ("yearly", date(2024, 2, 29), [date(2025, 2, 28), date(2026, 2, 28)]),
        ("working_days", date(2026, 1, 2), [date(2026, 1, 5), date(2026, 1, 6)]),
        ("weekly", date(2026, 1, 1), [date(2026, 1, 8)]),
    ],
)
def test_days_that_follow(every: str, start: date, following: list[date]) -> None:
    rule, day = rule_of(every, start), start
    for expected in following:
        day = next_day(rule, day, day)
        assert day == expected


def test_a_rule_ends_and_is_told_in_words() -> None:
    rule = rule_of("weekly", date(2026, 1, 5), weekdays="th,mo", until=date(2026, 1, 8))
    assert in_words(rule) == "every Monday and Thursday, until 2026-01-08"
    assert next_day(rule, date(2026, 1, 5), date(2026, 1, 5)) == date(2026, 1, 8)
    assert next_day(rule, date(2026, 1, 8), date(2026, 1, 8)) is None
    assert in_words(rule_of("weekly", date(2026, 1, 5), interval=2)) == "every Monday, only every 2nd"
    assert in_words("") == ""


@given(st.sampled_from(EVERY), days, st.integers(1, 3), st.none() | st.just(date(2040, 1, 1)))
def test_choices_come_back(every: str, start: date, interval: int, until: date | None) -> None:
    rule = rule_of(every, start, interval=interval, until=until)
    assert rule_of(**choices_of(rule), start=start) == rule


@pytest.mark.parametrize(
    "text",
    ["FREQ=SECONDLY", "BYDAY=MO", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0", "x" * 300],
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_rule(text)


def test_a_rule_without_days_has_ended_or_is_refused() -> None:
    for never in ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;BYSETPOS=2", "FREQ=MONTHLY;BYMONTHDAY=0"):
        with pytest.raises(Invalid):
            read_rule(never)
    assert read_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert next_day("FREQ=DAILY", date.max - timedelta(days=1), date(2026, 1, 1)) is None


def test_wrong_choices_are_refused() -> None:
    for wrong in ({"every": "hourly"}, {"every": "weekly", "weekdays": "XY"}, {"every": "daily", "interval": 0}):
        with pytest.raises(Invalid):
            rule_of(**wrong, start=date(2026, 1, 1))
    with pytest.raises(Invalid):
        rule_of("daily", date(2026, 1, 2), until=date(2026, 1, 1))
