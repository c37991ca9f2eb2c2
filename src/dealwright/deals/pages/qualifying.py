"""What is known of a deal under its frameworks: an element answered, its past read, frameworks chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Framework, frameworks

from ..commands import answer, choose_frameworks
from ..events import AnswerGiven
from ..models import Answer, Deal
from ..qualifying.asking import ask, ask_again, asking, said
from ..qualifying.keep import find_element
from ..qualifying.known import answer_to, answers_before
from ..queries import frameworks_of, may_write, visible_deal
from .deal import fresh


@dataclass(frozen=True)
class ChooseForm:
    """The frameworks there are, and those of the deal."""

    deal: Deal
    known: Mapping[str, Framework]
    chosen: Sequence[str]
    error: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def deal_answer(request: HttpRequest, deal_id: int, framework: str, element: str) -> HttpResponse:
    """Answer an element: GET shows what is known and what to ask, POST keeps the answer."""
    deal, asked = visible_deal(deal_id, request.user), find_element(framework, element)
    page = asking(
        deal.title, reverse("deal", args=[deal_id]), framework, answer_to(asked, Answer, deal_id),
        answers_before(asked, AnswerGiven, deal_id), may_write(deal, request.user),
    )  # fmt: skip
    if request.method != "POST":
        return ask(request, page)
    try:
        strength, text, link = said(request)
        answer(deal_id, framework, element, strength, text, link=link, by=request.user, via="page")
    except Invalid as error:
        return ask_again(request, page, error)
    flash(request, _("Saved"))
    return fresh(request, deal_id)


@login_required
@require_http_methods(["GET", "POST"])
def deal_frameworks(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Choose by which frameworks a deal is qualified."""
    deal = visible_deal(deal_id, request.user)
    if request.method != "POST":
        return render(
            request, "deals/frameworks.html", ChooseForm(deal, frameworks(), frameworks_of(deal)), block="dialog"
        )
    choose_frameworks(deal_id, request.POST.getlist("frameworks"), by=request.user, via="page")
    flash(request, _("Saved"))
    return fresh(request, deal_id)
