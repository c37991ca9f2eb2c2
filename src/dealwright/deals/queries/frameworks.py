"""What is known of a deal under the frameworks that it is qualified by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from dealwright.ledger.queries import Happened, entries_about
from dealwright.playbook import Element, Framework, frameworks
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import member_names

from ..events import AnswerGiven
from ..evidence import Glance
from ..models import Answer, Deal

LONGEST_PAST = 200


@dataclass(frozen=True)
class Known:
    """An element of a framework with what is known: strength from 0 (unknown) to 3 (proven), by whom and when."""

    element: Element
    strength: int
    text: str
    link: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Earlier:
    """An answer as it was given at a moment, by whom."""

    strength: int
    text: str
    link: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Qualified:
    """A framework with all its elements, answered or not."""

    framework: Framework
    elements: tuple[Known, ...]

    @property
    def answered(self) -> int:
        """How many elements have an answer."""
        return sum(each.strength > 0 for each in self.elements)


def frameworks_of(deal: Deal | Glance) -> tuple[str, ...]:
    """The frameworks that the deal is qualified by: its own choice, or those of its process."""
    return tuple(playbook(deal.version_id).frameworks if deal.frameworks is None else deal.frameworks)


def qualification(deal: Deal, names: Mapping[int, str]) -> list[Qualified]:
    """Each framework of the deal with what is known; one query, none without frameworks. `names` are of members."""
    chosen = frameworks_of(deal)
    if not chosen:
        return []
    given = {each.concept: each for each in Answer.objects.filter(deal_id=deal.id)}
    known = frameworks()
    return [_qualified(known[key], given, names) for key in chosen if key in known]


def answer_to(deal: Deal, asked: Element) -> Known:
    """What is known of the deal under one element; one query, two with an answer."""
    given = Answer.objects.filter(deal_id=deal.id, concept=asked.concept).first()
    return _known(asked, given, member_names() if given else {})


def answers_before(deal: Deal, concept: str) -> list[Earlier]:
    """The answers that were ever given under a concept, latest first, as the ledger tells them."""
    told = entries_about({"deal": [deal.id]}, kinds=[AnswerGiven.kind], limit=LONGEST_PAST)
    same = [each for each in told if isinstance(each.event, AnswerGiven) and each.event.concept == concept]
    names = member_names() if same else {}
    return [_earlier(each, names) for each in same]


def _earlier(told: Happened, names: Mapping[int, str]) -> Earlier:
    given: Any = told.event
    return Earlier(given.strength, given.text, given.link, names.get(told.actor_id or 0, ""), told.occurred_at)


def strengths(deal_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """The strength of each answer by deal and concept; one query for any number of deals."""
    found: dict[int, dict[str, int]] = {}
    rows = Answer.objects.filter(deal_id__in=deal_ids).values_list("deal_id", "concept", "strength")
    for deal_id, concept, strength in rows:
        found.setdefault(deal_id, {})[concept] = strength
    return found


def answered(deals: Sequence[Glance]) -> dict[int, tuple[int, int]]:
    """How much is answered of how much is asked, by deal, for deals that a framework asks about; one query or none."""
    asked = {deal.id: _concepts(frameworks_of(deal)) for deal in deals}
    ids = [deal_id for deal_id, concepts in asked.items() if concepts]
    given = strengths(ids) if ids else {}
    return {each: (_count(asked[each], given.get(each, {})), len(asked[each])) for each in ids}


def _count(concepts: frozenset[str], strengths: Mapping[str, int]) -> int:
    return sum(strength > 0 for concept, strength in strengths.items() if concept in concepts)


@lru_cache(maxsize=64)
def _concepts(keys: tuple[str, ...]) -> frozenset[str]:
    known = frameworks()
    return frozenset(each.concept for key in keys if key in known for each in known[key].elements)


def _qualified(framework: Framework, given: Mapping[str, Answer], names: Mapping[int, str]) -> Qualified:
    return Qualified(framework, tuple(_known(each, given.get(each.concept), names) for each in framework.elements))


def _known(element: Element, given: Answer | None, names: Mapping[int, str]) -> Known:
    if given is None:
        return Known(element, 0, "", "", "", None)
    return Known(element, given.strength, given.text, given.link, names.get(given.by_id or 0, ""), given.at)
