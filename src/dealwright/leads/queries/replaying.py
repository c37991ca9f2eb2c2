"""Who would have got the leads of a past period by some rules, and why; nothing is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import Assignment, Lead
from ..rules import OPEN_STATUSES, Decision, Rule, Standing, choose
from .assigning import given_at, last_before
from .told import facts_by_id

AT_ONCE = 2_000
MOST = 20_000
MONTH = 30
CAME = Coalesce("first_touch_at", "created_at")  # of those that a file brought in, too


class Past(NamedTuple):
    """A lead of the period: when it came, whose it is now, and when it was closed (None: it is open)."""

    id: int
    name: str
    came_at: datetime
    owner_id: int | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Replayed:
    """A lead, who got it first in truth, and what the rules would have decided."""

    lead: Past
    had_id: int | None
    decision: Decision

    @property
    def differs(self) -> bool:
        """Whether somebody else would have got it."""
        return self.had_id != self.decision.member_id


def replay(rules: Sequence[Rule], days: int = MONTH, now: datetime | None = None) -> list[Replayed]:
    """What these rules would have decided about the leads of the last days, oldest first, at most 20,000 of them.

    It begins with the open leads that each member had then and with whose turn it was, and goes through the period as
    it was: a lead counts as open until the day on which it was closed in truth.
    """
    end = now or timezone.now()
    begin = end - timedelta(days=days)
    clock = [begin]
    given = given_at(lambda: clock[0])
    standing = Standing(_load(begin), last_before(rules, begin))
    closing = _closed_since(begin)
    found = []
    for past, facts, had_id in _leads(begin, end):
        clock[0] = past.came_at
        while closing and closing[0][0] <= past.came_at:
            standing.load[heappop(closing)[1]] -= 1
        decision = choose(rules, facts, standing, given)
        if decision.member_id is not None and decision.rule is not None:
            standing.gave(decision.rule.id, decision.member_id)
            if past.closed_at is not None:
                heappush(closing, (past.closed_at, decision.member_id))
        found.append(Replayed(past, had_id, decision))
    return found


def _load(moment: datetime) -> dict[int, int]:
    """How many leads of each member were open at that moment, by who owns them now."""
    open_then = Q(status__in=OPEN_STATUSES) | Q(status_at__gt=moment)
    rows = _owned_before(moment).filter(open_then).values("owner_id")
    return dict(rows.annotate(n=Count("id")).values_list("owner_id", "n"))


def _closed_since(moment: datetime) -> list[tuple[datetime, int]]:
    """When and whose leads of before that moment were closed after it, in order of time."""
    closed = _owned_before(moment).exclude(status__in=OPEN_STATUSES).filter(status_at__gt=moment)
    return list(closed.order_by("status_at", "id").values_list("status_at", "owner_id"))


def _owned_before(moment: datetime) -> QuerySet[Lead]:
    return Lead.objects.annotate(came=CAME).filter(came__lt=moment, owner__isnull=False)


def _leads(begin: datetime, end: datetime) -> Iterator[tuple[Past, dict[str, object], int | None]]:
    rows = Lead.objects.annotate(came=CAME).filter(came__gte=begin, came__lte=end).order_by("came", "id")
    found = list(rows.values_list("id", "name", "came", "owner_id", "status", "status_at")[:MOST])
    for start in range(0, len(found), AT_ONCE):
        batch = found[start : start + AT_ONCE]
        ids = [row[0] for row in batch]
        facts, first = facts_by_id(ids), _first(ids)
        for lead_id, name, came_at, owner_id, status, status_at in batch:
            past = Past(lead_id, name, came_at, owner_id, None if status in OPEN_STATUSES else status_at)
            yield past, facts[lead_id], first.get(lead_id, owner_id)


def _first(lead_ids: Sequence[int]) -> dict[int, int | None]:
    """To whom each of these leads was given first; those that never were are not there."""
    rows = Assignment.objects.filter(lead_id__in=lead_ids).order_by("-id").values_list("lead_id", "member_id")
    return dict(rows)
