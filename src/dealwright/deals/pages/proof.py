"""Proof on a deal's page: a need supplied where it stands, and noted proof taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import NotFound, SalesError
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from ..commands import NewConfirmation, confirm, take_back_confirmation
from ..models import Deal
from ..queries import DealPage, deal_page
from ..rules import Judgement
from .deal import fresh
from .gate import known_of
from .supplies import Supply, supplies
from .supplying import supply


@dataclass(frozen=True)
class SupplyForm:
    """The small form that supplies one need, with what was typed and what is wrong."""

    deal: Deal
    need: Supply
    errors: Sequence[tuple[str, str]] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


@login_required
@require_http_methods(["GET", "POST"])
def deal_supply(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Supply the `need` of the deal's gate: GET gives its form, POST does what the form asks."""
    found = deal_page(deal_id, request.user)
    need = _need(request, found)
    if request.method != "POST":
        return _form(request, SupplyForm(found.deal, need))
    try:
        with transaction.atomic():
            supply(request.POST, found.deal, found.book, request.user)
    except SalesError as error:
        if error.field is None:
            raise
        wrong = list(error.by_field().items())
        return _form(request, SupplyForm(found.deal, need, wrong, request.POST.dict()), 422)
    flash(request, _("Saved"))
    return fresh(request, deal_id)


@login_required
@require_POST
def deal_proof_off(request: HttpRequest, deal_id: int, confirmation_id: int) -> HttpResponse:
    """Take noted proof back."""
    take_back_confirmation(deal_id, confirmation_id, by=request.user, via="page")
    flash(request, _("Taken back."), tone="info")
    return fresh(request, deal_id)


@login_required
@require_POST
def deal_step(request: HttpRequest, deal_id: int, step: str) -> HttpResponse:
    """Note that the buyer has taken one of their own steps."""
    confirm(deal_id, NewConfirmation(need="buyer", key=step), by=request.user, via="page")
    flash(request, _("Noted"))
    return fresh(request, deal_id)


def _need(request: HttpRequest, found: DealPage) -> Supply:
    wanted = request.GET.get("need") or request.POST.get("need", "")
    for one in _flat(found.gate):
        if one.key == wanted:
            return supplies([one], known_of(found, request.user))[0]
    raise NotFound("This stage does not ask for that any more.", remedy="Look at the deal again.")


def _flat(judged: Sequence[Judgement]) -> Iterator[Judgement]:
    for one in judged:
        yield one
        yield from _flat(one.parts)


def _form(request: HttpRequest, form: SupplyForm, status: int = 200) -> HttpResponse:
    return render(request, "deals/supply.html", form, block="form", status=status)
