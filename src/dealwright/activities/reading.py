"""What pages and API read alike: which record something is about, days and moments as people write them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from dealwright import Invalid, SalesError
from dealwright.desk.locale import current
from dealwright.desk.times import local
from dealwright.playbook import FieldType
from dealwright.records.kinds import KINDS
from dealwright.records.values import read_value, whole_number

from .repeating import rule_of
from .rules import Until, at_time, next_monday, require_in_reach


def today_here() -> date:
    """The day it is where the reader is."""
    return local(timezone.now()).date()


def read_about(given: Mapping[str, Any]) -> tuple[str, int] | None:
    """The record that the input names, as `deal=12`, `organisation=3` or `person=7`; None when it names none.

    Raises Invalid when it names several, or something that is not a number.
    """
    named = [(kind.one, given[kind.one]) for kind in KINDS.values() if given.get(kind.one) not in (None, "")]
    if not named:
        return None
    if len(named) > 1:
        raise Invalid("Name one record only.", field=named[1][0], remedy=f"Either {named[0][0]} or {named[1][0]}.")
    one, value = named[0]
    return one, read_value(FieldType.ORGANISATION, value, key=one)


def require_about(given: Mapping[str, Any]) -> tuple[str, int]:
    """The record that the input names; raises Invalid when it names none."""
    about = read_about(given)
    if about is None:
        known = ", ".join(kind.one for kind in KINDS.values())
        raise Invalid("Say which record this is about.", field="about", remedy=f"Give the number of one of: {known}.")
    return about


def read_day(text: Any) -> date | None:
    """A day as 2026-03-31, or `tomorrow`, or `monday` for the next one; None when empty."""
    if text == "tomorrow":
        return today_here() + timedelta(days=1)
    if text == "monday":
        return next_monday(today_here())
    day: date | None = read_value(FieldType.DATE, text, key="due_on")
    require_in_reach(day, "due_on")
    return day


def read_clock(text: Any) -> time | None:
    """A time of day as 14:30; None when empty."""
    if not text:
        return None
    try:
        return time.fromisoformat(str(text).strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Invalid(f"“{str(text)[:40]}” is no time.", field="due_time", remedy="Write it like 14:30.") from None


def read_due(given: Mapping[str, Any]) -> tuple[date | None, datetime | None]:
    """The day (`due_on`) and, with a time (`due_time`, on the reader's clock), the moment that a form names."""
    day, clock = read_day(given.get("due_on")), read_clock(given.get("due_time"))
    if clock is None:
        return day, None
    return None, at_time(day or today_here(), clock, current.get().zone)


def read_repeat(given: Mapping[str, Any], day: date | None) -> str:
    """How a task comes back, from the choices of a form: `every`, `weekdays` (a list), `interval`, `until`."""
    every = str(given.get("every") or "")
    if not every:
        return ""
    chosen = given.getlist("weekdays") if isinstance(given, QueryDict) else given.get("weekdays") or []
    interval = whole_number(str(given.get("interval") or "1"))
    if interval is None:
        raise Invalid("Write a whole number.", field="interval")
    until: date | None = read_value(FieldType.DATE, given.get("until"), key="until")
    return rule_of(every, day or today_here(), weekdays=",".join(chosen), interval=interval, until=until)


def read_until(given: Mapping[str, Any]) -> Until | date:
    """Until when tasks are put off: `until` as one of `Until`, or a day; raises Invalid for neither."""
    text = str(given.get("until") or "")
    if text in list(Until):
        return Until(text)
    day: date | None = read_value(FieldType.DATE, text or given.get("due_on"), key="until")
    if day is None:
        raise Invalid("Say until when.", field="until", remedy=f"A day, or one of: {', '.join(Until)}.")
    require_in_reach(day, "until")
    return day


def read_due_moment(text: Any) -> datetime | None:
    """A moment to come or gone, as 2026-03-31T14:00; without a zone it is meant where the reader is."""
    if not text:
        return None
    zone = ZoneInfo(current.get().zone)
    try:
        written = datetime.fromisoformat(str(text).strip())
        return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"“{str(text)[:40]}” is not a moment.", field="due_at", remedy="Write it like 2026-03-31T14:00."
        ) from None


def read_moment(text: Any) -> datetime | None:
    """A moment; without a zone it is meant where the reader is. None when empty; raises Invalid for one to come."""
    if not text:
        return None
    zone = ZoneInfo(current.get().zone)
    try:
        written = datetime.fromisoformat(str(text).strip())
        moment = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"“{str(text)[:40]}” is not a moment.", field="at", remedy="Write it like 2026-03-31T14:00."
        ) from None
    if moment > timezone.now() + timedelta(minutes=5):
        raise Invalid("This has not happened yet.", field="at", remedy="Plan it as a task instead.")
    return moment


def back_from(request: HttpRequest, otherwise: str) -> str:
    """Where to go afterwards: the page that the form names, if it is one of ours."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else otherwise


def told(error: SalesError) -> dict[str, str]:
    """The refusal as an error of its field, with the way to mend it."""
    return error.by_field("title")
