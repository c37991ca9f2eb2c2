"""What is odd about the deals that somebody may see, and what the numbers make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dealwright import NotFound
from dealwright.metrics.oddities import ODDITIES, OF_MONEY, Oddity, odd_deals, oddities
from dealwright.workspace.queries import Actor

from .queries import Desk, desk, require_amounts
from .questions import Question


@dataclass(frozen=True)
class Odd:
    """How many `deals` are odd in that way."""

    oddity: Oddity
    deals: int

    def as_dict(self) -> dict[str, object]:
        """As API and command line give it."""
        way = self.oddity
        return {"oddity": way.key, "title": way.title, "handled": way.handled, "deals": self.deals}


def found(asked: Desk) -> list[Odd]:
    """Every way in which the desk's deals are odd; ways that tell of amounts are left out where these are hidden."""
    money, now = asked.purse.money, asked.now
    counts = asked.facts.found(("oddities", money, now), lambda facts: oddities(facts, money, now))
    return [Odd(ODDITIES[key], n) for key, n in counts.items() if asked.tells_money or key not in OF_MONEY]


def as_told(asked: Desk) -> list[dict[str, object]]:
    """The same as API and command line give it beside every number."""
    return [each.as_dict() for each in found(asked)]


def answered(question: Question, *, actor: Actor) -> dict[str, Any]:
    """The answer to a question, and what is odd about the deals that it counts; leads have nothing odd."""
    asked = desk(actor, question)
    answer = asked.answer(question).as_dict()
    return answer | ({"odd": as_told(asked)} if question.definition.record == "deal" else {})


def deals_of(key: str, asked: Desk) -> tuple[Oddity, Sequence[int]]:
    """The way of that name, and the deals that are odd in it, the last first.

    Raises NotFound for an unknown way, NotAllowed for one of amounts where these are hidden.
    """
    if key not in ODDITIES:
        raise NotFound(f"There is no oddity “{key[:40]}”.", remedy=f"Ask for: {', '.join(ODDITIES)}.")
    require_amounts(asked.tells_money or key not in OF_MONEY)
    return ODDITIES[key], odd_deals(asked.facts.connection, key, asked.now)[::-1]
