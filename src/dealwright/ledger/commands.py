"""Verbs of the ledger: record events, number them after commit, let readers read on."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils import timezone

from .event import Event
from .models import Entry, Head, Reader
from .queries import Happened, entries_between, has_unnumbered, head_seq, reader_seq
from .rows import insert_rows, store_numbers
from .rules import Link, chained, digest

COLUMNS = [
    *("kind", "version", "subject_kind", "subject_id", "actor_id"),
    *("via", "occurred_at", "recorded_at", "data"),
]
LINK_COLUMNS = msgspec.structs.fields(Link)


class Happening(msgspec.Struct, frozen=True):
    """An event about to be recorded: what, to which record, by which member, through which door, when.

    `about` names the kind of record where the event's class leaves it open.
    """

    event: Event
    subject_id: int
    actor_id: int | None
    via: str
    at: datetime
    about: str = ""


def record(happenings: Iterable[Happening]) -> None:
    """Write the events; call inside the transaction of the change they tell of."""
    now = timezone.now()
    rows = [_row(happening, happening.event, now) for happening in happenings]  # whole before the first is written
    insert_rows(Entry, COLUMNS, rows)


def _row(of: Happening, event: Event, now: datetime) -> tuple[Any, ...]:
    about = of.about or event.subject
    return event.kind, event.version, about, of.subject_id, of.actor_id, of.via, of.at, now, event.encode()


def number_entries(limit: int = 5_000, *, waits: bool = False) -> int:
    """Number and chain up to `limit` committed entries; returns how many.

    Runs after commit, so no write waits for it. The lock on the head row is the lease: a second sequencer
    returns 0 at once on PostgreSQL (unless it `waits`) and waits its turn on SQLite; a killed one leaves nothing
    half done.
    """
    if not has_unnumbered():
        return 0
    with transaction.atomic():
        Head.objects.get_or_create(id=1)
        skips = connection.features.has_select_for_update_skip_locked and not waits
        head = Head.objects.select_for_update(skip_locked=skips).filter(id=1).first()
        if head is None:
            return 0
        names = [field.name for field in LINK_COLUMNS[1:]]
        fresh = Entry.objects.filter(seq=None).order_by("id").values_list(*names)[:limit]
        numbered, salts = [], token_hex(16 * len(fresh))
        for place, (*row, data) in enumerate(fresh):
            seq, salt = head.seq + place + 1, salts[32 * place : 32 * place + 32]
            head.hash = chained(head.hash, Link(seq, *row, digest(salt, data)))
            numbered.append((seq, head.hash, salt, row[0]))
        if numbered:
            store_numbers(numbered)
            head.seq = numbered[-1][0]
            head.save()
    return len(numbered)


def read_on(
    name: str,
    handle: Callable[[Sequence[Happened]], Any],
    batch: int = 4_000,
    kinds: Collection[str] | None = None,
) -> int:
    """Let reader `name` go through the next events, in one transaction with its own writes; returns how many.

    It is handed those of the given kinds (all without), in order, each exactly once: its place is saved with what
    it wrote.
    """
    head = head_seq()
    if reader_seq(name) >= head:
        return 0
    with transaction.atomic():
        Reader.objects.get_or_create(name=name)
        place = Reader.objects.select_for_update().get(name=name)
        upto = min(place.seq + batch, head)
        if entries := entries_between(place.seq, upto, kinds):
            handle(entries)
        done, place.seq = max(upto - place.seq, 0), max(upto, place.seq)
        place.save()
    return done


def rewind(name: str) -> None:
    """Send reader `name` back to the start; the reader itself must have cleared what it wrote."""
    Reader.objects.filter(name=name).update(seq=0)
