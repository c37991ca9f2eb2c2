"""What of the ledger is worth telling somebody, and whom. Modules register what they know in their apps.py.

Nobody is told of what they did themselves, of what came by an import, or of a record that they may not see.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dealwright.ledger.doors import MUTED
from dealwright.ledger.event import Changed
from dealwright.ledger.queries import Happened, entries_about

from .queries import follower_ids, owners_of, said_now
from .rules import REASON, What

Find = Callable[[Sequence[Happened]], Mapping[int, Collection[int]]]
COMMENTED = ("comment_added", "comment_changed")


@dataclass(frozen=True)
class Notable:
    """Events of these kinds are told for this reason to those that `find` names, by the event's id."""

    what: What
    kinds: frozenset[str]
    find: Find


NOTABLE: dict[str, Notable] = {}
QUIET = {"followed", "unfollowed", "comment_carried", "comment_changed", "comment_removed", "comment_restored",
         "record_shared", "record_unshared", "teammate_removed"}  # fmt: skip


def register(name: str, what: What, kinds: Iterable[str], find: Find) -> None:
    """Have members told of events; `name` stays the same for good."""
    NOTABLE[name] = Notable(what, frozenset(kinds), find)


def register_own(name: str, kinds: Iterable[str]) -> None:
    """Have owners told of these events on records of theirs."""
    register(name, What.OWN, kinds, _owners)


def quiet(kinds: Iterable[str]) -> None:
    """These events are not worth telling those who follow a record."""
    QUIET.update(kinds)


def wanted(happened: Sequence[Happened]) -> Iterator[tuple[Happened, What, int]]:
    """Event, reason and member, for all that is worth telling; a member may come up more than once for an event."""
    loud = _standing([each for each in happened if each.via not in MUTED])
    for notable in NOTABLE.values():
        mine = [each for each in loud if each.kind in notable.kinds]
        found = notable.find(mine) if mine else {}
        yield from ((each, notable.what, who) for each in mine for who in found.get(each.id, ()))
    yield from ((each, What.FOLLOWED, who) for each, who in _followed(loud))
    for each in loud:
        event = each.event if each.kind.endswith("_changed") else None
        if isinstance(event, Changed) and isinstance(owner := event.new.get("owner"), int):
            yield each, What.GIVEN, owner


def _followed(loud: Sequence[Happened]) -> Iterator[tuple[Happened, int]]:
    by_kind: dict[str, list[Happened]] = {}
    for each in loud:
        if each.kind not in QUIET and each.via != "process":
            by_kind.setdefault(each.subject_kind, []).append(each)
    for one, entries in by_kind.items():
        records = owners_of(one, {each.subject_id for each in entries})
        found = follower_ids(one, records) if records else {}
        yield from ((each, who) for each in entries for who in found.get(each.subject_id, ()))


def _owners(happened: Sequence[Happened]) -> dict[int, list[int]]:
    ids: dict[str, set[int]] = {}
    for each in happened:
        ids.setdefault(each.subject_kind, set()).add(each.subject_id)
    owners = {one: owners_of(one, of) for one, of in ids.items()}
    told = {each.id: owners[each.subject_kind].get(each.subject_id) for each in happened}
    return {number: [owner] for number, owner in told.items() if owner is not None}


def mentioned(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """Who is named in comments; a correction tells only those whom nobody named in it before."""
    told = {each.id: each.fields() for each in happened}
    named = {each.id: set(told[each.id].get("mentions", [])) for each in happened}
    return {each.id: sorted(named[each.id] - _named_before(each, told[each.id]["comment"])) for each in happened}


def _standing(happened: Sequence[Happened]) -> list[Happened]:
    """Without comments that were taken back meanwhile."""
    comments = {each.id: each.fields()["comment"] for each in happened if each.kind in COMMENTED}
    standing = said_now(comments.values()) if comments else {}
    return [each for each in happened if each.id not in comments or comments[each.id] in standing]


def _named_before(correction: Happened, comment_id: int) -> set[int]:
    if correction.kind != "comment_changed":
        return set()
    earlier = entries_about(
        {correction.subject_kind: [correction.subject_id]}, kinds=COMMENTED,
        before=(correction.occurred_at, correction.id), holding=[f'"comment":{comment_id}'],
    )  # fmt: skip
    told = (each.fields() for each in earlier)
    return {who for fields in told if fields["comment"] == comment_id for who in fields.get("mentions", [])}


def given_by_share(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """With whom records were shared, member by member; a part in a team is told as such."""
    found = {}
    for each in happened:
        told = each.fields()
        kind, _, number = told["to"].partition(":")
        if kind == "member" and told.get("reason", "") != REASON:
            found[each.id] = [int(number)]
    return found


def given_a_part(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """Who got a part in a record."""
    return {each.id: [each.fields()["member"]] for each in happened}
