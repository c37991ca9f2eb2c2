"""The page of a lead, and the forms of a new one and of its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dealwright import Conflict, Invalid, NotFound, SalesError, Stale
from dealwright.deals.telling import STRENGTHS
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.layouts import Arranged
from dealwright.records.repeats import once
from dealwright.records.values import whole_number
from dealwright.workspace.access import Verb, may
from dealwright.workspace.queries import Actor

from ..access import locked, may_see
from ..commands import add_lead, change_lead, may_undo
from ..models import Lead
from ..queries import LeadPage, lead_page, visible_lead
from ..queries.lists import Through, through
from ..rules import REASONS, STATUSES
from .facts import (
    Fact,
    Input,
    as_one,
    asked_of,
    by_layout,
    facts_of,
    inputs_of,
    leads_known_to,
    read,
    sent,
    texts_of,
    usual_texts,
)

WAS = "was."
KEPT = (Invalid, Conflict, Stale, NotFound)


@dataclass(frozen=True)
class LeadView:
    """Everything on the page of a lead; `seen` are the keys of the fields that the member knows."""

    found: LeadPage
    lead: Lead
    strengths: Mapping[int, Any]
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]
    seen: frozenset[str]
    facts: Arranged[Fact]
    may_undo: bool
    through: Through | None = None


@dataclass(frozen=True)
class LeadForm:
    """The form of a lead: where it is sent, what stands in it, what is wrong with it.

    `arranged` are its inputs but for that of the name, where the company's layout has them; `begun` are the texts
    that it began with, `theirs` what somebody else made of a field while it was open.
    """

    heading: str
    action: str
    back: str
    inputs: Sequence[Input] = ()
    arranged: Arranged[Input] = field(default_factory=lambda: Arranged(()))
    begun: Mapping[str, Any] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


@login_required
@require_safe
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """A lead: where it stands, why it is worth the time, and everything about it."""
    shown = view_of(lead_page(lead_id, request.user), request.user)
    if list_id := whole_number(request.GET.get("list", "")):
        shown = replace(shown, through=through(list_id, lead_id, request.user))
    return render(request, "leads/lead.html", shown)


def view_of(found: LeadPage, actor: Actor) -> LeadView:
    """What the page of a lead shows to this member."""
    undo = found.conversion is not None and found.writable and may_undo(found.conversion)
    strengths, known = dict(enumerate(STRENGTHS)), leads_known_to(actor)
    shown = facts_of(found.lead, known, actor)
    return LeadView(found, found.lead, strengths, STATUSES, REASONS, frozenset(known), shown, undo)


@login_required
@require_http_methods(["GET", "POST"])
@once
def new_lead(request: HttpRequest) -> HttpResponse:
    """The form of a new lead, the member's own unless they say otherwise."""
    form = LeadForm(_("New lead"), reverse("lead-new"), reverse("leads"))
    if request.method == "GET":
        return _show(request, form, usual_texts(request.user) | request.GET.dict(), "dialog")
    try:
        lead_id = add_lead(read(sent(request.POST, request.user), request.user), by=request.user, via="page")
    except KEPT as error:
        return _again(request, form, error)
    flash(request, _("The lead is in the inbox"))
    return _on(request, lead_id)


@login_required
@require_http_methods(["GET", "POST"])
def edit_lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The form that changes the facts of a lead; two who change it at once both keep their texts."""
    by = request.user
    found = visible_lead(lead_id, by)
    begun = texts_of(found, by)
    address = reverse("lead-edit", args=[lead_id])
    form = LeadForm(found.name, address, reverse("lead", args=[lead_id]), begun=begun)
    if request.method == "GET":
        return _show(request, form, begun, "dialog")
    typed = sent(request.POST, by)
    changed = {key: value for key, value in typed.items() if as_one(value) != request.POST.get(WAS + key)}
    form = replace(form, begun={key: request.POST.get(WAS + key, begun[key]) for key in begun})
    try:
        with transaction.atomic():
            (current,) = locked([lead_id], by)
            now = texts_of(current, by)
            if theirs := _meanwhile(request.POST, changed, now):
                form = replace(form, begun={**(form.begun or {}), **{key: now[key] for key in theirs}}, theirs=theirs)
                return _show(request, form, typed, "lead_form", 422)
            change_lead(lead_id, read(changed, by), by=by, via="page")
    except KEPT as error:
        return _again(request, form, error)
    flash(request, _("Saved"))
    return _on(request, lead_id)


def _meanwhile(form: Mapping[str, str], changed: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, str]:
    """What others made, since the form was opened, of the fields that it wants to change, by key."""
    begun = {key: form[WAS + key] for key in changed if WAS + key in form}
    return {
        key: as_one(now[key]) or "–"
        for key, was in begun.items()
        if as_one(now[key]) not in (was, as_one(changed[key]))
    }


def _on(request: HttpRequest, lead_id: int) -> HttpResponse:
    """To the lead, or to the inbox when the rules gave it to somebody whose leads the member does not see."""
    address = reverse("lead", args=[lead_id]) if may_see(lead_id, request.user) else reverse("leads")
    return HttpResponse(headers={"HX-Redirect": address}) if "HX-Request" in request.headers else redirect(address)


def _show(
    request: HttpRequest, form: LeadForm, texts: Mapping[str, Any], block: str, status: int = 200
) -> HttpResponse:
    inputs = inputs_of(texts, form.begun, request.user)
    shown = replace(form, inputs=inputs, arranged=by_layout(inputs, request.user))
    return render(request, "leads/form.html", shown, block=block, status=status)


def _again(request: HttpRequest, form: LeadForm, error: SalesError) -> HttpResponse:
    wrong = error.by_field(among=asked_of(request.user))
    return _show(request, replace(form, errors=wrong), sent(request.POST, request.user), "lead_form", 422)


def may_write(found: Lead, actor: Actor) -> bool:
    """Whether the member may change the lead, which they see."""
    return may(actor, "lead", Verb.CHANGE, found.id, found.owner_id)
