"""Questions to the ledger: what happened since, what happened to this record, is the chain whole."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q, QuerySet, Subquery

from dealwright import NotFound

from .event import Event, revive
from .kept import kept
from .models import Entry, Head, Reader


class Happened(msgspec.Struct, frozen=True):
    """A recorded event; `seq` is None until the sequencer has numbered it."""

    id: int
    seq: int | None
    kind: str
    subject_kind: str
    subject_id: int
    actor_id: int | None
    via: str
    occurred_at: datetime
    recorded_at: datetime
    data: str

    @property
    def event(self) -> Event:
        """The typed event."""
        return revive(self.kind, self.data)

    def fields(self) -> dict[str, Any]:
        """The event's stored fields by name."""
        return msgspec.json.decode(self.data)


NAMES = [field.name for field in msgspec.structs.fields(Happened)]


def entries_after(seq: int, limit: int = 1_000) -> list[Happened]:
    """The next numbered events after `seq`, in order."""
    rows = Entry.objects.filter(seq__gt=seq).order_by("seq").values_list(*NAMES)[:limit]
    return [Happened(*row) for row in rows]


def entries_between(after: int, upto: int, kinds: Collection[str] | None = None) -> list[Happened]:
    """The events numbered above `after` and up to `upto`, in order; of these kinds only when any are given."""
    rows = Entry.objects.filter(seq__gt=after, seq__lte=upto).order_by("seq")
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    return [Happened(*row) for row in rows.values_list(*NAMES)]


def entries_of(
    subject_kind: str, subject_ids: list[int], limit: int = 50, before: datetime | None = None
) -> list[Happened]:
    """The latest events of these records, newest first, before a moment when one is given."""
    found = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    if before is not None:
        found = found.filter(occurred_at__lt=before)
    return [Happened(*row) for row in found.order_by("-occurred_at", "-id").values_list(*NAMES)[:limit]]


def entries_with(ids: Collection[int]) -> list[Happened]:
    """The events with these ids, in order, whether they have their numbers already or not."""
    return [Happened(*row) for row in Entry.objects.filter(id__in=list(ids)).order_by("id").values_list(*NAMES)]


def entry(seq: int) -> Happened:
    """The event of that number; raises NotFound."""
    row = Entry.objects.filter(seq=seq).values_list(*NAMES).first()
    if row is None:
        raise NotFound(f"There is no event {seq}.")
    return Happened(*row)


def entries_about(
    subjects: Mapping[str, Collection[int]],
    *,
    kinds: Collection[str] | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
    actor_id: int | None = None,
    since: datetime | None = None,
    holding: Collection[str] = (),
    among: Collection[str] | None = None,
) -> list[Happened]:
    """The latest events of records of several kinds (ids by kind), newest first, of some kinds of event when named.

    `before` is the moment and id of the last event already known. `actor_id` and `since` narrow to what a member did
    and to what happened from then on, `holding` to events in whose stored text all of these stand: all events, or
    those of the kinds `among`, while others stay. One query.
    """
    about = Q(pk__in=())
    for kind, ids in subjects.items():
        about |= Q(subject_kind=kind, subject_id__in=ids)
    found = Entry.objects.filter(about)
    for text in holding:
        found = found.filter(Q(data__icontains=text) | (Q(pk__in=()) if among is None else ~Q(kind__in=among)))
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    if actor_id is not None:
        found = found.filter(actor_id=actor_id)
    if since is not None:
        found = found.filter(occurred_at__gte=since)
    if before is not None:
        at, entry_id = before
        found = found.filter(occurred_at__lte=at).filter(Q(occurred_at__lt=at) | Q(id__lt=entry_id))
    return [Happened(*row) for row in found.order_by("-occurred_at", "-id").values_list(*NAMES)[:limit]]


def touched_by_others(
    subject_kind: str, subject_ids: Collection[int], *, via: Collection[str], since: datetime
) -> set[int]:
    """The records among these to which something happened through other doors, or after a moment."""
    found = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    return set(found.filter(~Q(via__in=via) | Q(recorded_at__gt=since)).values_list("subject_id", flat=True))


class Noted(NamedTuple):
    """The least that tells what an event was about, whether it has its number already or not."""

    id: int
    kind: str
    subject_kind: str
    subject_id: int
    data: str


def noted_since(after: int, missing: Sequence[int], at_most: int) -> list[Noted]:
    """The newest committed events with an id above `after`, or one of those that were missing; in order of id."""
    rows = _noted_again(at_most, after=after, missing=missing) if missing else _noted(at_most, after=after)
    return [Noted(*row) for row in reversed(rows)]


@kept
def _noted(at_most: int, after: Any) -> QuerySet[Entry, Any]:
    return Entry.objects.filter(id__gt=after).order_by("-id").values_list(*Noted._fields)[:at_most]


@kept
def _noted_again(at_most: int, after: Any, missing: Any) -> QuerySet[Entry, Any]:
    found = Entry.objects.filter(Q(id__gt=after) | Q(id__in=missing))
    return found.order_by("-id").values_list(*Noted._fields)[:at_most]


def newest_entry() -> Subquery:
    """For a query's annotation: the highest id of an event that is committed; None in an empty ledger."""
    return Subquery(Entry.objects.order_by("-id").values("id")[:1])


def newest_entry_id() -> int:
    """The highest id of an event that is committed; 0 in an empty ledger."""
    return next((number for (number,) in _newest_entry_id()), 0)


@kept
def _newest_entry_id() -> QuerySet[Entry, Any]:
    return Entry.objects.order_by("-id").values_list("id")[:1]


def head_seq() -> int:
    """The last number given; 0 for an empty ledger."""
    return next((seq for (seq,) in _head_seq()), 0)


@kept
def _head_seq() -> QuerySet[Head, Any]:
    return Head.objects.filter(id=1).values_list("seq")


def reader_seq(name: str) -> int:
    """How far reader `name` has come."""
    return reader_seqs().get(name, 0)


def reader_seqs() -> dict[str, int]:
    """How far each reader has come."""
    return dict(_reader_seqs())


@kept
def _reader_seqs() -> QuerySet[Reader, Any]:
    return Reader.objects.values_list("name", "seq")


def has_unnumbered() -> bool:
    """Whether committed events wait for their number."""
    return bool(_unnumbered())


@kept
def _unnumbered() -> QuerySet[Entry, Any]:
    return Entry.objects.filter(seq=None).values_list("id")[:1]


def waiting(name: str, at_most: int) -> int:
    """How many events reader `name` has still to read, those without a number included, counted up to `at_most`."""
    unnumbered = Entry.objects.filter(seq=None)[:at_most].count()
    return min(at_most, head_seq() - reader_seq(name) + unnumbered)
