"""What has happened to many records, in order: for telling how they were at moments of their past."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import Max, QuerySet

from .kept import kept
from .models import Entry


class Told(NamedTuple):
    """An event of a record as stored; `data` is its fields as JSON."""

    subject_id: int
    kind: str
    actor_id: int | None
    via: str
    occurred_at: datetime
    recorded_at: datetime
    data: str

    def fields(self) -> dict[str, Any]:
        """The event's stored fields by name."""
        return msgspec.json.decode(self.data)


def told_of(subject_kind: str, ids: Sequence[int], kinds: Collection[str]) -> list[Told]:
    """The events of these kinds of these records, by record and in the order in which they occurred; one query."""
    return [Told(*row) for row in _told(subject_kind, tuple(sorted(kinds)), ids=list(ids))]


@kept
def _told(subject_kind: str, kinds: tuple[str, ...], ids: Any) -> QuerySet[Entry, Any]:
    found = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=ids, kind__in=kinds)
    return found.order_by("subject_id", "occurred_at", "id").values_list(*Told._fields)


def latest_of(subject_kind: str, ids: Sequence[int]) -> dict[int, datetime]:
    """When something last happened to each of the records, by id, without those to which nothing did. One query."""
    return dict(_latest(subject_kind, ids=list(ids)))


@kept
def _latest(subject_kind: str, ids: Any) -> QuerySet[Entry, Any]:
    found = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=ids)
    return found.order_by().values_list("subject_id").annotate(latest=Max("occurred_at"))
