"""Days by name: "today", "last-30-days", "next-quarter", "14-days-ago", "2026-11"; each day they mean others."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.desk.locale import current
from dealwright.workspace.year import CALENDARS, MONTHS, QUARTER, Year, months_on

MOST = 3_660  # of days, weeks or months away
NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1}
AROUND = re.compile(r"(this|last|next)-(week|month|quarter|year)")
ROLLING = re.compile(r"(last|next)-(\d{1,4})-(day|week|month)s?")
AWAY = re.compile(r"(\d{1,4})-(day|week|month)s?-ago|in-(\d{1,4})-(day|week|month)s?")
OFFERED = (
    "today", "yesterday", "tomorrow", "this-week", "last-week", "next-week", "this-month", "last-month", "next-month",
    "this-quarter", "last-quarter", "next-quarter", "this-year", "last-7-days", "last-30-days", "last-90-days",
    "next-7-days", "next-30-days", "next-90-days", "7-days-ago", "14-days-ago", "30-days-ago", "90-days-ago",
    "in-14-days", "in-30-days",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Whole days, the first and the last among them."""

    first: date
    last: date

    def moments(self) -> tuple[datetime, datetime]:
        """The beginning of the first day and of the one after the last, in the reader's zone."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))


def _midnight(when: date) -> datetime:
    return datetime(when.year, when.month, when.day, tzinfo=ZoneInfo(current.get().zone)).astimezone(UTC)


def plainly(text: str) -> str:
    """A name of days as it is kept: "Last 30 days" is `last-30-days`."""
    return re.sub(r"[\s_]+", "-", text.strip().casefold())


def read_span(text: str, today: date, year: Year = CALENDARS) -> Span | None:
    """The days that a name means on a day; None when it is no name.

    The last and next N days have today among them; weeks begin on Monday, quarters and years as the company's `year`.
    """
    name = plainly(text)
    if name in NAMED:
        return _single(today + timedelta(days=NAMED[name]))
    if found := AROUND.fullmatch(name):
        return _around(found, today, year)
    for pattern, read in ((ROLLING, _rolling), (AWAY, _away)):
        if found := pattern.fullmatch(name):
            return read(found, today)
    return _whole(*period) if (period := year.read(name)) else None


def _single(when: date) -> Span:
    return Span(when, when)


def _around(found: re.Match[str], today: date, year: Year) -> Span:
    """This, the last or the next week, month, quarter or year."""
    monday = today - timedelta(days=today.weekday())
    first = monday if found[2] == "week" else year.first_of(MONTHS[found[2]], today)
    length = _length({"quarter": QUARTER}.get(found[2], 1), {"quarter": "month"}.get(found[2], found[2]))
    first = {"this": first, "last": first - length, "next": first + length}[found[1]]
    return Span(first, first + length - timedelta(days=1))


def _length(count: int, unit: str) -> relativedelta:
    steps = {"day": (count, 0, 0), "week": (7 * count, 0, 0), "month": (0, count, 0), "year": (0, 0, count)}
    days, months, years = steps[unit]
    return relativedelta(days=days, months=months, years=years)


def _rolling(found: re.Match[str], today: date) -> Span | None:
    count, one = int(found[2]), timedelta(days=1)
    if not 1 <= count <= MOST:
        return None
    length = _length(count, found[3])
    return Span(today - length + one, today) if found[1] == "last" else Span(today, today + length - one)


def _away(found: re.Match[str], today: date) -> Span | None:
    count, unit = int(found[1] or found[3]), found[2] or found[4]
    if count > MOST:
        return None
    length = _length(count, unit)
    return _single(today - length if found[1] else today + length)


def _whole(first: date, months: int) -> Span:
    return Span(first, months_on(first, months) - timedelta(days=1))


def in_words(text: str) -> str:
    """A name of days as a person says it; "" when it is no name."""
    name = plainly(text)
    if found := ROLLING.fullmatch(name):
        return _counted(found[1], found[3], int(found[2]))
    if found := AWAY.fullmatch(name):
        way = "ago" if found[1] else "in"
        return _counted(way, found[2] or found[4], int(found[1] or found[3]))
    if CALENDARS.read(name):
        return name.upper()
    return _(name.replace("-", " ")) if name in NAMED or AROUND.fullmatch(name) else ""


def _counted(way: str, unit: str, count: int) -> str:
    """The words are written out, so that each can be translated."""
    span = {
        "day": ngettext("%(n)s day", "%(n)s days", count),
        "week": ngettext("%(n)s week", "%(n)s weeks", count),
        "month": ngettext("%(n)s month", "%(n)s months", count),
    }[unit] % {"n": count}
    ways = {"last": _("the last %s"), "next": _("the next %s"), "ago": _("%s ago"), "in": _("in %s")}
    return ways[way] % span


def today_here() -> date:
    """The day it is in the reader's zone."""
    return datetime.now(ZoneInfo(current.get().zone)).date()
