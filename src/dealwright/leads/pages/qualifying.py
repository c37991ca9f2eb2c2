"""What is known of a lead under the frameworks of the process: an element answered, its past read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.deals.qualifying.asking import ask, ask_again, asking, said
from dealwright.deals.qualifying.keep import find_element
from dealwright.deals.qualifying.known import answer_to, answers_before
from dealwright.desk.flash import flash

from ..commands import answer_lead
from ..events import LeadAnswerGiven
from ..models import Answer
from ..queries import visible_lead
from .inbox import changed
from .lead import may_write


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, lead_id: int, framework: str, element: str) -> HttpResponse:
    """Answer an element: GET shows what is known and what to ask, POST keeps the answer."""
    lead, asked = visible_lead(lead_id, request.user), find_element(framework, element)
    page = asking(
        lead.name, reverse("lead", args=[lead_id]), framework, answer_to(asked, Answer, lead_id),
        answers_before(asked, LeadAnswerGiven, lead_id), may_write(lead, request.user),
    )  # fmt: skip
    if request.method != "POST":
        return ask(request, page)
    try:
        strength, text, link = said(request)
        answer_lead(lead_id, framework, element, strength, text, link=link, by=request.user, via="page")
    except Invalid as error:
        return ask_again(request, page, error)
    flash(request, _("Saved"))
    return changed(request, lead_id)
