from datetime import UTC, date, datetime, timedelta

import pytest

from dealwright.desk.locale import Locale, current
from dealwright.desk.times import ago, day, days, moment

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.fixture
def german():
    token = current.set(Locale("de", "Europe/Berlin"))
    yield
    current.reset(token)


@pytest.mark.parametrize(
    ("back", "text"),
    [
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(seconds=20), "just now"),
        (timedelta(days=-14), "in 2 weeks"),
    ],
)
def test_ago_says_how_long_and_in_which_direction(back, text):
    assert ago(NOW - back, NOW) == text


def test_ago_counts_dates_in_days_of_the_readers_zone(german):
    assert ago(date(2026, 11, 23), NOW) == "today"
    assert ago(date(2026, 11, 22), NOW) == "1 day ago"


def test_a_moment_is_told_in_the_readers_zone(german):
    assert moment(NOW) == "23.11.2026, 00:30"
    assert day(NOW) == "23.11.2026"
    assert moment(NOW.replace(tzinfo=None)) == moment(NOW)


def test_dates_in_english():
    assert day(date(2026, 11, 22)) == "Nov 22, 2026"
    assert moment(NOW) == "Nov 22, 2026, 11:30\u202fPM"


def test_days_have_their_plural(german):
    assert (days(1), days(12), days(2.5)) == ("1 day", "12 days", "2.5 days")
    assert days(12, short=True) == "12d"


def test_nothing_shows_as_a_dash():
    assert day(None) == moment(None) == ago(None) == days(None) == "–"
