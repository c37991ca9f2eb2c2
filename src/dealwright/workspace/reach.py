"""How far a member's hand reaches: for each kind of record and each verb none, own, the team's, or all."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from dealwright import Invalid

from .rules import Actor, Right, Role, Sees, has_right

Reaches = Mapping[str, Mapping[str, str]]  # singular key of the kind -> verb -> how far


class Verb(StrEnum):
    """What can be done with records."""

    SEE = "see"
    ADD = "add"
    CHANGE = "change"
    GIVE = "give"
    REMOVE = "remove"
    EXPORT = "export"


BUILT_IN = frozenset(Role)  # of these everybody has one
KNOWN_TO_ALL = frozenset({"organisation", "person"})
WIDTHS: Sequence[Sees | None] = (None, *Sees)


def widest(reaches: Iterable[Sees | str | None]) -> Sees | None:
    """The one that reaches furthest; None where there is none."""
    return max((None if each is None else Sees(each) for each in reaches), key=WIDTHS.index, default=None)


def usual(actor: Actor, one: str, verb: Verb) -> Sees | None:
    """What the built-in role and the member's own sight give, before any role of the company adds to it.

    Customers are known to all. Who may reassign changes whatever they see and adds records for anybody; others change
    what is their own.
    """
    sight = Sees.ALL if one in KNOWN_TO_ALL else Sees(actor.sees)
    if verb in (Verb.SEE, Verb.EXPORT):
        return sight
    if not has_right(actor, Right.REASSIGN):
        return None if verb == Verb.GIVE else Sees.OWN
    return Sees.ALL if verb == Verb.ADD else sight


def reach(actor: Actor, one: str, verb: Verb) -> Sees | None:
    """How far the actor reaches with this verb among records of that kind (singular key); asks no query.

    Who manages members reaches everything, so that nobody can give away more than they have.
    """
    if has_right(actor, Right.MEMBERS):
        return Sees.ALL
    added = actor.access.get("reach", {}).get(one, {}).get(verb)
    return widest((usual(actor, one, verb), added))


def joined(many: Iterable[Reaches]) -> dict[str, dict[str, Sees]]:
    """What several roles give together."""
    found: dict[str, dict[str, Sees]] = {}
    for reaches in many:
        for one, verbs in reaches.items():
            mine = found.setdefault(one, {})
            mine.update({verb: wide for verb, far in verbs.items() if (wide := widest((mine.get(verb), far)))})
    return found


def read_reaches(given: Mapping[str, Any], kinds: Iterable[str]) -> dict[str, dict[str, str]]:
    """Reaches as kept: without what is none, and who may change, give, remove or export sees as far.

    Raises Invalid for an unknown kind, verb or width.
    """
    known, read = sorted(kinds), {}
    for one, verbs in given.items():
        if one not in known or not isinstance(verbs, Mapping):
            raise Invalid(
                f"There are no records called “{one}”.", field="reach", remedy=f"There are: {', '.join(known)}."
            )
        if row := _seeing({verb: far for verb, far in verbs.items() if _read(verb, far)}):
            read[one] = row
    return read


def _read(verb: Any, far: Any) -> bool:
    if verb not in list(Verb):
        raise Invalid(f"“{verb}” is nothing that can be done.", field="reach", remedy=f"Use {', '.join(Verb)}.")
    if far in (None, "", "none"):
        return False
    if far not in list(Sees):
        raise Invalid(f"“{far}” is no reach.", field="reach", remedy=f"Use none, {', '.join(Sees)}.")
    return True


def _seeing(verbs: dict[str, str]) -> dict[str, str]:
    sight = widest(far for verb, far in verbs.items() if verb != Verb.ADD)
    return {**verbs, Verb.SEE.value: sight.value} if sight else verbs


def above(parents: Mapping[int, int | None], team: int | None) -> list[int]:
    """The team and those it is part of, itself first."""
    found: list[int] = []
    while team is not None and team not in found:
        found.append(team)
        team = parents.get(team)
    return found


def below(parents: Mapping[int, int | None], team: int) -> frozenset[int]:
    """The team and all that are part of it."""
    return frozenset(each for each in parents if team in above(parents, each))
