"""The company's own fields on screen: listed by kind, added, changed, put in order, retired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import FieldType
from dealwright.workspace.parts import Tab, tabs
from dealwright.workspace.queries import member_titles

from ..kinds import KINDS, LISTS, Kind, kind_of
from ..layouts import Placed, layout_of
from ..models import CustomField, TypeChange
from .fields import (
    CHOOSING,
    TYPES,
    NewField,
    add_field,
    bring_back_field,
    change_field,
    field_for_setup,
    fields_for_setup,
    order_fields,
    retire_field,
)
from .retyping import last_change

HERE = "settings-fields"
TYPE_TITLES = {
    "text": _t("Text"), "long_text": _t("Long text"), "integer": _t("Whole number"), "decimal": _t("Number"),
    "money": _t("Amount of money"), "percent": _t("Percent"), "date": _t("Day"), "datetime": _t("Day and time"),
    "choice": _t("One of several"), "choices": _t("Several values"), "boolean": _t("Yes or no"),
    "url": _t("Web address"), "email": _t("E-mail address"), "phone": _t("Phone number"), "member": _t("Member"),
    "organisation": _t("Organisation"), "person": _t("Person"),
}  # fmt: skip
OF_RECORDS = {  # what only records have, not what is kept about them
    "settings-value-rules": _t("Rules"),
    "settings-completeness": _t("Completeness"),
    "settings-keeping": _t("How long kept"),
}
NAMES = ("title", "type", "choices", "help", "required", "default")


@dataclass(frozen=True)
class Around:
    """What stands above each of these pages: the parts of the settings, the kinds of record, what there is to do."""

    tabs: Sequence[Tab]
    kind: Kind
    kinds: Sequence[Tab]
    parts: Sequence[Tab]


@dataclass(frozen=True)
class FieldsPage:
    """The fields of a kind, those in use first in their order, and how they stand in a form."""

    around: Around
    fields: Sequence[CustomField]
    retired: Sequence[CustomField]
    types: Mapping[str, Any]
    placed: Placed


@dataclass(frozen=True)
class FieldPage:
    """A field being added (`field` is None) or changed; `last` is the last change of its type."""

    around: Around
    field: CustomField | None
    form: Filled
    types: Sequence[tuple[str, Any]]
    choosing: bool
    last: TypeChange | None = None


def around(request: HttpRequest, kind: Kind, part: str) -> Around:
    """What stands above the page of a part; `part` is its url name, such as "settings-fields-of"."""
    kinds = [each for each in (KINDS if part in OF_RECORDS else LISTS).values() if each.keeps_own]
    parts = [("settings-fields-of", _("Fields")), ("settings-layout", _("Layout")), ("settings-access", _("Who may"))]
    if kind.is_record:
        parts += OF_RECORDS.items()
    return Around(
        tabs(request.user, HERE),
        kind,
        [_tab(_(one.key.capitalize()), reverse(part, args=[one.key]), one is kind) for one in kinds],
        [_tab(label, reverse(name, args=[kind.key]), name == part) for name, label in parts],
    )


def _tab(label: str, href: str, current: bool) -> Tab:
    return {"label": label, "href": href, "current": current}


@login_required
@require_safe
def fields(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The fields that the company added to a kind of record; without one, to the first."""
    this = kind_of(kind) if kind else next(each for each in LISTS.values() if each.keeps_own)
    rows = fields_for_setup(this.key, request.user)
    used, retired = ([row for row in rows if (row.retired_at is None) is wanted] for wanted in (True, False))
    shown = FieldsPage(
        around(request, this, "settings-fields-of"), used, retired, TYPE_TITLES, layout_of(this, request.user)
    )
    return render(request, "records/fields.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new_field(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a field to a kind of record."""
    this = kind_of(kind)
    fields_for_setup(this.key, request.user)
    form = filled(request.POST, *NAMES)
    if request.method != "POST":
        return _form(request, this, None, Filled({"type": "text"}))
    try:
        add_field(this.key, _new(form), by=request.user, via="page")
    except SalesError as error:
        return _form(request, this, None, form.refused(error, "title"), error.status)
    flash(request, _("The field can be used now."))
    return redirect("settings-fields-of", this.key)


@login_required
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, field_id: int) -> HttpResponse:
    """Change a field: its title, help, choices, whether it is needed, what new records begin with."""
    row = field_for_setup(field_id, request.user)
    if request.method != "POST":
        return _form(request, kind_of(row.kind), row, _as_form(row))
    form = filled(request.POST, *NAMES)
    try:
        change_field(row.id, _changes(row, form), by=request.user, via="page")
    except SalesError as error:
        return _form(request, kind_of(row.kind), row, form.refused(error, "title"), error.status)
    flash(request, _("The field is changed."))
    return redirect("settings-fields-of", row.kind)


@login_required
@require_POST
def retire(request: HttpRequest, field_id: int) -> HttpResponse:
    """Take a field out of use, or with `back` put it in use again."""
    row = field_for_setup(field_id, request.user)
    act = bring_back_field if request.POST.get("back") else retire_field
    act(row.id, by=request.user, via="page")
    flash(request, _("The field is in use again.") if request.POST.get("back") else _("The field is retired."))
    return redirect("settings-fields-of", row.kind)


@login_required
@require_POST
def order(request: HttpRequest, kind: str) -> HttpResponse:
    """Put the fields in the order in which their keys are sent."""
    order_fields(kind, request.POST.getlist("key"), by=request.user, via="page")
    flash(request, _("The order is saved."))
    return redirect("settings-fields-of", kind)


def _form(request: HttpRequest, kind: Kind, row: CustomField | None, form: Filled, status: int = 200) -> HttpResponse:
    types = [(key, TYPE_TITLES[key]) for key in TYPES]
    choosing = row is None or row.type in CHOOSING
    last = last_change(row.id) if row else None
    shown = FieldPage(around(request, kind, "settings-fields-of"), row, form, types, choosing, last)
    return render(request, "records/field.html", shown, status=status)


def _new(form: Filled) -> NewField:
    return NewField(
        form.value("title"), form.value("type"), choices=lines(form.value("choices")), help=form.value("help"),
        required=bool(form.value("required")), default=form.value("default"),
    )  # fmt: skip


def _as_form(row: CustomField) -> Filled:
    known = member_titles() if row.type == FieldType.MEMBER else dict(row.choices)
    default = row.default if isinstance(row.default, list) else [row.default]
    return Filled({
        "title": row.title, "type": row.type, "help": row.help, "required": "1" if row.required else "",
        "choices": "\n".join(title for _key, title in row.choices),
        "default": ", ".join(known.get(str(one), str(one)) for one in default if one is not None),
    })  # fmt: skip


def _changes(row: CustomField, form: Filled) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "title": form.value("title"), "help": form.value("help"), "required": bool(form.value("required")),
    }  # fmt: skip
    if row.type in CHOOSING:
        changes["choices"] = renamed(row.choices, lines(form.value("choices")))
    if form.value("default") != _as_form(row).value("default"):
        changes["default"] = form.value("default")
    return changes


def lines(text: str) -> list[str]:
    """One choice on each line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def renamed(before: Sequence[Sequence[str]], titles: Sequence[str]) -> list[tuple[str, str]]:
    """Choices after their titles were edited as lines: titles keep their keys; among as many, a new one is a rename."""
    keys = {title: key for key, title in before}
    free = [key for key, title in before if title not in titles]
    same_length = len(titles) == len(before)
    return [(keys.get(title) or (free.pop(0) if same_length and free else ""), title) for title in titles]
