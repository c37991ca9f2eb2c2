"""Rules on values on screen: the list of a kind's rules, and one rule with what it would find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dealwright import SalesError
from dealwright.desk.askable import Askable
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.queries import Machine

from ..kinds import Kind, fields_of, record_kind
from ..models import QualityRule
from ..setup.pages import Around, around
from .keeping import rule_of
from .rules import FORMATS, OWN_PATTERN, REQUIRED, Rule
from .ruling import (
    PARTS,
    Preview,
    add_rule,
    asked_of,
    change_rule,
    preview,
    remove_rule,
    rule_for_setup,
    ruled_fields,
    rules_for_setup,
    stages_of,
)

PART = "settings-value-rules"


@dataclass(frozen=True)
class RulesPage:
    """The rules of a kind, each with what it asks in words."""

    around: Around
    rules: Sequence[Rule]
    stages: Mapping[str, str]
    asked: Sequence[Askable]


@dataclass(frozen=True)
class RulePage:
    """A rule being added (`rule` is None) or changed; `found` is what it would find, where that was asked."""

    around: Around
    rule: QualityRule | None
    form: Filled
    fields: Sequence[tuple[str, str]]
    demands: Sequence[tuple[str, Any]]
    stages: Sequence[tuple[str, str]]
    asked: Sequence[Askable]
    found: Preview | None = None


@login_required
@require_safe
def rules(request: HttpRequest, kind: str) -> HttpResponse:
    """The rules on values of a kind of record."""
    this = record_kind(kind)
    known = fields_of(this, Machine())
    shown = [rule_of(row, known) for row in rules_for_setup(this.key, request.user)]
    page = RulesPage(around(request, this, PART), shown, stages_of(this), asked_of(this))
    return render(request, "records/value_rules.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a rule; a POST with `look` only tells what it would find."""
    this = record_kind(kind)
    rules_for_setup(this.key, request.user)
    if request.method != "POST":
        usual = {"demand": REQUIRED, "refuses": "1", "field": request.GET.get("field", "")}
        return _page(request, this, None, Filled(usual))
    return _posted(request, this, None)


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change a rule; a POST with `look` only tells what it would find, with `remove` removes it."""
    row = rule_for_setup(rule_id, request.user)
    this = record_kind(row.kind)
    if request.method != "POST":
        known = {part: str(getattr(row, part)) for part in PARTS} | {"refuses": "1" if row.refuses else ""}
        return _page(request, this, row, Filled(known))
    if request.POST.get("remove"):
        remove_rule(row.id, by=request.user, via="page")
        flash(request, _("The rule is gone."))
        return redirect(PART, this.key)
    return _posted(request, this, row)


def _posted(request: HttpRequest, kind: Kind, row: QualityRule | None) -> HttpResponse:
    form = filled(request.POST, *PARTS)
    try:
        if request.POST.get("look"):
            found = preview(kind.key, _given(form.values), request.user)
            return _page(request, kind, row, form, found=found)
        if row is None:
            add_rule(kind.key, _given(form.values), by=request.user, via="page")
        else:
            change_rule(row.id, _given(form.values), by=request.user, via="page")
    except SalesError as error:
        return _page(request, kind, row, form.refused(error, "field"), status=error.status)
    flash(request, _("The rule holds from now on."))
    return redirect(PART, kind.key)


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    return {**values, "refuses": bool(values.get("refuses"))}


def _page(
    request: HttpRequest,
    kind: Kind,
    row: QualityRule | None,
    form: Filled,
    found: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    fields = [("", ""), *((field.key, field.label) for field in ruled_fields(kind))]
    demands = [(REQUIRED, _("Something: it is needed")), *((key, said) for key, (said, _pattern) in FORMATS.items())]
    demands.append((OWN_PATTERN, _("another form, as a regular expression")))
    titles = stages_of(kind)
    stages = [("", _("Always")), *titles.items()] if titles else []
    shown = RulePage(around(request, kind, PART), row, form, fields, demands, stages, asked_of(kind), found)
    return render(request, "records/value_rule.html", shown, status=status)
