"""The periods that the page offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as lazy

PERIODS = {
    "": lazy("All time"),
    "this_quarter": lazy("This quarter"),
    "last_quarter": lazy("Last quarter"),
    "year": lazy("Last 12 months"),
}
ONE_DAY = timedelta(days=1)


def months_on(first: date, months: int) -> date:
    """The first of a month, so many months later (or, negative, earlier)."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def first_of(months: int, day: date) -> date:
    """The first day of the month (1), quarter (3) or year (12) with that day in it."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


@dataclass(frozen=True)
class Period:
    """From its first to its last day; None leaves a side open."""

    start: date | None = None
    last: date | None = None


def period_of(key: str, today: date) -> Period:
    """The period of that key; all time for an unknown one."""
    quarter = first_of(3, today)
    match key:
        case "this_quarter":
            return Period(quarter, months_on(quarter, 3) - ONE_DAY)
        case "last_quarter":
            return Period(months_on(quarter, -3), quarter - ONE_DAY)
        case "year":
            return Period(today - timedelta(days=364), today)
        case _:
            return Period()


def days_asked(params: Mapping[str, str], today: date) -> dict[str, str | None]:
    """What `from` and `to` say or, without them, the period that was chosen."""
    if params.get("from") or params.get("to"):
        return {"from": params.get("from"), "to": params.get("to")}
    period = period_of(params.get("period", ""), today)
    return {
        "from": period.start.isoformat() if period.start else None,
        "to": period.last.isoformat() if period.last else None,
    }
