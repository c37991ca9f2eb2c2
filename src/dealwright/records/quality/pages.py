"""The page that tells who changed what on a record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from dealwright.desk.render import render

from ..kinds import subject, titles
from ..shown import address_of
from .history import History, history_of


def address(one: str) -> Callable[[Any], str]:
    """Where the history of the record stands that a page shows."""
    return lambda record: reverse("history", args=[one, record.id])


@dataclass(frozen=True)
class HistoryPage:
    """A record's changes, of one field when `field` names it."""

    one: str
    record_id: int
    title: str
    href: str
    field: str
    history: History


@login_required
@require_GET
def history(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """Who changed what on a record, newest first."""
    field, before = request.GET.get("field", ""), request.GET.get("before", "")
    found = history_of(one, record_id, request.user, field=field, before=before)
    title = titles([(one, record_id)]).get((one, record_id), "")
    context = HistoryPage(one, record_id, title, address_of(subject(one).page, record_id), field, found)
    return render(request, "records/history.html", context)
