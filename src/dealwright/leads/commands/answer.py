"""Answer the elements of frameworks on a lead."""

from django.db import transaction

from dealwright.deals.qualifying.keep import keep_answer
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import LeadAnswerGiven
from ..models import Answer


@transaction.atomic
def answer_lead(
    lead_id: int, framework: str, element: str, strength: int, text: str, *, link: str = "", by: Actor, via: str
) -> None:
    """Say what is known of a lead under an element, and how well founded it is: 0 unknown to 3 proven.

    The answer serves every framework that shares the element's concept, and the deal that the lead becomes. Raises
    Invalid for an unknown framework, element or strength, a text too long, an answer without one, or a bad link.
    """
    (lead,) = locked([lead_id], by)
    keep_answer(Answer, LeadAnswerGiven, lead.id, framework, element, strength, text, link, by=by, via=via)
