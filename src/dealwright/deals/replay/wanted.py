"""What the needs of processes look at, so that a replay reads no more of the past than that."""

from collections.abc import Collection
from dataclasses import dataclass

from dealwright.playbook import AnswerNeed, CheckNeed, PersonNeed, Playbook, compile_check, flat

PEOPLE = frozenset({"stakeholder_added", "stakeholder_changed", "stakeholder_removed"})


@dataclass(frozen=True)
class Wanted:
    """The kinds of need, and the names that expressions use."""

    kinds: frozenset[type]
    names: frozenset[str]

    @property
    def events(self) -> frozenset[str]:
        """The kinds of events that tell how a deal was."""
        found = {"deal_changed"}
        if PersonNeed in self.kinds:
            found |= PEOPLE
        if AnswerNeed in self.kinds or "coverage" in self.names:
            found |= {"answer_given"}
        return frozenset(found)


def wanted_by(books: Collection[Playbook]) -> Wanted:
    """What the needs and shortcuts of these processes look at."""
    needs = [need for book in books for stage in book.stages for need in flat(stage.exit)]
    texts = [need.when for need in needs]
    texts += [need.check for need in needs if isinstance(need, CheckNeed)]
    texts += [shortcut.when for book in books for shortcut in book.moves.shortcuts]
    return Wanted(
        frozenset(map(type, needs)), frozenset(name for text in texts if text for name in compile_check(text).names)
    )
