"""A change of a field's type on screen: what would become of the values, then done, then taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from ..kinds import kind_of
from ..models import CustomField
from .fields import CHOOSING, TYPES, field_for_setup
from .pages import TYPE_TITLES, Around, around, lines
from .retyping import change_type, last_change, take_back_type
from .types import Preview, preview


@dataclass(frozen=True)
class TypePage:
    """The form of a change of type, and what it would do once a type is chosen."""

    around: Around
    field: CustomField
    form: Filled
    types: Sequence[tuple[str, Any]]
    titles: dict[str, Any]
    asks_for_choices: bool
    preview: Preview | None


@login_required
@require_http_methods(["GET", "POST"])
def field_type(request: HttpRequest, field_id: int) -> HttpResponse:
    """GET with `type` shows what would become of the values; POST does it."""
    row = field_for_setup(field_id, request.user)
    form = filled(request.POST if request.method == "POST" else request.GET, "type", "choices")
    try:
        if request.method != "POST":
            return _show(request, row, form)
        to, choices = form.value("type"), lines(form.value("choices"))
        change_type(row.id, to, choices, by=request.user, via="page")
    except SalesError as error:
        return _show(request, row, form.refused(error, "type"), error.status)
    return _on(request, row, _("The field is now: %(type)s. You can take that back.") % {"type": TYPE_TITLES[to]})


@login_required
@require_POST
def take_back(request: HttpRequest, field_id: int, type_change_id: int) -> HttpResponse:
    """Give the field its former type and values again."""
    row = field_for_setup(field_id, request.user)
    take_back_type(type_change_id, by=request.user, via="page")
    return _on(request, row, _("The field has its former type and values again."))


def _on(request: HttpRequest, row: CustomField, told: str) -> HttpResponse:
    """To the field, whose page tells of a change that is under way."""
    change = last_change(row.id)
    if change is None or not change.task:
        flash(request, told)
    return redirect("settings-field", row.id)


def _show(request: HttpRequest, row: CustomField, form: Filled, status: int = 200) -> HttpResponse:
    to, found = form.value("type"), None
    if to and not form.errors and not (to in CHOOSING and not form.value("choices") and row.type not in CHOOSING):
        found = preview(row.id, to, lines(form.value("choices")), by=request.user)
    types = [("", _("Choose…")), *((key, TYPE_TITLES[key]) for key in TYPES if key != row.type)]
    around_it = around(request, kind_of(row.kind), "settings-fields-of")
    page = TypePage(around_it, row, form, types, dict(TYPE_TITLES), to in CHOOSING and row.type not in CHOOSING, found)
    return render(request, "records/field_type.html", page, status=status)
