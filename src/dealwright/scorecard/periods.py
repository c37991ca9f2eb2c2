"""The periods that the page offers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as lazy

from dealwright.workspace.year import QUARTER, Year, months_on

PERIODS = {
    "": lazy("All time"),
    "this_quarter": lazy("This quarter"),
    "last_quarter": lazy("Last quarter"),
    "year": lazy("Last 12 months"),
}
DAYS = {"from": lazy("from"), "to": lazy("to"), "as_of": lazy("as of")}
ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=400)
WHOLE = (1, 3, 12)  # months of a period that has begun on the first of one: up to so many it is a month, quarter, year


@dataclass(frozen=True)
class Period:
    """From its first to its last day; None leaves a side open."""

    start: date | None = None
    last: date | None = None


def before(period: Period) -> Period | None:
    """As many days or, of whole months, as many months just before, up to the same day of them; None without a start.

    Half of a quarter is held against the same half of the quarter before, not against all of it.
    """
    start, last = period.start, period.last
    if start is None or last is None or start - date.min < last - start + LONGEST:
        return None
    if start.day == 1:
        months = (last.year - start.year) * 12 + last.month - start.month + 1
        months = next((whole for whole in WHOLE if months <= whole), months)
        first = months_on(start, -months)
        ends_a_month = (last + ONE_DAY).day == 1
        then = months_on(last.replace(day=1), -months)
        day = (months_on(then, 1) - ONE_DAY).day
        return Period(first, then.replace(day=day if ends_a_month else min(last.day, day)))
    length = last - start + ONE_DAY
    return Period(start - length, start - ONE_DAY)


def period_of(key: str, today: date, year: Year) -> Period:
    """The period of that key; all time for an unknown one."""
    quarter = year.first_of(QUARTER, today)
    match key:
        case "this_quarter":
            return Period(quarter, months_on(quarter, QUARTER) - ONE_DAY)
        case "last_quarter":
            return Period(months_on(quarter, -QUARTER), quarter - ONE_DAY)
        case "year":
            return Period(today - timedelta(days=364), today)
        case _:
            return Period()


def days_asked(params: Mapping[str, str], today: date, year: Year) -> dict[str, str | None]:
    """What `from` and `to` say or, without them, the period that was chosen."""
    if params.get("from") or params.get("to"):
        return {"from": params.get("from"), "to": params.get("to")}
    period = period_of(params.get("period", ""), today, year)
    return {
        "from": period.start.isoformat() if period.start else None,
        "to": period.last.isoformat() if period.last else None,
    }


def days_in_words(params: Mapping[str, str]) -> list[str]:
    """The period, or the days, that are asked for as they are read."""
    days = [f"{name} {params[key]}" for key, name in DAYS.items() if params.get(key)]
    period = "" if params.get("from") or params.get("to") else params.get("period", "")
    return [str(PERIODS[period]), *days] if period in PERIODS and period else days
