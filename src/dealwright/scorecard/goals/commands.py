"""Verbs of goals: set one, give it another target, withdraw it."""

import re
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.records.money import to_minor
from dealwright.workspace.queries import Actor, company

from ..gauges import GAUGES, Gauge
from ..queries import require_amounts
from .events import GoalChanged, GoalSet, GoalWithdrawn
from .models import Goal
from .periods import MONTHS, span_of
from .scopes import People, Scope, require_setting

WHOLE = 10_000  # a share of one, as it is kept
LARGEST = 10**9


@transaction.atomic
def set_goal(metric: str, period: str, target: str, scope: Scope, *, by: Actor, via: str) -> int:
    """Have the scope reach the target in each month, quarter or year from the present one on; returns the goal's id.

    `target` is a whole number, an amount in the company's currency or a share in per cent, as the metric asks. Where
    there is a goal already it gets this target. Raises Invalid, NotFound for nobody, NotAllowed for others' goals.
    """
    gauge, people = _gauge(metric, by), People(by)
    if period not in MONTHS:
        raise Invalid(f"A goal is for a {', '.join(MONTHS)}, not “{period[:20]}”.", field="period")
    if not people.exists(scope):
        raise NotFound("There is nobody to have this goal.", field="who")
    require_setting(people, scope)
    wanted = read_target(gauge, target)
    key = {"metric": metric, "period": period, "member_id": scope.member, "team_id": scope.team}
    row = Goal.objects.select_for_update().filter(**key, withdrawn_at=None).first()
    if row is None:
        since = span_of(period, timezone.localdate())[0]
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
    row = Goal.objects.select_for_update().filter(id=goal_id, withdrawn_at=None).first()
    scope = Scope(row.member_id, row.team_id) if row else None
    if row is None or scope is None or not people.sees(scope):
        raise NotFound("There is no such goal.", remedy="It may have been withdrawn.")
    require_setting(people, scope)
    Goal.objects.filter(id=row.id).update(withdrawn_at=timezone.now())
    _record(row.id, GoalWithdrawn(metric=row.metric), by, via)


def read_target(gauge: Gauge, text: str, field: str = "target") -> int:
    """The target as it is kept; raises Invalid for what is no such target, or none above zero."""
    if gauge.is_money:
        kept = to_minor(text, company().currency, field=field)
    else:
        kept = _number(gauge, re.sub(r"[\s%]", "", text), field)
    if kept <= 0 or (not gauge.is_money and kept > LARGEST):
        raise Invalid("This must be above zero.", field=field)
    if gauge.unit == "ratio" and kept > WHOLE:
        raise Invalid("A share is at most 100 %.", field=field)
    return kept


def _number(gauge: Gauge, text: str, field: str) -> int:
    is_share = gauge.unit == "ratio"
    try:
        kept = Decimal(text) * (100 if is_share else 1)
    except InvalidOperation:
        kept = Decimal("NaN")
    if not kept.is_finite() or kept != int(kept):
        remedy = "Write per cent, like 35." if is_share else "Write a whole number, like 20."
        raise Invalid(f"“{text[:40]}” cannot be understood.", field=field, remedy=remedy)
    return int(kept)


def _gauge(metric: str, by: Actor) -> Gauge:
    gauge = GAUGES.get(metric)
    if gauge is None:
        raise Invalid(f"“{metric[:40]}” has no goals.", field="metric", remedy=f"Choose one of {', '.join(GAUGES)}.")
    require_amounts(not gauge.is_money or "amount" not in hidden_keys(kind_of("deals"), by))
    return gauge


def _record(goal_id: int, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, goal_id, by.id, via, timezone.now())])
