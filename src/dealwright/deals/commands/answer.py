"""Answer the elements of frameworks on a deal."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import Element, frameworks
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import AnswerGiven, FrameworksChosen
from ..models import Answer, Deal
from ..queries.frameworks import frameworks_of
from .links import check_link

UNKNOWN, PROVEN = 0, 3
LONGEST = 5_000


@transaction.atomic
def answer(
    deal_id: int, framework: str, element: str, strength: int, text: str, *, link: str = "", by: Actor, via: str
) -> None:
    """Say what is known of a deal under an element, and how well founded it is: 0 unknown to 3 proven.

    The answer serves every framework that shares the element's concept. Raises Invalid for an unknown framework,
    element or strength, a text too long, an answer without a text, or a link that is none.
    """
    (deal,), now = locked([deal_id], by), timezone.now()
    asked, text, link = find_element(framework, element), text.strip(), link.strip()
    check_answer(strength, text, link)
    before = Answer.objects.filter(deal_id=deal.id, concept=asked.concept).first()
    kept = {
        "framework": framework, "element": element, "strength": strength, "text": text, "link": link,
        "by_id": by.id, "at": now,
    }  # fmt: skip
    if before and all(getattr(before, name) == kept[name] for name in ("strength", "text", "link")):
        return
    Answer.objects.update_or_create(deal_id=deal.id, concept=asked.concept, defaults=kept)
    event = AnswerGiven(
        concept=asked.concept, framework=framework, element=element, title=asked.title, strength=strength,
        was=before.strength if before else UNKNOWN, text=text, link=link,
    )  # fmt: skip
    record([Happening(event, deal.id, by.id, via, now)])


def find_element(framework: str, element: str) -> Element:
    """The element of a framework; raises Invalid naming what is not known."""
    known = frameworks()
    if framework not in known:
        raise Invalid(
            f"There is no framework “{framework}”.", field="framework", remedy=f"Choose from: {', '.join(known)}."
        )
    found = {each.key: each for each in known[framework].elements}
    if element not in found:
        raise Invalid(
            f"{known[framework].title} has no element “{element}”.",
            field="element",
            remedy=f"It has: {', '.join(found)}.",
        )
    return found[element]


def check_answer(strength: int, text: str, link: str) -> None:
    """Raise Invalid for a strength that is none, an answer without a text or a text too long, a link that is none."""
    if not UNKNOWN <= strength <= PROVEN:
        raise Invalid("Strength goes from 0 (unknown) to 3 (proven).", field="strength")
    if strength > UNKNOWN and not text:
        raise Invalid("An answer needs a text.", field="text", remedy="Write what you know, and from whom.")
    if len(text) > LONGEST:
        raise Invalid(f"The answer is longer than {LONGEST:,} characters.", field="text", remedy="Shorten it.")
    check_link(link)


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
