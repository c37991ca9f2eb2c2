"""A new deal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Conflict, Invalid, NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Playbook
from dealwright.processes.queries import Published, current, in_force
from dealwright.records.called import known_as
from dealwright.records.fields import OWN, Catalogue
from dealwright.records.kinds import kind_of, missing
from dealwright.records.layouts import Arranged, arranged, made_layout_of
from dealwright.records.own_values import begun
from dealwright.records.repeats import once
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor, Right, has_right, members

from ..catalogue import fields_in, fitted
from ..commands import NewDeal, open_deal
from ..commands.change import read_changes
from ..models import Deal
from .beginning import With, join
from .controls import Control, control_of, own_controls, read_form

NAMES = ("title", "organisation", "amount", "close_on", "process", "stage", "owner", "source", "product", "currency")
NEEDED = frozenset({"title", "currency"})
LATER = frozenset({"source", "product", "currency"})


@dataclass(frozen=True)
class NewDealForm:
    """The form of a new deal with what was typed; `wrong` holds the sentence of each field at fault.

    `arranged` are the controls but for that of the title, where the company's layout has them.
    """

    processes: Sequence[tuple[str, str]]
    process: str
    title: Control
    arranged: Arranged[Control]
    typed: Mapping[str, Any]
    wrong: Mapping[str, str] = field(default_factory=dict)
    person: With | None = None


@login_required
@require_http_methods(["GET", "POST"])
@once
def deal_new(request: HttpRequest) -> HttpResponse:
    """Open a deal; on an error the form comes back with every text and the sentence beside its field."""
    asked = request.POST if request.method == "POST" else request.GET
    version = current(asked.get("process") or None)
    if request.method != "POST" or "again" in request.POST:
        return _show(request, version, {})
    try:
        with transaction.atomic():
            deal_id = open_deal(_read(request, version), by=request.user, via="page")
            join(deal_id, request.POST, request.user)
    except (Invalid, NotFound, Conflict) as error:
        return _show(request, version, error.by_field("title"))
    flash(request, _("The deal is on the board"))
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": reverse("deal", args=[deal_id])})
    return redirect("deal", deal_id)


def _read(request: HttpRequest, version: Published) -> NewDeal:
    form, book, by = request.POST, version.playbook, request.user
    currency = form.get("currency", "").strip().upper() or book.currency
    known = fields_in(book, by)
    changes = read_changes(read_form(form, fitted(book, known), currency, by), book, currency, known, by)
    own = begun(known, changes.get("fields") or {}, strictly=True)
    return NewDeal(
        changes.get("title") or "", version.key, form.get("stage") or None, changes.get("organisation"),
        changes.get("owner"), changes.get("product"), changes.get("source") or "",
        changes.get("amount"), currency, changes.get("close_on"), own,
    )  # fmt: skip


def _show(request: HttpRequest, version: Published, wrong: Mapping[str, str]) -> HttpResponse:
    known, asked = fields_in(version.playbook, request.user), request.POST or request.GET
    book = fitted(version.playbook, known)
    currency = asked.get("currency", "").strip().upper() or book.currency
    blank = Deal(version_id=version.id, currency=currency, fields=begun(known, {}, strictly=False))
    controls = {each.name: each for each in _controls(blank, book, known, request.user)}
    typed: dict[str, Any] = asked.dict() | {
        each.name: asked.getlist(each.name) for each in controls.values() if each.type == "choices"
    }
    person = With.asked(asked, book, request.user)
    firm = whole_number(typed.get("organisation", "")) or (person and person.organisation_id)
    if request.method != "POST" and firm and not missing("organisation", [firm], request.user):
        typed["organisation"] = known_as("organisation", firm)
    processes = [(each.key, each.title) for each in in_force() if not each.retired_at]
    if len(processes) < 2:
        controls.pop("process", None)
    title, shown = controls.pop("title"), _arranged(controls, known, request.user)
    context = NewDealForm(processes, version.key, title, shown, typed, wrong, person)
    block = "new" if request.method == "POST" else "dialog"
    return render(request, "deals/new.html", context, block=block, status=422 if wrong else 200)


def _controls(blank: Deal, book: Playbook, known: Catalogue, by: Actor) -> Iterator[Control]:
    """What can be said of a new deal, in the usual order."""
    stages = tuple((stage.key, stage.title) for stage in book.stages)
    places = {
        "process": Control("process", _("Process"), "select", "", "", required=True),
        "stage": Control("stage", _("Stage"), "select", stages[0][0], "", stages, required=True),
        "owner": Control("owner", _("Owner"), "select", str(by.id), "", _owners(by), required=True),
    }
    for name in NAMES:
        each = places[name] if name in places else control_of(name, blank, book)
        if each and name in known and not known[name].is_locked and (name != "owner" or each.options):
            yield replace(each, required=each.required or name in NEEDED or known[name].needed)
    yield from (each for each in own_controls(blank, book, known) if not each.is_locked)


def _arranged(controls: Mapping[str, Control], known: Catalogue, by: Actor) -> Arranged[Control]:
    layout = made_layout_of(kind_of("deals"), by, known)
    later = {name for name in controls if name in LATER or name.startswith(OWN)}
    needed = {each.name for each in controls.values() if each.required and each.name not in LATER}
    return arranged(layout, controls, later=later, needed=needed)


def _owners(by: Actor) -> tuple[tuple[str, str], ...]:
    if not has_right(by, Right.REASSIGN):
        return ()
    return tuple((str(each.id), each.name) for each in members() if each.is_active)
