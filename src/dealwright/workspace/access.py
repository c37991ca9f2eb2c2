"""Who sees and who changes which records: the one place that every query and command asks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, Model, Q, QuerySet, Value, When

from dealwright import NotAllowed
from dealwright.ledger.kept import kept

from .guarded import guarded
from .models import Member, Share
from .reach import WIDTHS, Verb, reach
from .rules import Actor, Sees

__all__ = ["Verb", "changeable", "covers", "given_beyond", "may", "reach", "require_change", "role_keys", "seen"]
ASKING_HELPS = "Ask its owner or your manager."


def role_keys(actor: Actor) -> frozenset[str]:
    """The keys of all roles the actor holds, the built-in one and the company's; none for the command line."""
    return frozenset() if actor.id is None else frozenset({str(actor.role), *actor.access.get("roles", ())})


def peers(actor: Actor) -> frozenset[int]:
    """The members of the actor's team and of those below it, the actor among them."""
    known = actor.access.get("peers")
    if known is None and actor.team_id is not None:  # not compiled, so there is no team below
        known = Member.objects.filter(team_id=actor.team_id).values_list("id", flat=True)
    return frozenset({*(known or ()), *own(actor)})


def own(actor: Actor) -> frozenset[int]:
    """The actor alone; nobody for the machine."""
    return frozenset({actor.id} if actor.id is not None else ())


def owners(actor: Actor, one: str, verb: Verb = Verb.SEE) -> frozenset[int] | None:
    """The members whose records of that kind the actor reaches with the verb; None means everybody's."""
    far = reach(actor, one, verb)
    if far == Sees.ALL:
        return None
    return peers(actor) if far == Sees.TEAM else own(actor) if far else frozenset()


def visible_owner_ids(actor: Actor, one: str = "deal") -> frozenset[int] | None:
    """The members whose records of that kind the actor may see; None means everybody's."""
    return owners(actor, one)


def owned_visibly(actor: Actor, column: str = "owner_id", one: str = "deal", verb: Verb = Verb.SEE) -> Q:
    """The filter for records whose owner the actor reaches with the verb, on the given owner column."""
    return _owned(column, owners(actor, one, verb))


@lru_cache(maxsize=4096)  # as `_shared`: what a filter comes to is worked out from its parts each time one is made
def _owned(column: str, ids: frozenset[int] | None) -> Q:
    return Q() if ids is None else Q(**{f"{column}__in": ids})


def seen(actor: Actor, one: str, owner: str = "owner_id") -> Q:
    """The filter for records of that kind (singular key) the actor may see: by owner, nobody's, and those shared.

    `owner` is the path to the owner's column, as "deal__owner_id" from a table that points to deals. Always equal
    for an actor whose access has not changed, so that it can be part of a kept query's shape.
    """
    ids = owners(actor, one, Verb.SEE)
    beyond = given_beyond(actor, one, owner.removesuffix("owner_id")) if ids is not None else None
    return _seen(owner, ids, beyond)


@lru_cache(maxsize=4096)
def _seen(column: str, ids: frozenset[int] | None, beyond: Q | None) -> Q:
    if ids is None:
        return _owned(column, ids)
    theirs = _owned(column, ids) | Q(**{column: None})
    return theirs if beyond is None else theirs | beyond


def given_beyond(actor: Actor, one: str, path: str = "", verb: Verb = Verb.SEE) -> Q | None:
    """The filter for records of that kind that were shared with the actor, whoever owns them; None without any."""
    shared = actor.access.get("shared", {}).get(one, {})
    to = shared.get(Verb.CHANGE, ()) if verb == Verb.CHANGE else sorted({to for tos in shared.values() for to in tos})
    return _shared(one, tuple(to), path, verb) if to else None


@dataclass(frozen=True)
class Sight:
    """What an actor sees of a kind: the records of these owners (None: everybody's) and nobody's, and single ones
    beyond those, by number."""

    owners: frozenset[int] | None
    beyond: frozenset[int] = frozenset()


def sight_of(actor: Actor, one: str) -> Sight:
    """What `seen` lets through, as numbers, for what is kept apart from the records' own table; one query at most."""
    owners_seen = visible_owner_ids(actor, one)
    to = {to for tos in actor.access.get("shared", {}).get(one, {}).values() for to in tos}
    if owners_seen is None or not to:
        return Sight(owners_seen)
    return Sight(owners_seen, frozenset(row[0] for row in _given(one, tuple(sorted(to)))))


@kept
def _given(one: str, to: Sequence[str]) -> QuerySet[Share, Any]:
    return Share.objects.filter(kind=one, to__in=to).values_list("record_id")


@lru_cache(maxsize=4096)  # one object for all who ask alike: two subqueries are never equal
def _shared(one: str, to: tuple[str, ...], path: str, verb: Verb) -> Q:
    rows = Share.objects.filter(kind=one, to__in=to)
    if verb == Verb.CHANGE:
        rows = rows.filter(verb=Verb.CHANGE)
    return Q(**{f"{path}id__in": rows.values("record_id")})


def covers(actor: Actor, one: str, verb: Verb, owner_id: int | None) -> bool:
    """Whether the actor reaches records of that owner (None: nobody's) with the verb, leaving shares aside."""
    far = reach(actor, one, verb)
    if far is None:
        return False
    if far == Sees.ALL or owner_id is None or owner_id == actor.id:
        return True
    return far == Sees.TEAM and owner_id in peers(actor)


def changeable(by: Actor, one: str, records: Mapping[int, int | None]) -> frozenset[int]:
    """Those of the records (id -> owner) that the actor may see and change; one query where some may be shared."""
    ours = {record_id for record_id, owner_id in records.items() if covers(by, one, Verb.CHANGE, owner_id)}
    rest = records.keys() - ours
    to = by.access.get("shared", {}).get(one, {}).get(Verb.CHANGE, ())
    shared = (row[0] for row in _changeable(one, tuple(to), ids=sorted(rest))) if rest and to else ()
    return frozenset({*ours, *shared})


@kept
def _changeable(one: str, to: Sequence[str], ids: Any) -> QuerySet[Share, Any]:
    return Share.objects.filter(kind=one, to__in=to, verb=Verb.CHANGE, record_id__in=ids).values_list("record_id")


def may(by: Actor, one: str, verb: Verb, record_id: int, owner_id: int | None) -> bool:
    """Whether the actor may do this to a record that they see; one query at most, none for their own."""
    if verb == Verb.CHANGE:
        return record_id in changeable(by, one, {record_id: owner_id})
    return covers(by, one, verb, owner_id)


def reached(by: Actor, one: str, record_id: int) -> frozenset[Verb]:
    """All verbs that the actor reaches on a record that they see; at most one query, nothing where it is not there."""
    reaches = {verb: reach(by, one, verb) for verb in Verb if verb != Verb.ADD}
    everywhere = frozenset(verb for verb, far in reaches.items() if far == Sees.ALL)
    beyond = given_beyond(by, one, verb=Verb.CHANGE)
    if beyond is None and all(far in (None, Sees.ALL) for far in reaches.values()):
        return everywhere
    for owner_id, is_given in _owner(guarded(one).model, beyond, record_id=record_id):
        mine = {verb for verb in reaches if covers(by, one, verb, owner_id)}
        return frozenset(mine | {Verb.CHANGE} if is_given else mine)
    return frozenset()


@kept
def _owner(model: type[Model], beyond: Q | None, record_id: Any) -> QuerySet[Any, Any]:
    is_given = Value(False) if beyond is None else Case(When(beyond, then=True), default=False)
    return model._default_manager.filter(id=record_id).annotate(is_given=is_given).values_list("owner_id", "is_given")


def require_change(by: Actor, one: str, record_id: int, owner_id: int | None, title: str) -> None:
    """Raise NotAllowed unless the record called `title`, which the actor sees, is theirs to change."""
    if not may(by, one, Verb.CHANGE, record_id, owner_id):
        raise NotAllowed(f"“{title}” belongs to somebody else.", remedy=ASKING_HELPS)


def require_remove(by: Actor, one: str, owner_id: int | None, title: str) -> None:
    """Raise NotAllowed unless the record called `title`, which the actor sees, is theirs to remove."""
    if not covers(by, one, Verb.REMOVE, owner_id):
        raise NotAllowed(f"“{title}” belongs to somebody else.", remedy=ASKING_HELPS)


def require_all_changeable(by: Actor, one: str, records: Mapping[int, tuple[int | None, str]]) -> None:
    """Raise NotAllowed naming the first of the records (id -> owner, title) that the actor may not change."""
    good = changeable(by, one, {record_id: owner_id for record_id, (owner_id, _) in records.items()})
    for record_id, (_, title) in records.items():
        if record_id not in good:
            raise NotAllowed(f"“{title}” belongs to somebody else.", remedy=ASKING_HELPS)


def require_all_removable(by: Actor, one: str, records: Mapping[int, tuple[int | None, str]]) -> None:
    """Raise NotAllowed naming the first of the records (id -> owner, title) that the actor may not remove."""
    for owner_id, title in records.values():
        require_remove(by, one, owner_id, title)


def require_export(by: Actor, one: str, rows: QuerySet[Any], what: str) -> None:
    """Raise NotAllowed unless all of the rows, which the actor sees, are within what they may export; `what` are
    records of that kind in words, such as "deals". Asks a query only of who sees more than they may export."""
    far = reach(by, one, Verb.EXPORT)
    if far is None:
        raise NotAllowed(f"You may not export {what}.", remedy="Ask your manager.")
    if WIDTHS.index(far) < WIDTHS.index(reach(by, one, Verb.SEE)):
        mine = Q(owner_id=None) | owned_visibly(by, one=one, verb=Verb.EXPORT)
        if rows.exclude(mine).order_by().exists():
            raise NotAllowed(
                f"Some of these {what} you may see but not export.",
                remedy=f"Filter the list to {'your own' if far == Sees.OWN else 'those of your team'}.",
            )


def require_owner(by: Actor, one: str, to: int | None, what: str, *, was: Collection[int | None] | None = None) -> None:
    """Raise NotAllowed when the actor may not make that member the owner; `what` is "a person", say.

    `was` are the owners before, None for new records. What is new or nobody's one may have oneself, and what is one's
    own nobody may have; anything else takes the reach to add for that member, or to give away that owner's.
    """
    if was is None:
        allowed = to in (None, by.id) or covers(by, one, Verb.ADD, to)
    else:
        free = {None} if to == by.id else {by.id} if to is None else set()
        allowed = all(each == to or each in free or covers(by, one, Verb.GIVE, each) for each in was)
    if not allowed:
        raise NotAllowed(f"You may not give {what} to somebody else.", field="owner", remedy="Ask your manager.")
