"""The month, quarter or year that a day lies in, and how much of its work is done by then."""

from datetime import date

from dealwright.activities.hours import Calendar
from dealwright.workspace.year import MONTHS, WHOLE, Year, months_on

from ..periods import ONE_DAY

Span = tuple[date, date]


def span_of(period: str, day: date, year: Year) -> Span:
    """First and last day of the month, quarter or year with that day in it."""
    months = MONTHS[period]
    first = year.first_of(months, day)
    return first, months_on(first, months) - ONE_DAY


def year_before(span: Span) -> Span:
    """The same period of the year before."""
    return months_on(span[0], -WHOLE), months_on(span[1] + ONE_DAY, -WHOLE) - ONE_DAY


def worked(span: Span, today: date, calendar: Calendar) -> float:
    """The share of the period's working days that lie before today: 0 to 1, and by days where nobody works."""
    first, last = span
    if today > last:
        return 1.0
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    working = [day for day in days if calendar.works_on(day)] or days
    return sum(day < today for day in working) / len(working)


def day_at(span: Span, share: float, calendar: Calendar) -> date:
    """The first day of a period by whose beginning so much of its work is done; the day after it for all."""
    first, last = span
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    working = [day for day in days if calendar.works_on(day)] or days
    done = round(share * len(working))
    return working[done] if done < len(working) else last + ONE_DAY
