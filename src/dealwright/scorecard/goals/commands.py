"""Verbs of goals: set one, give it another target, withdraw it."""

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor, year_of_company
from dealwright.workspace.year import MONTHS

from ..gauges import Gauge
from ..queries import require_amounts
from .events import GoalChanged, GoalSet, GoalWithdrawn
from .models import Goal
from .periods import span_of
from .scopes import COMPANY, People, Scope, require_setting
from .targets import read_target, require_gauge


@transaction.atomic
def set_goal(metric: str, period: str, target: str, scope: Scope, *, by: Actor, via: str) -> int:
    """Have the scope reach the target in each month, quarter or year from the present one on; returns the goal's id.

    `metric` is a gauge's key (see `gauges_of`). `target` is a number, an amount in the company's currency or a share in
    per cent, as the figure asks: to be reached, or not to be passed where less is better. Where there is a goal already
    it gets this target. Raises Invalid, NotFound for nobody, NotAllowed for others' goals.
    """
    people = People(by)
    gauge = _gauge(metric, scope, by)
    if period not in MONTHS:
        raise Invalid(f"A goal is for a {', '.join(MONTHS)}, not “{period[:20]}”.", field="period")
    if not people.exists(scope):
        raise NotFound("There is nobody to have this goal.", field="who")
    require_setting(people, scope)
    wanted = read_target(gauge, target)
    key = {"metric": metric, "period": period, "member_id": scope.member, "team_id": scope.team}
    row = Goal.objects.select_for_update().filter(**key, withdrawn_at=None).first()
    if row is None:
        since = span_of(period, timezone.localdate(), year_of_company(by))[0]
        row = Goal.objects.create(**key, target=wanted, since=since)
        told: Event = GoalSet(metric=metric, period=period, target=wanted, member=scope.member, team=scope.team)
        _record(row.id, told, by, via)
    elif row.target != wanted:
        told = GoalChanged(old={"target": row.target}, new={"target": wanted})
        Goal.objects.filter(id=row.id).update(target=wanted)
        _record(row.id, told, by, via)
    return int(row.id)


@transaction.atomic
def withdraw_goal(goal_id: int, *, by: Actor, via: str) -> None:
    """Have the goal hold no longer. Raises NotFound for one that is not there or not seen, NotAllowed for others'."""
    people = People(by)
    row, scope = _goal(goal_id, people)
    require_setting(people, scope)
    Goal.objects.filter(id=row.id).update(withdrawn_at=timezone.now())
    _record(row.id, GoalWithdrawn(metric=row.metric), by, via)


@transaction.atomic
def change_goal(goal_id: int, target: str, *, by: Actor, via: str) -> None:
    """Give a goal another target. Raises as `set_goal` does, and NotFound for one that is not there or not seen."""
    row, scope = _goal(goal_id, People(by))
    set_goal(row.metric, row.period, target, scope, by=by, via=via)


def _gauge(metric: str, scope: Scope, by: Actor) -> Gauge:
    gauge = require_gauge(metric, "has no goals")
    require_amounts(not gauge.is_money or "amount" not in hidden_keys(kind_of("deals"), by))
    if gauge.better == "neither":
        told = "Neither more nor less of it is better by itself."
        raise Invalid(f"“{gauge.title}” has no goals.", field="metric", remedy=f"{told} Watch it instead.")
    if scope != COMPANY and not gauge.has_owners:
        raise Invalid(f"“{gauge.title}” is told of the whole company only.", field="who", remedy="Set it for company.")
    return gauge


def _goal(goal_id: int, people: People) -> tuple[Goal, Scope]:
    """The goal that holds, and whose it is; raises NotFound for one that is not there or not seen."""
    row = Goal.objects.select_for_update().filter(id=goal_id, withdrawn_at=None).first()
    scope = Scope(row.member_id, row.team_id) if row else None
    if row is None or scope is None or not people.sees(scope):
        raise NotFound("There is no such goal.", remedy="It may have been withdrawn.")
    return row, scope


def _record(goal_id: int, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, goal_id, by.id, via, timezone.now())])
