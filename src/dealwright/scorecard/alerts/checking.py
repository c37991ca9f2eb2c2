"""The nightly look at all numbers: each as whoever hears of it sees it, raised once while it stays outside."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Right, holder_ids, working_members

from ..gauges import GAUGES, Gauge, Total, by_day, dailies
from ..goals.queries import target_of
from ..owners.queries import owner_ids
from ..queries import Desk, desk
from .bands import RECENT, Verdict, judge, weeks_of
from .events import AlertRaised
from .models import Alert, Watch

WEEKS_KNOWN = 170


@dataclass(frozen=True)
class Finding:
    """What a look found: outside on a side (None: inside), whether that is over, and what to tell."""

    side: str | None
    is_over: bool
    facts: Mapping[str, Any]


def check(today: date | None = None) -> int:
    """Look at every number for everybody who hears of it; returns how many alerts were raised. Again does no harm."""
    day, raised = today or timezone.localdate(), 0
    heard, watches = listeners(), defaultdict(list)
    for watch in Watch.objects.order_by("id"):
        watches[watch.member_id].append(watch)
    for member in working_members({*heard, *watches}):
        raised += _look(member, heard.get(member.id, []), watches[member.id], day)
    return raised


def listeners() -> dict[int, list[Gauge]]:
    """Who hears when which number leaves its band: who answers for it, else those who manage members."""
    named, found = owner_ids(), defaultdict(list)
    everywhere = holder_ids(Right.MEMBERS) if len(named) < len(GAUGES) else frozenset()
    for gauge in GAUGES.values():
        owner = named.get(gauge.metric or gauge.key)
        for who in {owner} if owner else everywhere:
            found[who].append(gauge)
    return dict(found)


def _look(member: Any, gauges: Sequence[Gauge], watches: Sequence[Watch], day: date) -> int:
    asked, monday = desk(member), day - timedelta(days=day.weekday())
    weeks = {
        key: weeks_seen(asked, GAUGES[key], day) for key in {*(g.key for g in gauges), *(w.metric for w in watches)}
    }
    raised = 0
    for gauge in gauges:
        if not gauge.is_money or asked.tells_money:
            raised += _note(member, gauge, None, _of_band(judge(gauge, weeks[gauge.key])), monday)
    for watch in watches:
        if not GAUGES[watch.metric].is_money or asked.tells_money:
            raised += _note(member, GAUGES[watch.metric], watch, _of_watch(watch, weeks[watch.metric]), monday)
    return raised


def weeks_seen(asked: Desk, gauge: Gauge, day: date) -> list[Total]:
    """The number week by week, as whoever asks sees it."""
    since = day - timedelta(weeks=WEEKS_KNOWN, days=day.weekday())
    return weeks_of(by_day(dailies(asked.facts, gauge, since), None), day)


def _of_band(verdict: Verdict | None) -> Finding:
    if verdict is None:
        return Finding(None, True, {})
    return Finding(verdict.side, verdict.back and not verdict.side, asdict(verdict))


def _of_watch(watch: Watch, weeks: Sequence[Total]) -> Finding:
    gauge, recent = GAUGES[watch.metric], weeks[-RECENT:]
    value = Total(*(sum(getattr(week, name) for week in recent) for name in ("n", "of", "amount_minor"))).value(gauge)
    limit = target_of(gauge, watch.value)
    if value is None or len(recent) < RECENT:
        return Finding(None, True, {})
    is_outside = value > limit if watch.side == "above" else value < limit
    facts = {"value": value, "limit": limit, "weeks": RECENT}
    return Finding(watch.side if is_outside else None, not is_outside, facts)


@transaction.atomic
def _note(member: Any, gauge: Gauge, watch: Watch | None, found: Finding, monday: date) -> int:
    """Raise an alert where there is none yet, end those that are over; returns how many were raised."""
    last = monday - timedelta(days=1)
    standing = Alert.objects.filter(member_id=member.id, metric=gauge.key, watch=watch, ended_on=None)
    for alert in standing:
        if found.is_over or (found.side and found.side != alert.side):
            Alert.objects.filter(id=alert.id).update(ended_on=last)
        elif found.side == alert.side:
            return 0
    if found.side is None:
        return 0
    row = Alert.objects.create(
        member_id=member.id, metric=gauge.key, side=found.side, watch=watch, began_on=last, facts=dict(found.facts),
        raised_at=timezone.now(),
    )  # fmt: skip
    told = AlertRaised(metric=gauge.key, side=found.side, member=member.id)
    record([Happening(told, row.id, None, "job", timezone.now())])
    return 1
