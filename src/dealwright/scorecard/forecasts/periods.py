"""The months and quarters that a forecast is for. They are the calendar's: a company's own year is not kept yet."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from django.utils.translation import gettext as _

from dealwright import BadRequest
from dealwright.desk.times import spoken

from ..periods import first_of, months_on

WRITTEN = re.compile(r"([1-9]\d{3})-(?:(0[1-9]|1[0-2])|Q([1-4]))")
LAST_YEAR = 9_000


@dataclass(frozen=True, order=True)
class Period:
    """From the day `start` up to the day `end`, which no longer belongs to it."""

    start: date
    end: date

    @property
    def months(self) -> int:
        """1 for a month, 3 for a quarter."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def key(self) -> str:
        """As it is written: 2026-11, 2026-Q4."""
        quarter = f"Q{(self.start.month + 2) // 3}"
        return f"{self.start.year}-{f'{self.start.month:02}' if self.months == 1 else quarter}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def title(self) -> str:
        """As people say it: November 2026, quarter 4 of 2026."""
        if self.months == 1:
            return format_date(self.start, "LLLL y", locale=spoken())
        return _("Quarter %(n)s of %(year)s") % {"n": (self.start.month + 2) // 3, "year": self.start.year}

    def shifted(self, by: int) -> "Period":
        """So many periods of its length later."""
        return _from(months_on(self.start, by * self.months), self.months)

    def steps(self, day: date) -> tuple[tuple[date, ...], int]:
        """The ends of the months from a day up to its own end, and how many of them lie before it begins."""
        ends, first = [], day.replace(day=1)
        while not ends or ends[-1] < self.end:
            first = months_on(first, 1)
            ends.append(first)
        return tuple(ends), sum(end <= self.start for end in ends)


def month_of(day: date) -> Period:
    """The month that a day lies in."""
    return _from(first_of(1, day), 1)


def quarter_of(day: date) -> Period:
    """The quarter that a day lies in."""
    return _from(first_of(3, day), 3)


def ahead(day: date) -> list[Period]:
    """The periods that are forecast on a day: this month and the next, this quarter and the next."""
    return [month_of(day), month_of(day).shifted(1), quarter_of(day), quarter_of(day).shifted(1)]


def read_period(text: str, today: date) -> Period:
    """The period that is written so, this month for an empty text; raises BadRequest, of the field `period`."""
    if not text:
        return month_of(today)
    found = WRITTEN.fullmatch(text)
    if found is None or int(found[1]) > LAST_YEAR:
        said = f"“{text[:20]}” is neither a month nor a quarter."
        raise BadRequest(said, field="period", remedy="Write it like 2026-11 or 2026-Q4.")
    year, month, quarter = found.groups()
    return _from(date(int(year), int(month) if month else int(quarter) * 3 - 2, 1), 1 if month else 3)


def _from(first: date, months: int) -> Period:
    return Period(first, months_on(first, months))
