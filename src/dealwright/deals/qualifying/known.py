"""What is known of a record under frameworks, and how it came to be known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dealwright.ledger.queries import entries_about
from dealwright.playbook import Element, Framework
from dealwright.workspace.queries import member_names

from ..answers import GivenAnswer

LONGEST_PAST = 200


@dataclass(frozen=True)
class Known:
    """An element of a framework with what is known: strength from 0 (unknown) to 3 (proven), by whom and when."""

    element: Element
    strength: int = 0
    text: str = ""
    link: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Qualified:
    """A framework with all its elements, answered or not."""

    framework: Framework
    elements: tuple[Known, ...]

    @property
    def answered(self) -> int:
        """How many elements have an answer."""
        return sum(each.strength > 0 for each in self.elements)


def known_under(
    chosen: Sequence[Framework], rows: type[GivenAnswer], record_id: int, names: Mapping[int, str]
) -> list[Qualified]:
    """Each framework with what is known of the record; one query, none without frameworks. `names` are of members."""
    if not chosen:
        return []
    given = {each.concept: each for each in rows._default_manager.filter(**{rows.about: record_id})}
    return [
        Qualified(one, tuple(_known(each, given.get(each.concept), names) for each in one.elements)) for one in chosen
    ]


def answer_to(asked: Element, rows: type[GivenAnswer], record_id: int) -> Known:
    """What is known of a record under one element; one query, two with an answer."""
    given = rows._default_manager.filter(**{rows.about: record_id}, concept=asked.concept).first()
    return _known(asked, given, member_names() if given else {})


def answers_before(asked: Element, told_as: type[Any], record_id: int) -> list[Known]:
    """The answers that were ever given under an element, latest first, as events of class `told_as` tell them."""
    told = entries_about({told_as.subject: [record_id]}, kinds=[told_as.kind], limit=LONGEST_PAST)
    same = [
        (each, each.event) for each in told if isinstance(each.event, told_as) and each.event.concept == asked.concept
    ]
    names = member_names() if same else {}
    return [
        Known(asked, event.strength, event.text, event.link, names.get(each.actor_id or 0, ""), each.occurred_at)
        for each, event in same
    ]


def _known(element: Element, given: GivenAnswer | None, names: Mapping[int, str]) -> Known:
    if given is None:
        return Known(element)
    return Known(element, given.strength, given.text, given.link, names.get(given.by_id or 0, ""), given.at)
