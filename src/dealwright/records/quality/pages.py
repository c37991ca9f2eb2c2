"""The pages about quality: how complete and fresh records are, and who changed what on one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dealwright.desk.render import render
from dealwright.workspace.queries import Right, has_right

from ..kinds import KINDS, fields_of, record_kind, subject, titles
from ..shown import address_of
from ..values import whole_number
from .history import History, history_of
from .report import QUIET_DAYS, Report, report
from .ruling import ruled_kinds
from .weights import confirmed


def address(one: str, page: str = "history") -> Callable[[Any], str]:
    """Where the history (or another page about its quality) of the record stands that a page shows."""
    return lambda record: reverse(page, args=[one, record.id])


@dataclass(frozen=True)
class HistoryPage:
    """A record's changes, of one field when `field` names it: called `label`, confirmed at a moment by somebody."""

    one: str
    record_id: int
    title: str
    href: str
    field: str
    history: History
    label: str = ""
    confirmed_at: datetime | None = None
    confirmed_by: str = ""


@dataclass(frozen=True)
class QualityPage:
    """The quality of one kind of record."""

    kind: str
    tabs: Sequence[Mapping[str, Any]]
    report: Report
    choices: Sequence[tuple[str, str]]
    may_set_up: bool


SPANS = (30, 90, 180, 365)
MOST_DAYS = 36_500


@login_required
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """How complete the records of a kind are, and which were not touched for long."""
    kind = record_kind(request.GET.get("kind", "organisations"))
    days = whole_number(request.GET.get("days", "")) or QUIET_DAYS
    here = reverse("quality")
    tabs = [
        {"label": _(each.key.capitalize()), "href": f"{here}?kind={each.key}", "current": each is kind}
        for each in KINDS.values()
        if each.columns
    ]
    found = report(kind, request.user, days=min(days, MOST_DAYS))
    choices = [(str(span), _("%(n)s days") % {"n": span}) for span in SPANS]
    may_set_up = kind in ruled_kinds() and has_right(request.user, Right.FIELDS)
    return render(request, "records/quality.html", QualityPage(kind.key, tabs, found, choices, may_set_up))


@login_required
@require_GET
def history(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """Who changed what on a record, newest first."""
    field, before = request.GET.get("field", ""), request.GET.get("before", "")
    found = history_of(one, record_id, request.user, field=field, before=before)
    title = titles([(one, record_id)], request.user).get((one, record_id), "")
    known = fields_of(subject(one), request.user).get(field)
    at, who = confirmed(one, record_id, request.user, field) if known else (None, "")
    href, label = address_of(subject(one).page, record_id), known.label if known else ""
    context = HistoryPage(one, record_id, title, href, field, found, label, at, who)
    return render(request, "records/history.html", context)
