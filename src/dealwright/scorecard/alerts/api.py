"""The API of alerts, and of what one watches."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import NotFound
from dealwright.records.answers import json_answer
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.bodies import Body
from dealwright.workspace.queries import currency_of_company

from ..gauges import Gauge, gauges_of
from ..goals.targets import plain, target_of
from .commands import change_watch, unwatch, watch
from .models import Alert, Watch
from .telling import figures, sentence

alerts = Router(tags=["scorecard"])
watches = Router(tags=["scorecard"])
SHOWN = 100
TOLD = ("value", "usual", "low", "high", "limit")


class NewWatch(Body):
    """A number (as of a goal) of the last four weeks, and the value above or below which you want to hear of it."""

    metric: str
    side: Literal["above", "below"] = "below"
    value: str


class OtherValue(Body):
    """The value of which you want to hear from now on."""

    value: str


@alerts.get("")
def list_alerts(request: HttpRequest) -> HttpResponse:
    """What was raised for you, the newest first."""
    rows = Alert.objects.filter(member_id=request.user.id).order_by("-raised_at", "-id")
    return json_answer({"items": _alerts(request, list(rows[:SHOWN])), "next_cursor": None})


@alerts.get("/{int:alert_id}")
def get_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert of yours."""
    found = _alerts(request, list(Alert.objects.filter(id=alert_id, member_id=request.user.id)))
    if not found:
        raise NotFound("There is no such alert.")
    return json_answer(found[0])


@watches.get("")
def list_watches(request: HttpRequest) -> HttpResponse:
    """What you watch."""
    rows = list(Watch.objects.filter(member_id=request.user.id).order_by("metric", "side"))
    return json_answer({"items": _watches(request, rows), "next_cursor": None})


@watches.post("")
def create_watch(request: HttpRequest, body: NewWatch) -> HttpResponse:
    """Watch a number, or have the watch there is tell of another value."""
    made = watch(body.metric, body.side, body.value, by=request.user, via="api")
    return json_answer(_watch(request, made), 201)


@watches.patch("/{int:watch_id}")
def update_watch(request: HttpRequest, watch_id: int, body: OtherValue) -> HttpResponse:
    """Have a watch of yours tell of another value."""
    change_watch(watch_id, body.value, by=request.user, via="api")
    return json_answer(_watch(request, watch_id))


@watches.delete("/{int:watch_id}", operation_id="unwatch")
def delete_watch(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Watch a number no more; answers with what it was."""
    told = _watch(request, watch_id)
    unwatch(watch_id, by=request.user, via="api")
    return json_answer(told)


def _alerts(request: HttpRequest, rows: list[Alert]) -> list[dict[str, Any]]:
    known, currency = figures(rows, request.user), currency_of_company(request.user)
    return [_alert(row, known[row.id], currency) for row in rows if row.id in known]


def _alert(row: Alert, gauge: Gauge, currency: str) -> dict[str, Any]:
    told = {name: plain(gauge, row.facts[name], currency) for name in TOLD if name in row.facts}
    return {
        "id": row.id, "metric": gauge.key, "title": str(gauge.title), "side": row.side, "unit": gauge.unit,
        "began_on": row.began_on, "ended_on": row.ended_on, "watch": row.watch_id,
        "said": sentence(row, gauge, currency), **({"currency": currency} if gauge.is_money else {}), **told,
    }  # fmt: skip


def _watch(request: HttpRequest, watch_id: int) -> dict[str, Any]:
    found = _watches(request, list(Watch.objects.filter(id=watch_id, member_id=request.user.id)))
    if not found:
        raise NotFound("You do not watch this.")
    return found[0]


def _watches(request: HttpRequest, rows: list[Watch]) -> list[dict[str, Any]]:
    """What of these tells nothing hidden."""
    tells_money = "amount" not in hidden_keys(kind_of("deals"), request.user)
    known, currency = gauges_of(row.metric for row in rows), currency_of_company(request.user)
    told = ((row, known.get(row.metric)) for row in rows)
    shown = [(row, gauge) for row, gauge in told if gauge and (tells_money or not gauge.is_money)]
    return [
        {"id": row.id, "metric": gauge.key, "title": str(gauge.title), "side": row.side, "unit": gauge.unit,
         **({"currency": currency} if gauge.is_money else {}),
         "value": plain(gauge, target_of(gauge, row.value), currency)}
        for row, gauge in shown
    ]  # fmt: skip
