"""Erasing what events tell of a person: data and salt go, the digest stays, and an event vouches for the rest."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from .commands import Happening, number_entries, record
from .event import EVENTS
from .events import EntriesShredded
from .models import Entry
from .queries import has_unnumbered
from .rules import Link, chained, digest, sealed

AT_ONCE = 1_000
FEW = 5  # numbers that are looked for by the text of the events
NAMES = [field.name for field in msgspec.structs.fields(Link)]


class Part(NamedTuple):
    """What a seal covers of an entry: its chained hash as it stands now, the one it was given, what is left of it."""

    now: str
    hash: str
    digest: str


@transaction.atomic
def shred(ids: Collection[int], *, actor_id: int | None, via: str) -> int:
    """Erase the personal fields of these entries (by id) for good; returns how many held any.

    What else they tell stays, and so does the proof that nothing else was changed. Entries that hold nothing personal
    stay as they are. Call inside the transaction that erases the records.
    """
    while has_unnumbered() and number_entries(waits=True):
        pass
    done, wanted = 0, sorted(set(ids))
    for start in range(0, len(wanted), AT_ONCE):
        done += _shred(wanted[start : start + AT_ONCE], actor_id, via)
    return done


def _shred(ids: list[int], actor_id: int | None, via: str) -> int:
    personal = [kind for kind, event in EVENTS.items() if event.personal]
    found = Entry.objects.select_for_update().filter(id__in=ids, kind__in=personal, digest=None).order_by("seq")
    rows = [(row, EVENTS[row.kind].shred(row.data)) for row in found]
    rows = [(row, data) for row, data in rows if data != row.data]
    if not rows:
        return 0
    hashes = dict(Entry.objects.filter(seq__in=[row.seq - 1 for row, _ in rows]).values_list("seq", "hash"))
    left = {row.seq: _part(row, data, hashes.get(row.seq - 1, "")) for row, data in rows}
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_entry SET data = %s, salt = NULL, digest = %s WHERE seq = %s",
            [(data, left[row.seq].digest, row.seq) for row, data in rows],
        )
    event = EntriesShredded(entries=list(left), seal=sealed(left.values()))
    record([Happening(event, 0, actor_id, via, timezone.now())])
    return len(left)


def _part(row: Entry, data: str, before: str) -> Part:
    kept = digest(row.salt, row.data) if row.salt else ""
    link = Link(**{name: getattr(row, name) for name in NAMES} | {"data": data})
    return Part(chained(before, link), row.hash or "", kept)


class Seals:
    """Entries that were erased, until the event that vouches for them comes by."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[Link, Part]] = {}

    def keep(self, link: Link, before: str, stored: str, left: str) -> None:
        """Remember an erased entry."""
        self._parts[link.seq] = link, Part(chained(before, link), stored, left)

    def open_with(self, kind: str, data: str) -> None:
        """Let go of those that this event vouches for, if it is one that does and its seal fits."""
        if kind != EntriesShredded.kind:
            return
        event = msgspec.json.decode(data, type=EntriesShredded)
        known = [seq for seq in event.entries if seq in self._parts]
        if sealed(self._parts[seq][1] for seq in known) == event.seal:
            for seq in known:
                del self._parts[seq]

    def left(self) -> Iterator[Link]:
        """Those for which nothing vouched."""
        return (link for link, _part in self._parts.values())


class Naming(NamedTuple):
    """An event that names somebody by number, with its stored fields."""

    id: int
    kind: str
    subject_kind: str
    subject_id: int
    fields: dict[str, Any]


def entries_of_subjects(subjects: Mapping[str, Collection[int]]) -> list[int]:
    """The ids of all entries about these records, by kind of record."""
    about = Q(pk__in=())
    for kind, ids in subjects.items():
        about |= Q(subject_kind=kind, subject_id__in=list(ids))
    return list(Entry.objects.filter(about).values_list("id", flat=True))


def entries_where(kinds: Collection[str], holds: Callable[[dict[str, Any]], bool]) -> list[int]:
    """The ids of the events of these kinds for which `holds` says yes to their stored fields. Reads all of them."""
    found = Entry.objects.filter(kind__in=list(kinds), digest=None).values_list("id", "data").iterator(AT_ONCE)
    return [one for one, data in found if holds(msgspec.json.decode(data))]


def entries_naming(fields: Mapping[str, str], ids: Collection[int]) -> Iterator[Naming]:
    """The events that name one of these numbers: `fields` says in which field an event of a kind does.

    Reads all events of these kinds, as the ledger has no index for it: erasing is rare.
    """
    found = Entry.objects.filter(kind__in=list(fields))
    if len(ids) <= FEW:
        named = Q(pk__in=())
        for name in set(fields.values()):
            for number in ids:
                named |= Q(data__contains=f'"{name}":{number},') | Q(data__contains=f'"{name}":{number}}}')
        found = found.filter(named)
    for *row, data in found.values_list(*Naming._fields[:-1], "data").iterator(AT_ONCE):
        told = msgspec.json.decode(data)
        if told.get(fields[row[1]]) in ids:
            yield Naming(*row, told)
