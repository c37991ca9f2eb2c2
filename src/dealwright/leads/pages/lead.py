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
from dealwright.playbook import FieldType
from dealwright.records.fields import OWN, Field
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.queries import listing, page
from dealwright.records.repeats import once
from dealwright.records.shown import text_of
from dealwright.records.values import whole_number
from dealwright.workspace.access import Verb, may, reach
from dealwright.workspace.queries import Actor, members

from ..access import locked, may_see
from ..commands import add_lead, change_lead, may_undo
from ..models import Campaign, Lead, Source
from ..queries import LeadPage, lead_page, names, visible_lead
from ..queries.lists import Through, through
from ..rules import REASONS, STATUSES

ASKED = (
    *("name", "organisation", "email", "phone", "job_title", "country"),
    *("source", "campaign", "medium", "domain", "referred_by", "owner", "message"),
)
CONTROLS = {
    FieldType.EMAIL: "email",
    FieldType.PHONE: "tel",
    FieldType.LONG_TEXT: "textarea",
    FieldType.MEMBER: "select",
    FieldType.PERSON: "combobox",
}
WAS = "was."
KEPT = (Invalid, Conflict, Stale, NotFound)


@dataclass(frozen=True)
class LeadView:
    """Everything on the page of a lead; `own` are the company's own fields that the member may see, in words."""

    found: LeadPage
    lead: Lead
    strengths: Mapping[int, Any]
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]
    seen: frozenset[str]
    own: Sequence[tuple[str, str]]
    may_undo: bool
    through: Through | None = None


@dataclass(frozen=True)
class Input:
    """A field of the form with the text in it, and the text that the form began with (None in a new one)."""

    key: str
    label: str
    type: str
    value: str
    options: Sequence[tuple[str, str]] = ()
    was: str | None = None


@dataclass(frozen=True)
class LeadForm:
    """The form of a lead: where it is sent, what stands in it, what is wrong with it.

    `begun` are the texts that it began with, `theirs` what somebody else made of a field while it was open.
    """

    heading: str
    action: str
    back: str
    inputs: Sequence[Input] = ()
    begun: Mapping[str, str] | None = None
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
    strengths = dict(enumerate(STRENGTHS))
    known = fields_of(kind_of("leads"), actor)
    own = [(each.label, text) for each in known.values() if each.is_own and (text := _own(found.lead, each))]
    return LeadView(found, found.lead, strengths, STATUSES, REASONS, frozenset(known), own, undo)


def _own(lead: Lead, field: Field) -> str:
    """The lead's value of an own field in words, "" when it has none."""
    value = lead.fields.get(field.key.removeprefix(OWN))
    return "" if value in (None, "", []) else text_of(field, [value], field.titles())


@login_required
@require_http_methods(["GET", "POST"])
@once
def new_lead(request: HttpRequest) -> HttpResponse:
    """The form of a new lead, the member's own unless they say otherwise."""
    form = LeadForm(_("New lead"), reverse("lead-new"), reverse("leads"))
    if request.method == "GET":
        texts = {"owner": str(request.user.id), **request.GET.dict()}
        return _show(request, form, texts, "dialog")
    try:
        lead_id = add_lead(_read(request, ASKED), by=request.user, via="page")
    except KEPT as error:
        return _again(request, form, error)
    flash(request, _("The lead is in the inbox"))
    return _on(request, lead_id)


@login_required
@require_http_methods(["GET", "POST"])
def edit_lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The form that changes the facts of a lead; two who change it at once both keep their texts."""
    found = visible_lead(lead_id, request.user)
    begun = _texts(found)
    address = reverse("lead-edit", args=[lead_id])
    form = LeadForm(found.name, address, reverse("lead", args=[lead_id]), begun=begun)
    if request.method == "GET":
        return _show(request, form, begun, "dialog")
    changed = [key for key in ASKED if request.POST.get(key) != request.POST.get(WAS + key)]
    form = replace(form, begun={key: request.POST.get(WAS + key, begun[key]) for key in begun})
    try:
        with transaction.atomic():
            now = _texts(*locked([lead_id], request.user))
            if theirs := _meanwhile(request.POST, changed, now):
                form = replace(form, begun={**form.begun, **{key: now[key] for key in theirs}}, theirs=theirs)
                return _show(request, form, request.POST.dict(), "lead_form", 422)
            change_lead(lead_id, _read(request, changed), by=request.user, via="page")
    except KEPT as error:
        return _again(request, form, error)
    flash(request, _("Saved"))
    return _on(request, lead_id)


def _meanwhile(sent: Mapping[str, str], changed: Sequence[str], now: Mapping[str, str]) -> dict[str, str]:
    """What others made, since the form was opened, of the fields that it wants to change, by key."""
    begun = {key: sent[WAS + key] for key in changed if WAS + key in sent}
    return {key: now[key] or "–" for key, was in begun.items() if now[key] not in (was, sent.get(key))}


def _on(request: HttpRequest, lead_id: int) -> HttpResponse:
    """To the lead, or to the inbox when the rules gave it to somebody whose leads the member does not see."""
    address = reverse("lead", args=[lead_id]) if may_see(lead_id, request.user) else reverse("leads")
    return HttpResponse(headers={"HX-Redirect": address}) if "HX-Request" in request.headers else redirect(address)


def _show(
    request: HttpRequest, form: LeadForm, texts: Mapping[str, str], block: str, status: int = 200
) -> HttpResponse:
    begun = form.begun or {}
    shown = replace(form, inputs=[replace(each, was=begun.get(each.key)) for each in _inputs(texts, request.user)])
    return render(request, "leads/form.html", shown, block=block, status=status)


def _again(request: HttpRequest, form: LeadForm, error: SalesError) -> HttpResponse:
    text = " ".join(part for part in (error.message, error.remedy) if part)
    wrong = {error.field if error.field in ASKED else "": text}
    return _show(request, replace(form, errors=wrong), request.POST.dict(), "lead_form", 422)


def _inputs(texts: Mapping[str, str], by: Actor) -> list[Input]:
    known = fields_of(kind_of("leads"), by)
    found = []
    for key in ASKED:
        if key in known and known[key].writable:
            control = "combobox" if key in ("source", "campaign") else CONTROLS.get(known[key].type, "text")
            found.append(Input(key, known[key].label, control, texts.get(key, ""), _options(key, by)))
    return found


def _options(key: str, by: Actor) -> Sequence[tuple[str, str]]:
    if key in ("source", "campaign"):
        return [(name, name) for name in names(Source if key == "source" else Campaign)]
    if key != "owner":
        return ()
    gives = reach(by, "lead", Verb.GIVE) is not None
    return [
        ("", "–"),
        *((str(each.id), each.name) for each in members() if each.is_active and (gives or each.id == by.id)),
    ]


def _texts(found: Lead) -> dict[str, str]:
    texts = {key: str(getattr(found, key) or "") for key in ASKED if key not in ("referred_by", "owner")}
    texts |= {key: getattr(found, key).name if getattr(found, key) else "" for key in ("source", "campaign")}
    texts["referred_by"] = found.referred_by.name if found.referred_by else ""
    return {**texts, "owner": str(found.owner_id or "")}


def _read(request: HttpRequest, keys: Sequence[str]) -> dict[str, Any]:
    known = fields_of(kind_of("leads"), request.user)
    read: dict[str, Any] = {key: request.POST[key] for key in keys if key in request.POST and key in known}
    if "referred_by" in read:
        read["referred_by"] = _person(read["referred_by"], request.user)
    return read


def _person(name: str, by: Actor) -> int | None:
    if not name.strip():
        return None
    kind = kind_of("people")
    rows = page(listing(kind, by, [("name", name.strip())], "id"), [kind.fields()["name"]], limit=2).rows
    if len(rows) != 1:
        told = _("There are several people called “%s”.") if rows else _("There is nobody called “%s”.")
        raise Invalid(told % name.strip(), field="referred_by", remedy=_("Add them first, or leave this empty."))
    return int(rows[0]["id"])


def may_write(found: Lead, actor: Actor) -> bool:
    """Whether the member may change the lead, which they see."""
    return may(actor, "lead", Verb.CHANGE, found.id, found.owner_id)
