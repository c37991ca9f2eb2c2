"""How long leads wait until somebody speaks to them, by where they came from and by who works them."""

import math
import statistics
from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from dealwright.workspace.queries import Actor, member_names

from ..access import visible
from ..models import Lead

PERIOD = timedelta(days=90)
MOST = 20_000
FEWEST = 5
OPEN = ("new", "working", "qualified")


class Wait(NamedTuple):
    """The leads of a source or a member: how many were spoken to, after which time, and how many still wait.

    Half of them were spoken to within `median`, nine in ten within `p90`; both None with fewer than five.
    """

    name: str
    spoken: int
    median: timedelta | None
    p90: timedelta | None
    waiting: int


def first_touches(actor: Actor) -> tuple[list[Wait], list[Wait]]:
    """By source and by owner ("" for none), most leads first, of the visible leads of the last ninety days.

    The time runs from when the lead came to the first call, meeting or e-mail; at most the latest 20,000 leads count.
    """
    rows = Lead.objects.filter(visible(actor), created_at__gte=timezone.now() - PERIOD).order_by("-created_at", "-id")
    found = list(rows.values_list("source__name", "owner_id", "created_at", "first_contact_at", "status")[:MOST])
    names = member_names()
    by_source = [(source or "", *row) for source, _, *row in found]
    by_owner = [(names.get(owner or 0, ""), *row) for _, owner, *row in found]
    return _waits(by_source), _waits(by_owner)


Row = tuple[str, datetime, datetime | None, str]


def _waits(rows: list[Row]) -> list[Wait]:
    spoken: dict[str, list[timedelta]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    for name, came, contact, status in rows:
        if contact is not None:
            spoken[name].append(max(contact - came, timedelta(0)))
        elif status in OPEN:
            waiting[name] += 1
    found = [_wait(name, spoken[name], waiting[name]) for name in {*spoken, *waiting}]
    return sorted(found, key=lambda one: (-one.spoken - one.waiting, one.name))


def _wait(name: str, times: list[timedelta], waiting: int) -> Wait:
    if len(times) < FEWEST:
        return Wait(name, len(times), None, None, waiting)
    ordered = sorted(times)
    return Wait(name, len(times), statistics.median(ordered), ordered[math.ceil(0.9 * len(ordered)) - 1], waiting)
