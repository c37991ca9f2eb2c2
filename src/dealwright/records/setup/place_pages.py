"""Layouts and rules on screen: where fields stand, and who may do what with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.views.decorators.http import require_http_methods

from dealwright import NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.overview import roles
from dealwright.workspace.queries import Machine, Right, Role, require

from ..kinds import Kind, fields_of, fields_of_role, kind_of
from ..layouts import Placed, placed, usual
from .access import Ruled, rules_of, set_rule
from .layouts import forget_layout, layout_for_setup, read_sections, save_layout
from .pages import TYPE_TITLES, Around, around

SECTION, FIELD, MORE = "section:", "field:", "more"
BUILT_IN = {"rep": _t("Reps"), "manager": _t("Managers"), "operator": _t("Operators"), "owner": _t("Owners")}
WORDS = {"": _t("as everyone"), "full": _t("may change"), "read_only": _t("may read"), "hidden": _t("does not see")}


@dataclass(frozen=True)
class LayoutPage:
    """The designer: sections and fields in one list, what is left out below "more".

    `sample` is how it looks to members of the role: without what rules hide from them.
    """

    around: Around
    role: str
    roles: Sequence[tuple[str, str]]
    placed: Placed
    sample: Placed
    types: Mapping[str, Any]
    is_made: bool


@dataclass(frozen=True)
class AccessPage:
    """The matrix: each field, and what everyone and each role may do with it."""

    around: Around
    rules: Sequence[Ruled]
    roles: Sequence[tuple[str, str]]
    words: Mapping[str, Any]
    built_in: Collection[str] = tuple(Role)


def known_roles() -> list[tuple[str, str]]:
    """The roles that members have, those of the company last: key and title."""
    return [*((str(role), str(BUILT_IN[role])) for role in Role), *((each.key, each.title) for each in roles())]


def _role(asked: str) -> str:
    if asked and asked not in dict(known_roles()):
        raise NotFound(f"There is no role {asked[:60]}.")
    return asked


@login_required
@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest, kind: str) -> HttpResponse:
    """Show and save the layout of a kind, for everybody or with `role` for one role; `do=try` only draws it."""
    require(request.user, Right.FIELDS)
    this, asked = kind_of(kind), request.POST if request.method == "POST" else request.GET
    role = _role(asked.get("role", ""))
    if request.method != "POST":
        return render(request, "records/layout.html", _page(request, this, role, None))
    sections = read_items(request.POST.getlist("item"), request.POST.getlist("title"))
    if request.POST.get("do") == "try":
        page = _page(request, this, role, read_sections(this, sections))
        return render(request, "records/layout.html", page, block="preview")
    if request.POST.get("do") == "forget":
        forget_layout(this.key, role=role, by=request.user, via="page")
        flash(request, _("The usual layout holds again."))
    else:
        save_layout(this.key, sections, role=role, by=request.user, via="page")
        flash(request, _("The layout is saved."))
    return redirect(f"{reverse('settings-layout', args=[this.key])}?role={role}")


def _page(request: HttpRequest, kind: Kind, role: str, sections: Sequence[Mapping[str, Any]] | None) -> LayoutPage:
    catalogue = fields_of(kind, Machine())
    made = layout_for_setup(kind.key, role, request.user)
    chosen = sections if sections is not None else made or _everyones(kind, role, request) or usual(kind, catalogue)
    drawn = placed(kind, catalogue, chosen)
    sample = placed(kind, fields_of_role(kind, role, request.user), chosen)
    everyone = [("", _("Everyone")), *known_roles()]
    head = around(request, kind, "settings-layout")
    return LayoutPage(head, role, everyone, drawn, sample, TYPE_TITLES, made is not None)


def _everyones(kind: Kind, role: str, request: HttpRequest) -> Sequence[Mapping[str, Any]] | None:
    """What holds for a role that has no layout of its own."""
    return layout_for_setup(kind.key, "", request.user) if role else None


def read_items(items: Sequence[str], titles: Sequence[str]) -> list[dict[str, Any]]:
    """Sections from the list of the designer: a field stands in the section above it, below "more" in none."""
    sections: list[dict[str, Any]] = []
    left = list(titles)
    for item in items:
        if item == MORE:
            break
        if item.startswith(SECTION):
            sections.append({"title": left.pop(0) if left else "", "fields": []})
        elif item.startswith(FIELD):
            if not sections:
                sections.append({"title": "", "fields": []})
            sections[-1]["fields"].append(item.removeprefix(FIELD))
    return [section for section in sections if section["fields"]]


@login_required
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, kind: str) -> HttpResponse:
    """Show and save who may do what with the fields of a kind; a POST sends `FIELD|ROLE` = access for each cell."""
    this, known = kind_of(kind), known_roles()
    if request.method == "POST":
        _save(request, this, dict(known))
        flash(request, _("The rules are saved. They hold from now on."))
        return redirect("settings-access", this.key)
    shown = rules_of(this.key, [key for key, _title in known], request.user)
    columns = [("", _("Everyone")), *known]
    return render(
        request, "records/access.html", AccessPage(around(request, this, "settings-access"), shown, columns, WORDS)
    )


def _save(request: HttpRequest, kind: Kind, known: Mapping[str, str]) -> None:
    require(request.user, Right.FIELDS)
    for name, texts in request.POST.lists():
        field, mark, role = name.partition("|")
        if mark and (not role or role in known):
            set_rule(kind.key, field, role, texts[-1], by=request.user, via="page")
