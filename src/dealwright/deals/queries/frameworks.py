"""What is known of a deal under the frameworks that it is qualified by."""

from collections.abc import Mapping
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
from ..rules import Answered

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


def asked_of(deal: Glance) -> frozenset[str]:
    """The concepts that the frameworks of a deal ask about."""
    return _concepts(frameworks_of(deal))


def answered(asked: frozenset[str], given: Mapping[str, Answered]) -> tuple[int, int]:
    """How much is answered of how much is asked of a deal."""
    return sum(answer.strength > 0 for concept, answer in given.items() if concept in asked), len(asked)


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
