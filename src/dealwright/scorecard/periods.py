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


@dataclass(frozen=True)
class Period:
    """From its first to its last day; None leaves a side open."""

    start: date | None = None
    last: date | None = None


def period_of(key: str, today: date) -> Period:
    """The period of that key; all time for an unknown one."""
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    match key:
        case "this_quarter":
            return Period(quarter, (quarter + timedelta(days=95)).replace(day=1) - ONE_DAY)
        case "last_quarter":
            return Period((quarter - timedelta(days=80)).replace(day=1), quarter - ONE_DAY)
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
