"""The API of the ledger: every event, in the order of its number."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest, NotAllowed

from .queries import Happened, entries_after
from .readable import readable

events = Router(tags=["events"])
SEES_EVERYTHING = "all"
MOST_EVENTS = 1_000


@events.get("")
def list_events(request: HttpRequest) -> HttpResponse:
    """Numbered events after `after`, oldest first: read on with the last `seq` you have seen. For those who see all."""
    if getattr(request.user, "sees", None) != SEES_EVERYTHING:
        raise NotAllowed("The ledger tells of everybody's records.", remedy="Use a token of the owner or an operator.")
    after, limit = _number(request, "after", 0), _number(request, "limit", 100)
    if limit > MOST_EVENTS:
        raise BadRequest(f"At most {MOST_EVENTS} events fit in one answer.", field="limit")
    found = entries_after(after, limit)
    items = [_shown(happened) for happened in readable(found, request.user)]
    last = found[-1].seq if found else after
    body = msgspec.json.encode({"items": items, "last": last})
    return HttpResponse(body, content_type="application/json")


def _shown(happened: Happened) -> dict[str, Any]:
    return {**msgspec.structs.asdict(happened), "data": happened.fields()}


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, str(default))
    if not text.isdecimal() or len(text) > 18:
        raise BadRequest(f"{name} is a number, not “{text[:20]}”.", field=name)
    return int(text)
