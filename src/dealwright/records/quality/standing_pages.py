"""How complete one record is, as a part of its page; and on screen which fields count how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.queries import Right, require

from ..complete import weighed
from ..fields import Field
from ..kinds import record_kind, subject
from ..setup.pages import Around, around
from ..shown import address_of
from ..values import whole_number
from .ruling import ruled_fields
from .weights import MOST_POINTS, Standing, confirm_record, set_weights, standing_of

PART = "settings-completeness"


@dataclass(frozen=True)
class StandingPart:
    """How complete a record is; `gaps` are the fields it lacks, with where each is filled in."""

    one: str
    record_id: int
    standing: Standing
    gaps: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class WeightsPage:
    """Every field that people fill, and the points of those that count."""

    around: Around
    fields: Sequence[Field]
    points: Mapping[str, int]
    choices: Sequence[tuple[str, str]]


@login_required
@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """How complete a record is, and which rules it breaks; a POST says that all is still right, or one `field`."""
    if request.method == "POST":
        field = request.POST.get("field", "")
        confirm_record(one, record_id, by=request.user, via="page", field=field)
        if field:
            flash(request, _("Noted: it is still right."))
            return redirect(f"{reverse('history', args=[one, record_id])}?{urlencode({'field': field})}")
        if not request.headers.get("HX-Request"):
            return redirect(address_of(subject(one).page, record_id))
    found = standing_of(one, record_id, request.user)
    gaps = [(field.label, _filled_at(one, record_id, field.key)) for field in found.lacks] if found.may_write else []
    return render(request, "records/standing.html", StandingPart(one, record_id, found, gaps))


def _filled_at(one: str, record_id: int, key: str) -> str:
    """Where a field is filled in: on its own, or else in the form of the record."""
    try:
        return reverse(f"{one}-field", args=[record_id, key])
    except NoReverseMatch:
        return reverse(f"{one}-edit", args=[record_id])


@login_required
@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest, kind: str) -> HttpResponse:
    """Which fields of a kind count for completeness; a POST sends the points of each field by its key."""
    require(request.user, Right.FIELDS)
    this = record_kind(kind)
    fields = ruled_fields(this)
    if request.method == "POST":
        given: dict[str, Any] = {field.key: whole_number(request.POST.get(field.key, "")) or 0 for field in fields}
        set_weights(this.key, given, by=request.user, via="page")
        flash(request, _("Completeness is counted so from now on."))
        return redirect(PART, this.key)
    points = {field.key: count for field, count in weighed(this, request.user)}
    choices = [(str(n), str(n) if n else _("does not count")) for n in range(MOST_POINTS + 1)]
    return render(request, "records/weights.html", WeightsPage(around(request, this, PART), fields, points, choices))
