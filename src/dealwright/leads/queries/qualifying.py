"""What is known of a lead under the frameworks by which the process qualifies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dealwright.ledger.queries import entries_about
from dealwright.playbook import Element, Framework, frameworks
from dealwright.processes.queries import current
from dealwright.workspace.queries import member_names

from ..events import LeadAnswerGiven
from ..models import Answer

OTHERWISE = "bant"
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


def frameworks_asked() -> list[Framework]:
    """The frameworks of the process that new deals start on; where it names none, BANT. NotFound without a process."""
    known = frameworks()
    return [known[key] for key in current().playbook.frameworks or (OTHERWISE,) if key in known]


def qualification(lead_id: int, names: Mapping[int, str]) -> list[Qualified]:
    """Each framework with what is known of the lead; `names` are of members."""
    given = {each.concept: each for each in Answer.objects.filter(lead_id=lead_id)}
    return [
        Qualified(one, tuple(_known(each, given.get(each.concept), names) for each in one.elements))
        for one in frameworks_asked()
    ]


def answer_to(lead_id: int, asked: Element) -> Known:
    """What is known of the lead under one element; one query, two with an answer."""
    given = Answer.objects.filter(lead_id=lead_id, concept=asked.concept).first()
    return _known(asked, given, member_names() if given else {})


def answers_before(lead_id: int, concept: str) -> list[Known]:
    """The answers that were ever given under a concept, latest first, as the ledger tells them."""
    told = entries_about({"lead": [lead_id]}, kinds=[LeadAnswerGiven.kind], limit=LONGEST_PAST)
    names = member_names() if told else {}
    events = ((each, each.event) for each in told)
    return [
        Known(
            _element(event), event.strength, event.text, event.link, names.get(each.actor_id or 0, ""), each.occurred_at
        )
        for each, event in events
        if isinstance(event, LeadAnswerGiven) and event.concept == concept
    ]


def _element(event: LeadAnswerGiven) -> Element:
    return next(one for one in frameworks()[event.framework].elements if one.key == event.element)


def _known(element: Element, given: Answer | None, names: Mapping[int, str]) -> Known:
    if given is None:
        return Known(element)
    return Known(element, given.strength, given.text, given.link, names.get(given.by_id or 0, ""), given.at)
