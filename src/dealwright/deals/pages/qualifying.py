"""What is known of a deal under its frameworks: an element answered, its past read, frameworks chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Framework, frameworks
from dealwright.records.values import whole_number

from ..commands import answer, choose_frameworks
from ..commands.answer import find_element
from ..models import Deal
from ..queries import Earlier, Known, answer_to, answers_before, frameworks_of, may_write, visible_deal
from .deal import fresh
from .supplies import STRENGTHS


@dataclass(frozen=True)
class AnswerForm:
    """An element with its present answer, how it came to be, and the form that changes it."""

    deal: Deal
    framework: Framework
    known: Known
    past: Sequence[Earlier]
    strengths: Sequence[tuple[int, str, str]]
    form: Filled
    writable: bool


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
    known, past = answer_to(deal, asked), answers_before(deal, asked.concept)
    strengths = [
        (n, str(STRENGTHS[n]), getattr(asked, name)) for n, name in enumerate(("claimed", "confirmed", "proven"), 1)
    ]
    typed = Filled({"text": known.text, "strength": str(known.strength), "link": known.link})
    form = AnswerForm(deal, frameworks()[framework], known, past, strengths, typed, may_write(deal, request.user))
    if request.method != "POST":
        return render(request, "deals/answer.html", form, block="dialog")
    given = filled(request.POST, "text", "strength", "link")
    try:
        strength = whole_number(given.value("strength"))
        if strength is None:
            raise Invalid(_("Say how sure it is."), field="strength")
        answer(
            deal_id, framework, element, strength, given.value("text"), link=given.value("link"), by=request.user,
            via="page",
        )  # fmt: skip
    except Invalid as error:
        wrong = AnswerForm(**{**vars(form), "form": given.refused(error, "text")})
        return render(request, "deals/answer.html", wrong, block="dialog", status=422)
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
