"""Pairs that may be the same: kept when a search finds them, decided by people, moved along when records merge."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.workspace.queries import Actor

from ..commands.locking import locked
from .aliases import survivors
from .finding import Pair
from .models import Double
from .shapes import SHAPES

AT_ONCE = 2_000


def ordered(one: int, other: int) -> tuple[int, int]:
    """Two numbers, the lower one first."""
    return (one, other) if one < other else (other, one)


@transaction.atomic
def keep(kind: str, pairs: Iterable[Pair]) -> int:
    """Keep what a search found, in the place of what is still open; returns how many are new or still open.

    What somebody said is not the same stays so, also for records that either has gone up into since.
    """
    standing = survivors(kind)
    decided = {ordered(*(standing.get(n, n) for n in pair)) for pair in _said_distinct(kind)}
    Double.objects.filter(kind=kind, state="open").delete()
    found = {ordered(int(pair.left), int(pair.right)): pair for pair in pairs}
    rows = [
        Double(kind=kind, left_id=ids[0], right_id=ids[1], probability=pair.probability, reasons=list(pair.reasons))
        for ids, pair in found.items()
        if ids not in decided
    ]
    Double.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(rows)


def _said_distinct(kind: str) -> list[tuple[int, int]]:
    return list(Double.objects.filter(kind=kind, state="distinct").values_list("left_id", "right_id"))


@transaction.atomic
def decide_distinct(double_id: int, *, by: Actor, via: str) -> Double:
    """Say that two records are not the same, for good. Raises NotFound, NotAllowed, Conflict for merged ones."""
    double = open_double(double_id, by)
    return _decide(double, "distinct", by)


@transaction.atomic
def ask_again(double_id: int, *, by: Actor, via: str) -> Double:
    """Take back that two records are not the same. Raises NotFound, NotAllowed."""
    double = Double.objects.select_for_update().filter(id=double_id, state="distinct").first()
    if double is None:
        raise NotFound(f"Nobody said that of pair {double_id}.")
    locked(SHAPES[double.kind], [double.left_id, double.right_id], by)
    return _decide(double, "open", by)


def open_double(double_id: int, by: Actor) -> Double:
    """The pair, locked with its records, as long as nobody decided; raises NotFound, NotAllowed, Conflict."""
    double = Double.objects.select_for_update().filter(id=double_id).first()
    if double is None:
        raise NotFound(f"There is no pair {double_id}.")
    if double.state != "open":
        raise Conflict("Somebody has decided about these two already.", remedy="Look at the list again.")
    locked(SHAPES[double.kind], [double.left_id, double.right_id], by)
    return double


def _decide(double: Double, state: str, by: Actor) -> Double:
    double.state = state
    double.decided_by_id = None if state == "open" else by.id
    double.decided_at = None if state == "open" else timezone.now()
    double.save()
    return double


def settle(kind: str, survivor: int, removed: int, by: Actor) -> list[int]:
    """After a merge: the pair is decided, and what may be the same as the removed one is asked of the survivor.

    Returns the new pairs by number.
    """
    left, right = ordered(survivor, removed)
    pair = Double.objects.filter(kind=kind, left_id=left, right_id=right)
    pair.update(state="merged", decided_by=by.id, decided_at=timezone.now())
    others = Double.objects.filter(Q(left_id=removed) | Q(right_id=removed), kind=kind).exclude(state="merged")
    made = []
    for each in others:
        one, other = ordered(survivor, each.right_id if each.left_id == removed else each.left_id)
        fresh = {"probability": each.probability, "reasons": each.reasons, "state": each.state}
        new, is_new = Double.objects.get_or_create(kind=kind, left_id=one, right_id=other, defaults=fresh)
        made += [new.id] if is_new else []
    return made


def reopen(kind: str, survivor: int, removed: int, made: Sequence[int]) -> None:
    """After a merge was undone: the pair is open again, and those that it made are gone."""
    left, right = ordered(survivor, removed)
    undecided = {"state": "open", "decided_by": None, "decided_at": None}
    Double.objects.filter(kind=kind, left_id=left, right_id=right).update(**undecided)
    Double.objects.filter(id__in=made).delete()
