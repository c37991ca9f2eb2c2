"""How things stand when leads are given away: the rules, the load of each member, whose turn it is, who is at work."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Max

from dealwright.activities.hours import Calendar
from dealwright.workspace.queries import company, members

from ..models import OPEN, Assignment, AssignmentRule, Lead
from ..rules import Given, Rule, Standing
from ..territories import territory_of


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


def given_now(at: datetime) -> Given:
    """The active members, who is at work at that moment, and whose territories are whose."""
    active = {each.id: each for each in members() if each.is_active}
    zone = company().zone
    known: dict[int, bool] = {}

    def at_work(member_id: int) -> bool:
        if member_id not in known:
            known[member_id] = is_at_work(active[member_id].zone or zone, at)
        return known[member_id]

    return Given({each.id: each.name for each in active.values()}, at_work, territory_of)


def is_at_work(zone: str, at: datetime) -> bool:
    """Whether somebody whose clock shows the time of `zone` works at that moment."""
    calendar = Calendar(zone=zone)
    return any(since <= at < till for since, till in calendar.spans(calendar.today(at)))
