"""Erasing somebody for good: each module finds what it knows of them, which is told first and then done at one go."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from dealwright import NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import NOBODY, Event
from dealwright.ledger.queries import entries_about
from dealwright.ledger.shredding import entries_of_subjects, shred
from dealwright.workspace.queries import Actor, Right, require

from ..kinds import subject
from ..search import reindex


@dataclass
class Whom:
    """Who is to be erased: numbers of their records by kind (singular key), and the texts by which they are known.

    With `shared` the texts of what others took part in go too.
    """

    ids: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    texts: set[str] = field(default_factory=set)
    shared: bool = False

    def __getitem__(self, one: str) -> set[int]:
        """The numbers of that kind."""
        return self.ids[one]


@dataclass(frozen=True)
class Trace:
    """Something that tells of them: what it is, how many, whether it goes; `entries` are the ledger's, by id.

    `erase` takes out of it what is personal; what stays may have to be stripped too. `shared` goes only where that is
    chosen, for others took part in it.
    """

    label: Any
    count: int
    goes: bool = True
    erase: Callable[[], object] | None = None
    entries: Collection[int] = ()
    shared: bool = False


@dataclass(frozen=True)
class Preview:
    """What erasing means: how many of what go, and of what stay, in words; `title` is what they are called.

    `shared` is how many texts go only where that is chosen.
    """

    title: str
    goes: Sequence[tuple[str, int]]
    stays: Sequence[tuple[str, int]]
    shared: int = 0


Widen = Callable[[Whom], object]
Find = Callable[[Whom], Iterable[Trace]]
EVERYTHING = "all"
ERASABLE: dict[str, Callable[[int], Event]] = {}
WIDENERS: list[Widen] = []
FINDERS: list[Find] = []


def register(find: Find, widen: Widen | None = None) -> None:
    """Have `find` tell the traces that a module keeps of somebody; `widen` adds records and texts that are theirs."""
    FINDERS.append(find)
    if widen is not None:
        WIDENERS.append(widen)


def erasure(one: str, record_id: int, actor: Actor, *, shared: bool = False) -> Preview:
    """What erasing this person or lead would mean; nothing changes. Raises as `erase`."""
    whom = _whom(one, [record_id], actor, shared)
    found = [trace for trace in _traces(whom) if trace.count]
    goes, stays = ([(str(trace.label), trace.count) for trace in found if trace.goes is each] for each in (True, False))
    return Preview(_title(one, record_id), goes, stays, sum(trace.count for trace in found if trace.shared))


def erase(one: str, record_id: int, *, by: Actor, via: str, shared: bool = False) -> int:
    """Erase a person or lead for good: from records, search, notifications, duplicates, imports and the ledger.

    Deals, amounts, stages and counts stay; the record reads “Erased person”. With `shared` the texts of activities
    with others go too. Returns how many events of the ledger held something personal. Nothing brings it back. Raises
    NotFound, NotAllowed without the right to erase.
    """
    return erase_many(one, [record_id], by=by, via=via, shared=shared)


def erase_many(one: str, ids: Sequence[int], *, by: Actor, via: str, shared: bool = False) -> int:
    """As `erase`, for several at one go, all of them or none."""
    with _leaving_nothing(), transaction.atomic():
        whom = _whom(one, ids, by, shared)
        traces = list(_traces(whom))
        for trace in traces:
            if trace.erase is not None:
                trace.erase()
        known = {each: whom[each] for each in ERASABLE if whom[each]}
        entries = {entry for trace in traces for entry in trace.entries} | set(entries_of_subjects(known))
        count = shred(entries, actor_id=by.id, via=via)
        now = timezone.now()
        for each, numbers in known.items():
            event = ERASABLE[each](count)
            record(Happening(event, number, by.id, via, now) for number in sorted(numbers))
            reindex(each, numbers)
    return count


def require_erasable(one: str, record_id: int, actor: Actor) -> str:
    """What the person or lead is called; raises as `erase`."""
    _require(one, [record_id], actor)
    return _title(one, record_id)


def erased(one: str, ids: Collection[int]) -> set[int]:
    """Those of the records that were erased already."""
    entries = entries_about({one: list(ids)}, kinds=[f"{one}_erased"], limit=10 * len(ids))
    return {entry.subject_id for entry in entries}


def _require(one: str, ids: Sequence[int], actor: Actor) -> None:
    """Whoever sees everything can erase those who are removed, too."""
    require(actor, Right.ERASE)
    if one not in ERASABLE:
        raise NotFound(f"Nobody is called a {one[:30]}.", remedy=f"Erase a {' or a '.join(ERASABLE)}.")
    kind = subject(one)
    there = kind.model._default_manager.filter(kind.visible(actor), id__in=ids).values_list("id", flat=True)
    if gone := set(ids) - set(there):
        removed = {entry.subject_id for entry in entries_about({one: sorted(gone)}, kinds=[f"{one}_removed"])}
        hidden = kind.model._default_manager.filter(id__in=gone).exists()
        if actor.sees != EVERYTHING or hidden or gone - removed:
            raise NotFound(f"There is no {one} {min(gone)} that you may see.")


def _whom(one: str, ids: Sequence[int], actor: Actor, shared: bool) -> Whom:
    """Those that are meant and all that belongs to them."""
    _require(one, ids, actor)
    whom = Whom(shared=shared)
    whom[one].update(ids)
    for widen in WIDENERS:
        widen(whom)
    return whom


def _traces(whom: Whom) -> Iterator[Trace]:
    for find in FINDERS:
        yield from find(whom)


def _title(one: str, record_id: int) -> str:
    kind = subject(one)
    found = kind.model._default_manager.filter(id=record_id).values_list(kind.title, flat=True).first()
    return found or NOBODY


@contextmanager
def _leaving_nothing() -> Iterator[None]:
    """SQLite overwrites what is deleted meanwhile, and its log is emptied at the end."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA secure_delete = OFF")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
