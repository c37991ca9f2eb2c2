"""Answer the elements of frameworks on a deal."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import frameworks
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import AnswerGiven, FrameworksChosen
from ..models import Answer, Deal
from ..qualifying.keep import UNKNOWN, find_element, keep_answer
from ..queries.frameworks import frameworks_of


@transaction.atomic
def answer(
    deal_id: int, framework: str, element: str, strength: int, text: str, *, link: str = "", by: Actor, via: str
) -> None:
    """Say what is known of a deal under an element, and how well founded it is: 0 unknown to 3 proven.

    The answer serves every framework that shares the element's concept. Raises Invalid for an unknown framework,
    element or strength, a text too long, an answer without a text, or a link that is none.
    """
    (deal,) = locked([deal_id], by)
    keep_answer(Answer, AnswerGiven, deal.id, framework, element, strength, text, link, by=by, via=via)


class KnownAnswer(NamedTuple):
    """An answer that was given elsewhere, by a member and at a moment that stay its own."""

    framework: str
    element: str
    strength: int
    text: str
    link: str
    by_id: int | None
    at: datetime


@transaction.atomic
def record_answers(deal_id: int, answers: Sequence[KnownAnswer], *, by: Actor, via: str) -> None:
    """Take answers over to a deal that has none, each with its author and date; they must have been checked."""
    (deal,) = locked([deal_id], by)
    asked = [(each, find_element(each.framework, each.element)) for each in answers]
    Answer.objects.bulk_create(
        Answer(deal_id=deal.id, concept=element.concept, **each._asdict()) for each, element in asked
    )
    record(
        Happening(
            AnswerGiven(
                concept=element.concept, framework=each.framework, element=each.element, title=element.title,
                strength=each.strength, was=UNKNOWN, text=each.text, link=each.link,
            ),
            deal.id, each.by_id, via, each.at,
        )
        for each, element in asked
    )  # fmt: skip


@transaction.atomic
def choose_frameworks(deal_id: int, keys: Sequence[str], *, by: Actor, via: str) -> None:
    """Say by which frameworks a deal is qualified, instead of those of its process; no answer is lost.

    Raises Invalid for one that does not exist.
    """
    (deal,), known = locked([deal_id], by), frameworks()
    chosen = list(dict.fromkeys(keys))
    for key in chosen:
        if key not in known:
            raise Invalid(
                f"There is no framework “{key}”.", field="frameworks", remedy=f"Choose from: {', '.join(known)}."
            )
    if chosen == list(frameworks_of(deal)):
        return
    Deal.objects.filter(id=deal.id).update(frameworks=chosen)
    record([Happening(FrameworksChosen(frameworks=tuple(chosen)), deal.id, by.id, via, timezone.now())])
