"""What is done with a lead: take it, give it, qualify, disqualify, put it off, bring it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Invalid, SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.desk.times import local
from dealwright.playbook import FieldType
from dealwright.records.values import read_value, whole_number
from dealwright.workspace.access import Verb, reach
from dealwright.workspace.queries import Actor, members

from ..commands import (
    assign_by_rules,
    assign_leads,
    bring_back,
    disqualify_leads,
    qualify_leads,
    recycle_leads,
    undo_move,
    work_leads,
)
from ..models import Lead
from ..queries import visible_lead
from ..rules import REASONS
from .inbox import changed

SOON = ((30, "In a month"), (91, "In three months"), (182, "In half a year"))


@dataclass(frozen=True)
class ActForm:
    """A small form about one lead; `do` says which."""

    lead: Lead
    do: str
    heading: str
    action: str
    save: str
    form: Filled
    options: Sequence[tuple[str, str]] = ()
    days: Sequence[tuple[str, str]] = ()


@login_required
@require_POST
def work(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Start to work a lead; who takes one that nobody owns makes it theirs."""
    return _moved(request, lead_id, work_leads, _("It is yours to work"))


@login_required
@require_POST
def qualify(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Say that a lead is worth a deal."""
    return _moved(request, lead_id, qualify_leads, _("Qualified"))


@login_required
@require_POST
def back(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Bring back a lead that was put off or disqualified."""
    return _moved(request, lead_id, bring_back, _("It is in the inbox again"))


@login_required
@require_POST
def undo(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take the last step of a lead back."""
    visible_lead(lead_id, request.user)
    undo_move(lead_id, by=request.user, via="page")
    flash(request, _("Taken back"), tone="info")
    return changed(request, lead_id)


def _moved(request: HttpRequest, lead_id: int, move: Callable[..., Any], told: str) -> HttpResponse:
    move([lead_id], by=request.user, via="page")
    flash(request, told, undo=reverse("lead-undo", args=[lead_id]))
    return changed(request, lead_id)


@login_required
@require_http_methods(["GET", "POST"])
def disqualify(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Say that nothing will come of a lead, and why."""
    found = visible_lead(lead_id, request.user)
    form = ActForm(
        found, "disqualify", _("Disqualify %(name)s") % {"name": found.name},
        reverse("lead-disqualify", args=[lead_id]), _("Disqualify"), filled(request.POST, "reason", "note"),
        list(REASONS.items()),
    )  # fmt: skip

    def save() -> None:
        given = form.form
        if given.value("reason") not in REASONS:
            raise Invalid(_("Choose one of the reasons."), field="reason")
        disqualify_leads([lead_id], given.value("reason"), note=given.value("note"), by=request.user, via="page")

    return _asked(request, form, save, "reason", _("Disqualified"), can_undo=True)


@login_required
@require_http_methods(["GET", "POST"])
def recycle(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Put a lead off until a day on which it comes back."""
    found, today = visible_lead(lead_id, request.user), local(timezone.now()).date()
    days = [((today + timedelta(days=count)).isoformat(), title) for count, title in SOON]
    form = ActForm(
        found, "recycle", _("Put off %(name)s") % {"name": found.name}, reverse("lead-recycle", args=[lead_id]),
        _("Put off"), filled(request.POST, "back_on", "note"), (), days,
    )  # fmt: skip

    def save() -> None:
        day = read_value(FieldType.DATE, request.POST.get("when") or form.form.value("back_on"), key="back_on")
        if day is None:
            raise Invalid(_("Say when it comes back."), field="back_on")
        recycle_leads([lead_id], day, note=form.form.value("note"), by=request.user, via="page")

    return _asked(request, form, save, "back_on", _("Put off; it comes back by itself"), can_undo=True)


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Give a lead to somebody, or have the rules say to whom."""
    found = visible_lead(lead_id, request.user)
    typed = filled(request.POST, "owner") if request.method == "POST" else Filled({"owner": str(found.owner_id or "")})
    form = ActForm(
        found, "assign", _("Who works %(name)s?") % {"name": found.name}, reverse("lead-assign", args=[lead_id]),
        _("Give"), typed, _people(request.user),
    )  # fmt: skip

    def save() -> None:
        if form.form.value("owner") == "rules":
            assign_by_rules([lead_id], by=request.user, via="page")
        else:
            assign_leads([lead_id], whole_number(form.form.value("owner")), by=request.user, via="page")

    return _asked(request, form, save, "owner", _("Given"))


def _people(by: Actor) -> list[tuple[str, str]]:
    gives = reach(by, "lead", Verb.GIVE) is not None
    named = [(str(each.id), each.name) for each in members() if each.is_active and (gives or each.id == by.id)]
    return [("rules", _("Whoever the rules say")), *named, ("", _("Nobody"))]


def _asked(
    request: HttpRequest, form: ActForm, save: Callable[[], None], first: str, told: str, *, can_undo: bool = False
) -> HttpResponse:
    if request.method != "POST":
        return render(request, "leads/act.html", form, block="dialog")
    try:
        save()
    except Invalid as error:
        return render(request, "leads/act.html", _refused(form, error, first), block="dialog", status=422)
    flash(request, told, undo=reverse("lead-undo", args=[form.lead.id]) if can_undo else "")
    return changed(request, form.lead.id)


def _refused(form: ActForm, error: SalesError, first: str) -> ActForm:
    return ActForm(**{**vars(form), "form": form.form.refused(error, first)})
