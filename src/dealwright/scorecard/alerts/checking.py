"""The nightly look at all numbers: each as whoever hears of it sees it, raised once while it stays outside."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Right, holder_ids, working_members

from ..gauges import GAUGES, Gauge, gauges_of
from ..goals.targets import target_of
from ..owners.queries import owner_ids
from ..queries import Desk, desk
from ..readings import Reading, Readings, Total, choices
from .bands import RECENT, Verdict, judge, judge_level, weeks_of, windows_of
from .events import AlertRaised
from .models import Alert, Watch

WEEKS_KNOWN, WINDOWS_KNOWN = 170, 29


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
        raised += _look(member, heard.get(member.id, ()), watches[member.id], day)
    return raised


def listeners() -> dict[int, set[str]]:
    """Who hears when which numbers, by the names they are owned as, leave their band.

    Whoever answers for one; of the eight that nobody is named for, those who manage members.
    """
    named, found = owner_ids(), defaultdict(set)
    for metric, owner in named.items():
        found[owner].add(metric)
    free = {gauge.owned_as for gauge in GAUGES.values()} - set(named)
    for who in holder_ids(Right.MEMBERS) if free else ():
        found[who] |= free
    return dict(found)


def _look(member: Any, owned: Collection[str], watches: Sequence[Watch], day: date) -> int:
    asked, monday = desk(member), day - timedelta(days=day.weekday())
    readings, watched = readings_of(asked, day), gauges_of((watch.metric for watch in watches), asked.titles)
    raised = 0
    for gauge in gauges_heard(asked, owned):
        raised += _note(member, gauge, None, _of_band(band_of(readings, gauge, day)), monday)
    for watch in watches:
        gauge = watched.get(watch.metric)
        if gauge and (asked.tells_money or not gauge.is_money):
            raised += _note(member, gauge, watch, _of_watch(gauge, watch, readings, monday), monday)
    return raised


def gauges_heard(asked: Desk, owned: Collection[str]) -> list[Gauge]:
    """The figures behind these numbers; of those told by stage, reason or source each that is known."""
    return [gauge for gauge in choices(asked) if gauge.owned_as in owned] if owned else []


def readings_of(asked: Desk, day: date) -> Readings:
    """Figures over what whoever asks may see, as far back as bands look."""
    return Readings(asked, day - timedelta(weeks=WEEKS_KNOWN, days=day.weekday()))


def band_of(readings: Readings, gauge: Gauge, day: date) -> Verdict | None:
    """Where the figure is and where it usually is; None where too little is known to say."""
    if gauge.sort in ("count", "money", "share"):
        return judge(gauge, weeks_seen(readings, gauge, day))
    return judge_level(gauge, levels_seen(readings, gauge, day))


def weeks_seen(readings: Readings, gauge: Gauge, day: date) -> list[Total]:
    """A figure that adds up week by week."""
    return weeks_of(readings.course(gauge, None), day)


def levels_seen(readings: Readings, gauge: Gauge, day: date) -> list[Reading]:
    """Any other figure by windows, the latest first; from the first that nothing lies in on they are empty."""
    found = []
    for first, last in windows_of(day, WINDOWS_KNOWN):
        found.append(readings.read(gauge, None, first, last))
        if not found[-1].n:
            break
    return found


def _of_band(verdict: Verdict | None) -> Finding:
    if verdict is None:
        return Finding(None, True, {})
    return Finding(verdict.side, verdict.back and not verdict.side, asdict(verdict))


def _of_watch(gauge: Gauge, watch: Watch, readings: Readings, monday: date) -> Finding:
    """The last four weeks, against the value; nothing where they are not known whole."""
    first, last = monday - timedelta(weeks=RECENT), monday - timedelta(days=1)
    value = readings.read(gauge, None, first, last).value
    began = readings.course(gauge, None).first if gauge.is_daily else first
    limit = target_of(gauge, watch.value)
    if value is None or began is None or began >= first + timedelta(weeks=1):
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
