"""How things stand when leads are given away: the rules, the load of each member, whose turn it is, who is at work."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, Max

from dealwright.activities.calendars import working_calendars
from dealwright.activities.hours import Calendar
from dealwright.workspace.queries import members
from dealwright.workspace.territories import OWNERSHIP, lands

from ..models import OPEN, Assignment, AssignmentRule, Lead
from ..rules import Facts, Given, Rule, Standing, Territory


def assignment_rules() -> list[Rule]:
    """The rules in the order in which they are asked."""
    rows = AssignmentRule.objects.order_by("place", "id")
    found = rows.values_list("id", "title", "condition", "method", "members", "in_hours")
    return [Rule(*each[:4], tuple(each[4]), each[5]) for each in found]


def standing_now(rules: Sequence[Rule]) -> Standing:
    """How many open leads each member has, and who got the last lead of each rule; two or three queries."""
    owned = Lead.objects.filter(OPEN, owner__isnull=False)
    load = dict(owned.values("owner_id").annotate(n=Count("id")).values_list("owner_id", "n"))
    return Standing(load, _last(rules))


def _last(rules: Sequence[Rule], before: datetime | None = None) -> dict[int, int]:
    given = Assignment.objects.filter(rule_id__in=[rule.id for rule in rules], member__isnull=False)
    if before is not None:
        given = given.filter(at__lt=before)
    latest = list(given.values("rule_id").annotate(latest=Max("id")).values_list("latest", flat=True))
    return dict(Assignment.objects.filter(id__in=latest).values_list("rule_id", "member_id")) if latest else {}


def last_before(rules: Sequence[Rule], moment: datetime) -> dict[int, int]:
    """Who got the last lead of each rule before that moment."""
    return _last(rules, moment)


def given_at(at: Callable[[], datetime]) -> Given:
    """The active members, who of them is at work at the moment that `at` tells when asked, whose territories are whose.

    Calendars and territories are read when first asked for, and once.
    """
    names = {each.id: each.name for each in members() if each.is_active}
    calendars = cache(lambda: working_calendars(list(names)))
    ground = cache(lambda: [land for land in lands() if land.gives == OWNERSHIP and land.members])

    def at_work(member_id: int) -> bool:
        return is_at_work(calendars()[member_id], at())

    def territory(facts: Facts) -> Territory | None:
        found = next((land for land in ground() if land.holds(as_customer(facts))), None)
        return Territory(found.title, tuple(found.members)) if found else None

    return Given(names, at_work, territory)


def is_at_work(calendar: Calendar, at: datetime) -> bool:
    """Whether somebody with this calendar works at that moment."""
    return any(since <= at < till for since, till in calendar.spans(calendar.today(at)))


def as_customer(facts: Facts) -> dict[str, Any]:
    """What is known of a lead by the names that territories look at."""
    known = {"name": facts.get("organisation") or facts.get("name")}
    return known | {name: facts[name] for name in ("country", "domain", "source") if name in facts}
