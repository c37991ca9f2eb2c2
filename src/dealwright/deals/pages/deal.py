"""The page of a deal, and its fields edited in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from dealwright import Invalid, NotFound, Stale
from dealwright.desk.render import render
from dealwright.playbook import Playbook
from dealwright.processes.queries import playbook
from dealwright.records.fields import OWN
from dealwright.records.kinds import kind_of
from dealwright.records.layouts import Arranged, arranged, made_layout_of
from dealwright.workspace.access import Verb, covers
from dealwright.workspace.queries import Right, has_right

from ..catalogue import fields_in, fitted
from ..commands import change_deal
from ..models import Deal
from ..queries import DealPage, Reviewed, deal_page, review_on, visible_deal
from .choosing import role_choices
from .controls import Control, control_of, marked, own_controls, read_form
from .gate import Need, gate_of
from .supplies import KINDS, STANCES, STRENGTHS

FEW = 8  # own fields that a page shows however empty they are
NUMBERS = ("amount", "currency", "close_on", "forecast_category", "organisation", "owner", "product", "source")


@dataclass(frozen=True)
class DealView:
    """Everything on the page of a deal; `focus` is the field to put the cursor on."""

    found: DealPage
    deal: Deal
    gate: Sequence[Need]
    numbers: Sequence[Control]
    own: Sequence[Control]
    placed: Arranged[Control] | None
    roles: Sequence[tuple[str, str]]
    reason: str
    may_override: bool
    may_give: bool
    kinds: Mapping[str, Any]
    stances: Mapping[str, Any]
    strengths: Mapping[int, Any]
    review: Reviewed | None = None
    focus: str = ""

    @property
    def now(self) -> list[Control]:
        """The own fields to show at once: all when they are few, else those that are filled in or asked for here."""
        wanted = {name.removeprefix(OWN) for one in self.found.gate for name in one.target.split(",")}
        return [
            each
            for each in self.own
            if len(self.own) <= FEW or each.shown or each.name == self.focus or each.name.removeprefix(OWN) in wanted
        ]

    @property
    def later(self) -> list[Control]:
        """The other own fields."""
        shown = {each.name for each in self.now}
        return [each for each in self.own if each.name not in shown]


@dataclass(frozen=True)
class EditView:
    """One field being edited; `was` is its text at the start, `theirs` what somebody else made of it."""

    deal: Deal
    control: Control
    was: str
    error: str = ""
    theirs: str = ""


@login_required
@require_safe
def deal(request: HttpRequest, deal_id: int) -> HttpResponse:
    """A deal: where it stands, what is missing to move on, and everything about it."""
    return render(request, "deals/deal.html", view_of(request, deal_id))


def view_of(request: HttpRequest, deal_id: int, focus: str = "") -> DealView:
    """What the page of the deal shows to this member."""
    found = deal_page(deal_id, request.user)
    book, record = found.book, found.deal
    may_give = covers(request.user, "deal", Verb.GIVE, record.owner_id)
    known = fields_in(book, request.user)
    shown = [control_of(name, record, book) for name in NUMBERS if name in known]
    numbers = [marked(each, known) for each in shown if each]
    own = own_controls(record, fitted(book, known), known)
    layout = made_layout_of(kind_of("deals"), request.user, known)
    placed = arranged(layout, {each.name: each for each in (*numbers, *own)}) if layout else None
    roles = role_choices(book)
    reasons = {choice.key: choice.title for choice in book.outcomes.lost.reasons}
    reason = reasons.get(found.outcome.reason, found.outcome.reason) if found.outcome else ""
    may_override = has_right(request.user, Right.OVERRIDE)
    return DealView(
        found, record, gate_of(found, request.user), numbers, own, placed, roles, reason, may_override, may_give, KINDS,
        STANCES, STRENGTHS, review_on(record.id) if found.outcome else None, focus,
    )  # fmt: skip


def fresh(request: HttpRequest, deal_id: int, focus: str = "") -> HttpResponse:
    """The answer to a change that was made on the deal's page: the page as it is now."""
    if "HX-Request" not in request.headers:
        return redirect("deal", deal_id)
    response = render(request, "deals/deal.html", view_of(request, deal_id, focus), block="deal")
    response["HX-Retarget"], response["HX-Reswap"] = "#deal", "innerHTML"
    response["HX-Trigger"], response["HX-Trigger-After-Settle"] = "deal-changed", "close-dialog"
    return response


@login_required
@require_http_methods(["GET", "POST"])
def deal_field(request: HttpRequest, deal_id: int, name: str) -> HttpResponse:
    """A field in place: GET gives its form, POST saves it; text stays when it cannot be saved."""
    found = visible_deal(deal_id, request.user)
    if name not in fields_in(playbook(found.version_id), request.user):
        raise NotFound("A deal has no such field.")
    control = _control(found, _book_of(found, request), name)
    if request.method != "POST":
        return render(request, "deals/field.html", EditView(found, control, control.shown), block="form")
    return _save(request, found, control)


def _save(request: HttpRequest, found: Deal, control: Control) -> HttpResponse:
    book, was = _book_of(found, request), request.POST.get("was", "")
    try:
        if control.shown != was and str(found.revision) != request.POST.get("revision"):
            raise Stale
        with transaction.atomic():
            changes = read_form(request.POST, book, found.currency, request.user)
            change_deal(found.id, changes, by=request.user, via="page", revision=found.revision)
    except Stale:
        now = _control(visible_deal(found.id, request.user), book, control.name)
        return _again(request, found, now, "", now.shown or "–")
    except (Invalid, NotFound) as error:
        return _again(request, found, control, error.sentence, "")
    return fresh(request, found.id, control.name)


def _again(request: HttpRequest, record: Deal, control: Control, error: str, theirs: str) -> HttpResponse:
    """The form once more with what was typed, and why it was not saved."""
    typed = request.POST.getlist(control.name) if control.type == "choices" else request.POST.get(control.name, "")
    kept = replace(control, value=typed)
    fresh = visible_deal(record.id, request.user)
    return render(
        request, "deals/field.html", EditView(fresh, kept, control.shown, error, theirs), block="form", status=422
    )


def _book_of(found: Deal, request: HttpRequest) -> Playbook:
    """The deal's playbook with the own fields that whoever asks knows of."""
    book = playbook(found.version_id)
    return fitted(book, fields_in(book, request.user))


def _control(record: Deal, book: Playbook, name: str) -> Control:
    control = control_of(name, record, book)
    if control is None:
        raise NotFound("A deal has no such field.")
    return control
