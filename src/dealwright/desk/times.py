"""Dates, moments and spans as text, in the reader's language and zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.units import format_unit
from django.utils.translation import get_language, gettext

from dealwright.desk.figures import NOTHING
from dealwright.desk.locale import babel_locale, current


def local(when: datetime) -> datetime:
    """The moment in the reader's zone; a moment without zone is UTC, as stored."""
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(current.get().zone))


def day(when: date | datetime | None) -> str:
    """A date such as "Nov 22, 2026", written as the reader's language does; a moment gives its local date."""
    if when is None:
        return NOTHING
    return day_text(local(when).date() if isinstance(when, datetime) else when, current.get().language)


@lru_cache(maxsize=8192)
def day_text(when: date, language: str) -> str:
    """Babel's medium date."""
    return format_date(when, "medium", locale=babel_locale(language))


def moment(when: datetime | None) -> str:
    """Date and time in the reader's zone, such as "Nov 22, 2026, 2:05 PM"."""
    if when is None:
        return NOTHING
    # Moments of two zones may be equal, and then would share one text: the cache is asked for the local clock.
    return moment_text(local(when).replace(tzinfo=None), current.get().language)


@lru_cache(maxsize=4096)
def moment_text(when: datetime, language: str) -> str:
    """Medium date and short time of a moment that is already local, and carries no zone."""
    locale = babel_locale(language)
    pattern = locale.datetime_formats["medium"]
    clock = format_time(when, "short", locale=locale)
    return str(pattern.format(clock, day_text(when.date(), language)))


def clock(when: datetime | None) -> str:
    """The time of day in the reader's zone, such as "2:05 PM"."""
    return NOTHING if when is None else clock_text(local(when).time(), current.get().language)


@lru_cache(maxsize=2048)
def clock_text(when: time, language: str) -> str:
    """Babel's short time."""
    return format_time(when, "short", locale=babel_locale(language))


def spoken() -> str:
    """The language of our own texts: spans stand inside sentences, so they follow it, not the reader's locale."""
    return get_language() or "en"


def ago(when: date | datetime | None, now: datetime | None = None) -> str:
    """How long since or until: "3 days ago", "in 2 weeks", "today"; ``now`` is for tests."""
    if when is None:
        return NOTHING
    present = local(now or datetime.now(UTC))
    if isinstance(when, datetime):
        seconds = round((local(when) - present).total_seconds() / 60) * 60
        return span_text(seconds, spoken()) if seconds else gettext("just now")
    distance = (when - present.date()).days
    return span_text(distance * 86400, spoken()) if distance else gettext("today")


@lru_cache(maxsize=4096)
def span_text(seconds: int, language: str) -> str:
    """A span with its direction, in the largest unit that fits."""
    return format_timedelta(timedelta(seconds=seconds), add_direction=True, locale=babel_locale(language))


def days(count: int | float | None, short: bool = False) -> str:
    """A number of days: "12 days", "1 day"; ``short`` gives "12d"."""
    if count is None:
        return NOTHING
    return days_text(round(count, 1), short, spoken())


@lru_cache(maxsize=2048)
def days_text(count: int | float, short: bool, language: str) -> str:
    """Days in the plural form that the count asks for."""
    length: Literal["narrow", "long"] = "narrow" if short else "long"
    return format_unit(count, "duration-day", length=length, locale=babel_locale(language))
