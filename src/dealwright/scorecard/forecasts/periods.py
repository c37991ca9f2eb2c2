"""The months and quarters that a forecast is for."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from babel.dates import format_date
from django.utils.translation import gettext as _

from dealwright import BadRequest
from dealwright.desk.times import spoken
from dealwright.workspace.year import CALENDARS, QUARTER, Year, months_on

FIRST_MONTHS = "QRS"  # of a quarter: the first, second or third month of one of the calendar's


@dataclass(frozen=True, order=True)
class Period:
    """From the day `start` up to the day `end`, which no longer belongs to it; `year` names it."""

    start: date
    end: date
    year: Year = field(default=CALENDARS, compare=False)

    @property
    def months(self) -> int:
        """1 for a month, 3 for a quarter."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def key(self) -> str:
        """As it is written: 2026-11, 2026-Q4, FY27-Q2."""
        return self.year.written(self.start, self.months)

    @property
    def kept(self) -> str:
        """As it is kept, in whichever month the company's year may begin later: 2026-11, 2026-Q4, 2026-R4 from November
        on."""
        if self.months == 1:
            return self.key
        quarter, months = divmod(self.start.month - 1, QUARTER)
        return f"{self.start.year}-{FIRST_MONTHS[months]}{quarter + 1}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def title(self) -> str:
        """As people say it: November 2026, quarter 4 of 2026, quarter 2 of FY27."""
        if self.months == 1:
            return format_date(self.start, "LLLL y", locale=spoken())
        return _("Quarter %(n)s of %(year)s") % {
            "n": self.year.quarter(self.start), "year": self.year.name(self.start)
        }  # fmt: skip

    def shifted(self, by: int) -> "Period":
        """So many periods of its length later."""
        return _from(months_on(self.start, by * self.months), self.months, self.year)

    def steps(self, day: date) -> tuple[tuple[date, ...], int]:
        """The ends of the months from a day up to its own end, and how many of them lie before it begins."""
        ends, first = [], day.replace(day=1)
        while not ends or ends[-1] < self.end:
            first = months_on(first, 1)
            ends.append(first)
        return tuple(ends), sum(end <= self.start for end in ends)


def month_of(day: date) -> Period:
    """The month that a day lies in."""
    return _from(day.replace(day=1), 1, CALENDARS)


def quarter_of(day: date, year: Year) -> Period:
    """The quarter that a day lies in."""
    return _from(year.first_of(QUARTER, day), QUARTER, year)


def ahead(day: date, year: Year) -> list[Period]:
    """The periods that are forecast on a day: this month and the next, this quarter and the next."""
    month, quarter = month_of(day), quarter_of(day, year)
    return [month, month.shifted(1), quarter, quarter.shifted(1)]


def read_period(text: str, today: date, year: Year) -> Period:
    """The period that is written so, this month for an empty text; raises BadRequest, of the field `period`."""
    if not text:
        return month_of(today)
    first, months = year.read(text) or (today, 0)
    if months not in (1, QUARTER) or first != year.first_of(months, first):
        said, now = f"“{text[:20]}” is neither a month nor a quarter of your year.", quarter_of(today, year).key
        raise BadRequest(said, field="period", remedy=f"Write it like {today:%Y-%m} or {now}.")
    return _from(first, months, year)


def _from(first: date, months: int, year: Year) -> Period:
    return Period(first, months_on(first, months), year)
