"""Which fields nobody needs: how often each is filled in, when, what uses it, and whether it goes with winning."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from dealwright.deals.queries.filling import LAST, Filling, fillings
from dealwright.records.filled import Filled, named_in_views, own_filled
from dealwright.workspace.access import role_keys
from dealwright.workspace.queries import Actor, settings_revision

from ..queries import Desk
from ..questions import Question

ENOUGH = 20  # closed deals, below which nothing is said
RARE, MOSTLY = 0.05, 0.5
DEALS = "deals"


class Verdict(StrEnum):
    """What to do about a field."""

    TOO_FEW = "too_few"
    EMPTY = "empty"  # nobody fills it in
    OPEN_ONLY = "open_only"  # empty in deals that closed, though open ones have it
    FOR_THE_GATE = "for_the_gate"  # filled in only to pass the gate
    NEEDED = "needed"  # a gate, a condition or a number asks for it, or deals with it are won more often
    LISTED = "listed"  # saved lists use it
    UNUSED = "unused"  # filled in, and nothing uses it


@dataclass(frozen=True)
class Needed:
    """A field of deals with how it is filled in, how many saved lists name it, and what to do about it."""

    filling: Filling
    lists: int

    @property
    def share(self) -> float:
        """Of the closed deals that could have it, how many had it."""
        return self.filling.filled / self.filling.closed

    @property
    def verdict(self) -> Verdict:
        """What to do about it."""
        told = self.filling
        if told.closed < ENOUGH:
            return Verdict.TOO_FEW
        if self.share < RARE:
            return Verdict.OPEN_ONLY if told.open_filled > RARE * told.open else Verdict.EMPTY
        if told.timed and told.at_gate / told.timed >= MOSTLY:
            return Verdict.FOR_THE_GATE
        if told.one.gates or told.one.is_weighed or told.one.is_counted or self.goes_with_winning:
            return Verdict.NEEDED
        return Verdict.LISTED if self.lists else Verdict.UNUSED

    @property
    def goes_with_winning(self) -> bool:
        """Whether deals with it are won more often by more than chance, and there are enough of both to say so."""
        told, gap = self.filling, self.filling.gap
        return told.having.is_enough and told.lacking.is_enough and gap is not None and gap[1] > 0


@dataclass(frozen=True)
class OwnField:
    """A field that the company added to another kind of record, how many saved lists name it, and what to do."""

    told: Filled
    lists: int

    @property
    def share(self) -> float | None:
        """Of the records looked at, how many have it; None without any."""
        return self.told.filled / self.told.records if self.told.records else None

    @property
    def verdict(self) -> Verdict:
        """What to do about it."""
        if self.share is None or self.told.records < ENOUGH:
            return Verdict.TOO_FEW
        if self.share < RARE:
            return Verdict.EMPTY
        return Verdict.LISTED if self.lists else Verdict.UNUSED


def fields_of_deals(actor: Actor, asked: Desk, question: Question) -> tuple[Sequence[Needed], int]:
    """The fields of deals that the actor knows of, and how many closed deals that is told from: see `fillings`."""
    narrowed, lists = asked.facts.state.narrowed, _lists(asked)[DEALS]
    ends = [each for each in (narrowed.moment, _begin(question.end)) if each]
    until = min(ends).replace(tzinfo=UTC) if ends else None
    start = _begin(question.start)
    since, ids = start and start.replace(tzinfo=UTC), narrowed.only.ids if narrowed.only else None
    key = ("fillings", since, until, *_knowing(actor))
    found, deals = asked.facts.found(key, lambda _facts: fillings(actor, question.process, ids, since, until))
    return [Needed(each, lists[each.one.key]) for each in found], deals


def own_fields(actor: Actor, asked: Desk) -> list[OwnField]:
    """The fields that the company added to other records than deals, as far as the actor knows of them; at most an hour
    old."""
    key = ("own fields", asked.now, actor.id, *_knowing(actor))
    found = asked.whole.found(key, lambda _facts: own_filled(actor, leave_out=[DEALS]))
    lists = _lists(asked)
    return [OwnField(each, lists[each.kind][each.key]) for each in found]


def _lists(asked: Desk) -> Mapping[str, Counter[str]]:
    """How many saved lists of each kind name each field."""
    found: Mapping[str, Counter[str]] = asked.whole.found(("lists", asked.now), lambda _facts: named_in_views())
    return found


def _knowing(actor: Actor) -> tuple[object, ...]:
    """What decides which fields the actor knows of."""
    return role_keys(actor), settings_revision(actor)


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None


__all__ = ["LAST", "Needed", "OwnField", "Verdict", "fields_of_deals", "own_fields"]
