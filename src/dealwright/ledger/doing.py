"""What members did themselves, from the events they caused: on how many days, and what became of their steps."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from .models import Entry

BY_HAND = ("page", "api")
AFTERWARDS = timedelta(days=1)
LATEST = 5_000


class AtWork(NamedTuple):
    """On how many days of the company's clock somebody did something, and when last."""

    days: int
    last: datetime


@dataclass(frozen=True)
class Steps:
    """So many events of one kind by one member; `marks` are the texts found in them, `beside` whether another kind of
    event came with them, `late` whether they were recorded more than a day after they happened."""

    member: int
    kind: str
    marks: frozenset[str]
    beside: bool
    late: bool
    n: int


class Stretch(NamedTuple):
    """The time from `since` until `until` begins; `after` is the id of the last event before it.

    Ids grow with time, so that bounds what is read, for which no index is needed.
    """

    since: datetime
    until: datetime
    after: int


def stretch(since: datetime, until: datetime) -> Stretch:
    """The time between two moments; one query."""
    before = Entry.objects.filter(recorded_at__lt=since).order_by("-id").values_list("id", flat=True).first()
    return Stretch(since, until, before or 0)


def days_at_work(members: Collection[int], asked: Stretch) -> dict[int, AtWork]:
    """Which of the members did something by hand in that time, by id; one query."""
    rows = _between(members, asked).values_list("actor_id")
    counted = rows.annotate(days=Count(TruncDate("recorded_at"), distinct=True), last=Max("recorded_at"))
    return {member: AtWork(*rest) for member, *rest in counted.order_by()}


def steps_taken(
    members: Collection[int],
    kinds: Collection[str],
    marks: Mapping[str, str],
    beside: str,
    asked: Stretch,
) -> list[Steps]:
    """The events of these kinds that the members caused by hand, counted by what is said of them.

    `marks` are texts to look for in the stored fields, by name; `beside` is a kind of event that may have happened to
    the same record in the same moment. One query.
    """
    other = Entry.objects.filter(
        kind=beside, subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id"),
        occurred_at=OuterRef("occurred_at"),
    )  # fmt: skip
    told = {f"has_{name}": _true(Q(data__contains=text)) for name, text in marks.items()}
    told |= {"beside": Exists(other), "late": _true(Q(occurred_at__lt=F("recorded_at") - AFTERWARDS))}
    found = _between(members, asked).filter(kind__in=sorted(kinds)).annotate(**told)
    rows = found.values_list("actor_id", "kind", "beside", "late", *(f"has_{name}" for name in marks))
    return [
        Steps(member, kind, frozenset(name for name, has in zip(marks, flags, strict=True) if has), beside, late, n)
        for member, kind, beside, late, *flags, n in rows.annotate(n=Count("id")).order_by()
    ]


def marked(
    members: Collection[int], wanted: Mapping[str, str], asked: Stretch
) -> list[tuple[int, str, dict[str, Any]]]:
    """Events that the members caused by hand, the latest 5,000: record, kind and stored fields. `wanted` are kinds of
    event, each with a text that stands in its fields ("" for any). One query."""
    chosen = Q(pk__in=())
    for kind, text in wanted.items():
        chosen |= Q(kind=kind, data__contains=text) if text else Q(kind=kind)
    rows = _between(members, asked).filter(chosen).order_by("-id").values_list("subject_id", "kind", "data")
    return [(record, kind, msgspec.json.decode(data)) for record, kind, data in rows[:LATEST]]


def _between(members: Collection[int], asked: Stretch) -> QuerySet[Entry]:
    return Entry.objects.filter(
        id__gt=asked.after, recorded_at__gte=asked.since, recorded_at__lt=asked.until, actor_id__in=list(members),
        via__in=BY_HAND,
    )  # fmt: skip


def _true(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
