"""Overdue tasks that nobody does: after so many working hours the team's manager is told, or gets them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Right, holder_ids, team_of, team_parents
from dealwright.workspace.reach import above

from ..calendars import Rule, escalation, working_calendars
from ..events import TaskEscalated
from ..hours import Calendar, working_hours_between
from ..models import Task

AT_ONCE = 500
LOOKED_BACK = timedelta(days=90)


def escalate_overdue() -> int:
    """Escalate what is overdue for longer than the company allows; returns how many. Each task once, until it moves.

    Tasks overdue by more than ninety days are history, and left alone.
    """
    rule, now = escalation(), timezone.now()
    if rule.after_hours is None:
        return 0
    managers = managers_of()
    found = Task.objects.filter(
        done_at=None, escalated_at=None, due_on__lte=now.date() + timedelta(days=1),
        due_on__gte=(now - LOOKED_BACK).date(), owner_id__in=managers,
    )  # fmt: skip
    rows = list(found.order_by("due_on", "id").values_list("id", "owner_id", "due_on", "due_at"))
    calendars = working_calendars({row[1] for row in rows}) if rows else {}
    late = [
        task_id
        for task_id, owner_id, due_on, due_at in rows
        if working_hours_between(due_at or end_of(due_on, calendars[owner_id]), now, calendars[owner_id])
        >= rule.after_hours
    ]
    return sum(_escalate(late[start : start + AT_ONCE], rule, managers, now) for start in range(0, len(late), AT_ONCE))


def managers_of() -> Mapping[int, int]:
    """The manager of each member who has one: of those who may give tasks away in the same team the first, or else of
    those in the nearest team above it."""
    teams, leads, parents = team_of(), holder_ids(Right.REASSIGN), team_parents()
    first = {teams[one]: one for one in sorted(leads, reverse=True) if one in teams}
    found = {one: _nearest(above(parents, team), first) for one, team in teams.items() if one not in leads}
    return {one: manager for one, manager in found.items() if manager is not None}


def _nearest(team_ids: Iterable[int], first: Mapping[int, int]) -> int | None:
    return next((first[team] for team in team_ids if team in first), None)


def end_of(day: date, calendar: Calendar) -> datetime:
    """When work on a day ends; at midnight where nobody works."""
    spans = list(calendar.spans(day))
    return spans[-1][1] if spans else datetime.combine(day + timedelta(days=1), time(), ZoneInfo(calendar.zone))


@transaction.atomic
def _escalate(ids: list[int], rule: Rule, managers: Mapping[int, int], now: datetime) -> int:
    tasks = list(Task.objects.select_for_update().filter(id__in=ids, done_at=None, escalated_at=None).order_by("id"))
    happenings = []
    for task in tasks:
        owner_id, manager_id = task.owner_id, managers[task.owner_id]
        task.escalated_at, task.escalated_to_id = now, manager_id
        if rule.hands_over:
            task.owner_id = manager_id
        event = TaskEscalated(
            task=task.id, title=task.title, owner=owner_id, to=manager_id, handed_over=rule.hands_over
        )
        kind, subject_id = (task.about_kind, task.about_id) if task.about_id is not None else ("task", task.id)
        happenings.append(Happening(event, subject_id, None, "job", now, kind))
    Task.objects.bulk_update(tasks, ["escalated_at", "escalated_to", "owner"])
    record(happenings)
    return len(tasks)
