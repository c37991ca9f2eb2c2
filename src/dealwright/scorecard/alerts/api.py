"""The API of alerts, and of what one watches."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import NotFound
from dealwright.records.answers import json_answer
from dealwright.workspace.bodies import Body

from .commands import change_watch, unwatch, watch
from .models import Alert
from .told import alerts_told, latest_alerts, watches_of

alerts = Router(tags=["scorecard"])
watches = Router(tags=["scorecard"])


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
    return json_answer({"items": latest_alerts(request.user), "next_cursor": None})


@alerts.get("/{int:alert_id}")
def get_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert of yours."""
    found = alerts_told(list(Alert.objects.filter(id=alert_id, member_id=request.user.id)), request.user)
    if not found:
        raise NotFound("There is no such alert.")
    return json_answer(found[0])


@watches.get("")
def list_watches(request: HttpRequest) -> HttpResponse:
    """What you watch."""
    return json_answer({"items": watches_of(request.user), "next_cursor": None})


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


def _watch(request: HttpRequest, watch_id: int) -> dict[str, Any]:
    found = watches_of(request.user, watch_id)
    if not found:
        raise NotFound("You do not watch this.")
    return found[0]
