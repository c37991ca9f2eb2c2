"""When members work: their own hours, else the company's, with its holidays and their days off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from dealwright.ledger.kept import kept
from dealwright.workspace.queries import company, zones_of

from .hours import OFFICE, Calendar, DaysOff, Week, public_holidays, read_week, start_of_work, write_spans
from .models import Escalation, WorkingTime

COMPANY = 0  # instead of a member's number


@dataclass(frozen=True)
class Times:
    """What was entered: seven texts Monday first (None: as the company), country, region, days off with names."""

    hours: Sequence[str] | None = None
    country: str = ""
    region: str = ""
    days_off: Sequence[tuple[date, date, str]] = ()


@dataclass(frozen=True)
class Rule:
    """After how many working hours overdue a manager is told (None: never), and whether they get the task."""

    after_hours: int | None = None
    hands_over: bool = False


USUAL = Times(tuple(write_spans(spans) for spans in OFFICE))


def times_of(member_ids: Collection[int]) -> dict[int, Times]:
    """What was entered for the company, under `COMPANY`, and for those of these members who have their own."""
    return {row[0] or COMPANY: _times(*row[1:]) for row in _entered(ids=list(member_ids))}


def _times(hours: Sequence[str] | None, country: str, region: str, days_off: Sequence[Sequence[str]]) -> Times:
    days = tuple((date.fromisoformat(first), date.fromisoformat(last), name) for first, last, name in days_off)
    return Times(hours, country, region, days)


@kept
def _entered(ids: Any) -> QuerySet[WorkingTime, Any]:
    found = WorkingTime.objects.filter(Q(member_id=None) | Q(member_id__in=ids))
    return found.values_list("member_id", "hours", "country", "region", "days_off")


def working_calendar(member_id: int | None) -> Calendar:
    """When a member works; without a member, when the company does. Two queries."""
    return working_calendars([member_id])[member_id]


def working_calendars(member_ids: Collection[int | None]) -> dict[int | None, Calendar]:
    """The working calendar of each of these members by id, None standing for the company; two queries."""
    ids = sorted({each for each in member_ids if each is not None})
    entered, zones = times_of(ids), zones_of(ids)
    ours = company().zone if set(member_ids) - zones.keys() else ""
    shared = entered.get(COMPANY, USUAL)
    made: dict[int | None, Calendar] = {}
    for member_id in {*ids, *member_ids}:
        own = entered.get(member_id, Times()) if member_id is not None else Times()
        made[member_id] = calendar_of(own, shared, zones.get(member_id) or ours)
    return made


def begin_of_work(member: Any, moment: datetime) -> datetime | None:
    """When the member's working day that holds the moment begins; None on a day off."""
    calendar = working_calendar(member.id)
    today = calendar.today(moment)
    return start_of_work(today, calendar) if calendar.works_on(today) else None


def calendar_of(own: Times, shared: Times, zone: str) -> Calendar:
    """The calendar that a member's own times and the company's make together."""
    week = _week(tuple(own.hours or shared.hours or USUAL.hours or ()))
    country, region = (own.country, own.region) if own.country else (shared.country, shared.region)
    ranges = [(first, last) for first, last, _ in (*own.days_off, *shared.days_off)]
    return Calendar(week, zone, DaysOff(public_holidays(country, region), ranges))


@lru_cache(maxsize=500)  # a company has few different weeks, and each new deal looks at one
def _week(texts: tuple[str, ...]) -> Week:
    return read_week(texts)


def escalation() -> Rule:
    """The company's rule for overdue tasks."""
    row = Escalation.objects.order_by("id").values_list("after_hours", "hands_over").first()
    return Rule(*row) if row else Rule()
