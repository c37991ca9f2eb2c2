"""Answer the elements of frameworks on a lead."""

from django.db import transaction
from django.utils import timezone

from dealwright.deals.commands.answer import UNKNOWN, check_answer, find_element
from dealwright.ledger.commands import Happening, record
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
    (lead,), now = locked([lead_id], by), timezone.now()
    asked, text, link = find_element(framework, element), text.strip(), link.strip()
    check_answer(strength, text, link)
    before = Answer.objects.filter(lead_id=lead.id, concept=asked.concept).first()
    kept = {
        "framework": framework, "element": element, "strength": strength, "text": text, "link": link,
        "by_id": by.id, "at": now,
    }  # fmt: skip
    if before and all(getattr(before, name) == kept[name] for name in ("strength", "text", "link")):
        return
    Answer.objects.update_or_create(lead_id=lead.id, concept=asked.concept, defaults=kept)
    event = LeadAnswerGiven(
        concept=asked.concept, framework=framework, element=element, title=asked.title, strength=strength,
        was=before.strength if before else UNKNOWN, text=text, link=link,
    )  # fmt: skip
    record([Happening(event, lead.id, by.id, via, now)])
