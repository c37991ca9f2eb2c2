"""What is known of a lead under the frameworks of the process: an element answered, its past read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.deals.commands.answer import find_element
from dealwright.deals.telling import STRENGTHS
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Framework, frameworks
from dealwright.records.values import whole_number

from ..commands import answer_lead
from ..models import Lead
from ..queries import answer_to, answers_before, visible_lead
from ..queries.qualifying import Known
from .inbox import changed
from .lead import may_write


@dataclass(frozen=True)
class AnswerForm:
    """An element with its present answer, how it came to be, and the form that changes it."""

    lead: Lead
    framework: Framework
    known: Known
    past: Sequence[Known]
    strengths: Sequence[tuple[int, str, str]]
    form: Filled
    writable: bool


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, lead_id: int, framework: str, element: str) -> HttpResponse:
    """Answer an element: GET shows what is known and what to ask, POST keeps the answer."""
    lead, asked = visible_lead(lead_id, request.user), find_element(framework, element)
    known = answer_to(lead.id, asked)
    strengths = [
        (n, str(STRENGTHS[n]), getattr(asked, name)) for n, name in enumerate(("claimed", "confirmed", "proven"), 1)
    ]
    typed = Filled({"text": known.text, "strength": str(known.strength), "link": known.link})
    past = answers_before(lead.id, asked.concept)
    form = AnswerForm(lead, frameworks()[framework], known, past, strengths, typed, may_write(lead, request.user))
    if request.method != "POST":
        return render(request, "leads/answer.html", form, block="dialog")
    given = filled(request.POST, "text", "strength", "link")
    try:
        strength = whole_number(given.value("strength"))
        if strength is None:
            raise Invalid(_("Say how sure it is."), field="strength")
        answer_lead(
            lead_id, framework, element, strength, given.value("text"), link=given.value("link"), by=request.user,
            via="page",
        )  # fmt: skip
    except Invalid as error:
        wrong = replace(form, form=given.refused(error, "text"))
        return render(request, "leads/answer.html", wrong, block="dialog", status=422)
    flash(request, _("Saved"))
    return changed(request, lead_id)
