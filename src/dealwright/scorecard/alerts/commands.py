"""Verbs of alerts: watch a number, and watch it no more."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor

from ..goals.targets import read_target, require_gauge
from ..queries import require_amounts
from .events import WatchRemoved, WatchSet
from .models import Watch

SIDES = ("above", "below")
MOST = 50


@transaction.atomic
def watch(metric: str, side: str, value: str, *, by: Actor, via: str) -> int:
    """Have the actor told when a number of the last four weeks is above or below a value; returns the watch's id.

    `value` is read as that of a goal. Raises Invalid, and NotAllowed for amounts that are hidden from the actor.
    """
    gauge = require_gauge(metric, "cannot be watched")
    if by.id is None:
        raise Invalid("The command line watches nothing.", remedy="Sign in and watch it there.")
    require_amounts(not gauge.is_money or "amount" not in hidden_keys(kind_of("deals"), by))
    if side not in SIDES:
        raise Invalid(f"A number is watched {' or '.join(SIDES)} a value.", field="side")
    limit = read_target(gauge, value, field="value")
    others = Watch.objects.filter(member_id=by.id).exclude(metric=metric, side=side)
    if others.count() >= MOST:
        raise Conflict(f"You watch {MOST} numbers already.", remedy="Take one away first.")
    row, _made = Watch.objects.update_or_create(
        member_id=by.id, metric=metric, side=side, defaults={"value": limit}
    )  # fmt: skip
    _record(row.id, WatchSet(metric=metric, side=side, value=limit), by, via)
    return int(row.id)


@transaction.atomic
def change_watch(watch_id: int, value: str, *, by: Actor, via: str) -> None:
    """Have the actor told of another value. Raises as `watch` does, and NotFound for one that is not theirs."""
    row = _own(watch_id, by)
    watch(row.metric, row.side, value, by=by, via=via)


@transaction.atomic
def unwatch(watch_id: int, *, by: Actor, via: str) -> None:
    """Have the actor watch it no more. Raises NotFound for one that is not theirs."""
    row = _own(watch_id, by)
    Watch.objects.filter(id=row.id).delete()
    _record(watch_id, WatchRemoved(metric=row.metric), by, via)


def _own(watch_id: int, by: Actor) -> Watch:
    row = Watch.objects.filter(id=watch_id, member_id=by.id).first()
    if row is None:
        raise NotFound("You do not watch this.")
    return row


def _record(watch_id: int, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, watch_id, by.id, via, timezone.now())])
