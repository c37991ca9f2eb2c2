"""When people work, what becomes of overdue tasks, and the secret address of a member's calendar."""

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.workspace.queries import Actor, Right, hashed, member, require

from ..calendars import Times
from ..events import CalendarFeedMade, CalendarFeedRevoked, EscalationChanged, WorkingTimeChanged
from ..hours import public_holidays, read_week, write_spans
from ..models import Escalation, Feed, WorkingTime
from ..rules import LONGEST_TITLE

MOST_DAYS_OFF = 100
LONGEST_WAIT = 1_000
LONGEST_REGION = 10


@transaction.atomic
def set_working_time(member_id: int | None, times: Times, *, by: Actor, via: str) -> None:
    """Say when a member works (oneself, or anybody for those who manage members), or without one the company.

    Raises Invalid for hours that are none, an unknown country or region, days off that end before they begin, and
    NotAllowed.
    """
    if member_id is None or member_id != by.id:
        require(by, Right.MEMBERS)
    if member_id is not None:
        member(member_id)
    hours = [write_spans(spans) for spans in read_week(times.hours)] if times.hours is not None else None
    if member_id is None and not any(hours or ()):
        raise Invalid("Enter hours for at least one weekday.", field="monday")
    country, region = times.country.strip().upper(), times.region.strip().upper()
    if len(region) > LONGEST_REGION:
        raise Invalid(f"“{region[:20]}…” is no region.", field="region", remedy="Use its short code, such as BY.")
    public_holidays(country, region)
    days_off = _days_off(times.days_off)
    row = {"hours": hours, "country": country, "region": region, "days_off": days_off}
    WorkingTime.objects.update_or_create(member_id=member_id, defaults=row)
    event = WorkingTimeChanged(hours=hours, country=country, region=region, days_off=days_off)
    _tell(event, member_id or 0, by, via)


def _days_off(days_off: Sequence[tuple[date, date, str]]) -> list[list[str]]:
    if len(days_off) > MOST_DAYS_OFF:
        raise Invalid(f"These are {len(days_off)} entries; {MOST_DAYS_OFF} fit.", field="days_off")
    for first, last, name in days_off:
        if last < first:
            raise Invalid(f"{first} to {last} ends before it begins.", field="days_off")
        if len(name) > LONGEST_TITLE:
            raise Invalid(f"This is {len(name)} characters long; {LONGEST_TITLE} fit.", field="days_off")
    return [[first.isoformat(), last.isoformat(), name.strip()] for first, last, name in sorted(days_off)]


@transaction.atomic
def set_escalation(after_hours: int | None, hands_over: bool = False, *, by: Actor, via: str) -> None:
    """Have a manager told of tasks that are overdue by so many working hours, or given them; None: never."""
    require(by, Right.MEMBERS)
    if after_hours is not None and not 1 <= after_hours <= LONGEST_WAIT:
        raise Invalid(f"Between 1 and {LONGEST_WAIT} working hours.", field="after_hours")
    row = {"after_hours": after_hours, "hands_over": hands_over}
    Escalation.objects.update_or_create(id=1, defaults=row)
    _tell(EscalationChanged(after_hours=after_hours, hands_over=hands_over), 0, by, via)


@transaction.atomic
def make_feed(*, by: Actor, via: str) -> str:
    """Make the actor's calendar address; returns its secret, which is shown once. The one before stops working."""
    if by.id is None:
        raise Invalid("Only a member has a calendar.")
    _revoke(by.id)
    secret = secrets.token_hex(16)  # 128 bits
    Feed.objects.create(member_id=by.id, hash=hashed(secret), created_at=timezone.now())
    _tell(CalendarFeedMade(), by.id, by, via)
    return secret


@transaction.atomic
def revoke_feed(*, by: Actor, via: str) -> None:
    """Stop the actor's calendar address from working; without one nothing happens."""
    if by.id is not None and _revoke(by.id):
        _tell(CalendarFeedRevoked(), by.id, by, via)


def _revoke(member_id: int) -> int:
    return Feed.objects.filter(member_id=member_id, revoked_at=None).update(revoked_at=timezone.now())


def _tell(event: Event, subject_id: int, by: Actor, via: str) -> None:
    record([Happening(event, subject_id, by.id, via, timezone.now())])
