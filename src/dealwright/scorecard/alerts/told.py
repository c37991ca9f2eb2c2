"""A member's alerts and watches as API and command line tell them."""

from collections.abc import Sequence
from typing import Any

from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor, currency_of_company

from ..gauges import Gauge, gauges_of
from ..goals.targets import plain, target_of
from .models import Alert, Watch
from .telling import figures, sentence

SHOWN = 100
TOLD = ("value", "usual", "low", "high", "limit")


def latest_alerts(member: Actor) -> list[dict[str, Any]]:
    """What was raised for the member, the newest first."""
    return alerts_told(list(Alert.objects.filter(member_id=member.id).order_by("-raised_at", "-id")[:SHOWN]), member)


def alerts_told(rows: Sequence[Alert], member: Actor) -> list[dict[str, Any]]:
    """What of the member's alerts tells them nothing hidden."""
    known, currency = figures(rows, member), currency_of_company(member)
    return [_alert(row, known[row.id], currency) for row in rows if row.id in known]


def _alert(row: Alert, gauge: Gauge, currency: str) -> dict[str, Any]:
    told = {name: plain(gauge, row.facts[name], currency) for name in TOLD if name in row.facts}
    return {
        "id": row.id, "metric": gauge.key, "title": str(gauge.title), "side": row.side, "unit": gauge.unit,
        "began_on": row.began_on, "ended_on": row.ended_on, "watch": row.watch_id,
        "said": sentence(row, gauge, currency), **({"currency": currency} if gauge.is_money else {}), **told,
    }  # fmt: skip


def watches_of(member: Actor, watch_id: int | None = None) -> list[dict[str, Any]]:
    """What the member watches (only one of these, where it is named) and tells them nothing hidden."""
    rows = Watch.objects.filter(member_id=member.id).order_by("metric", "side")
    found = list(rows if watch_id is None else rows.filter(id=watch_id))
    tells_money = "amount" not in hidden_keys(kind_of("deals"), member)
    known, currency = gauges_of(row.metric for row in found), currency_of_company(member)
    told = ((row, known.get(row.metric)) for row in found)
    return [_watch(row, gauge, currency) for row, gauge in told if gauge and (tells_money or not gauge.is_money)]


def _watch(row: Watch, gauge: Gauge, currency: str) -> dict[str, Any]:
    value = plain(gauge, target_of(gauge, row.value), currency)
    return {
        "id": row.id, "metric": gauge.key, "title": str(gauge.title), "side": row.side, "unit": gauge.unit,
        **({"currency": currency} if gauge.is_money else {}), "value": value,
    }  # fmt: skip
