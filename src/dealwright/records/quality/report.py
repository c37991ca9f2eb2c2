"""How complete the records of a kind are, field by field and worst first, and which were not touched for long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from dealwright.ledger.past import latest_of
from dealwright.workspace.queries import Actor

from ..complete import weighed
from ..fields import Field
from ..kinds import Kind
from ..shown import address_of
from .models import Confirmation

LOOKED_AT = 10_000  # records at most, so that the page is as quick with a million
SHOWN = 20
QUIET_DAYS = 180
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Share:
    """A field that counts, and how many of the records have it filled (0 to 1)."""

    label: str
    filled: float


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A record with its page, its score (0 to 1) and what it lacks."""

    title: str
    href: str
    score: float
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Quiet:
    """An open record to which nothing happened for long; `since` is when something last did, None if never."""

    title: str
    href: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """The quality of a kind's records: the score is the mean of the shares by their points.

    `unconfirmed` are those that nobody confirmed in that time.

    `looked_at` is how many of the newest records were read for completeness, and of the oldest for quiet ones.
    """

    looked_at: int
    score: float
    shares: Sequence[Share]
    worst: Sequence[Incomplete]
    quiet: Sequence[Quiet]
    days: int
    unconfirmed: Sequence[Quiet] = ()


def counted(kind: Kind, actor: Actor) -> list[Field]:
    """The fields that count, as far as the actor knows them and people fill them; see `complete.weighed`."""
    return [field for field, _points in weighed(kind, actor)]


def report(kind: Kind, actor: Actor, days: int = QUIET_DAYS, now: datetime | None = None) -> Report:
    """The quality of what the actor may see of a kind; four queries for any number of records."""
    weights = weighed(kind, actor)
    fields = [field for field, _points in weights]
    seen = kind.model._default_manager.filter(kind.visible(actor))
    rows = list(seen.order_by("-id").values_list("id", kind.title, *(field.path for field in fields))[:LOOKED_AT])
    shares = [_share(field, [row[place] for row in rows]) for place, field in enumerate(fields, start=2)]
    total = sum(points for _field, points in weights)
    had = sum(share.filled * points for share, (_field, points) in zip(shares, weights, strict=True))
    score = had / total if total and rows else 1.0
    oldest = list(seen.filter(kind.open).order_by("id").values_list("id", kind.title, "created_at")[:LOOKED_AT])
    before = (now or timezone.now()) - timedelta(days=days)
    quiet = _quiet(kind, [row[:2] for row in oldest], before)
    unconfirmed = _unconfirmed(kind, [row[:2] for row in oldest if row[2] < before], before)
    return Report(len(rows), score, shares, _worst(kind, weights, rows), quiet, days, unconfirmed)


def _share(field: Field, values: Sequence[Any]) -> Share:
    return Share(field.label, sum(value not in EMPTY for value in values) / len(values) if values else 1.0)


def _worst(kind: Kind, weights: Sequence[tuple[Field, int]], rows: Sequence[Sequence[Any]]) -> list[Incomplete]:
    """Those that lack most points first, the newest leading among equals."""
    total, found = sum(points for _field, points in weights), []
    for row in rows:
        gaps = [each for each, value in zip(weights, row[2:], strict=True) if value in EMPTY]
        if gaps:
            found.append((sum(points for _field, points in gaps), row, [field.label for field, _points in gaps]))
    found.sort(key=lambda each: (-each[0], -each[1][0]))
    return [
        Incomplete(row[1], address_of(kind.page, row[0]), 1 - lost / total, lacks) for lost, row, lacks in found[:SHOWN]
    ]


def _quiet(kind: Kind, rows: Sequence[tuple[int, str]], before: datetime) -> list[Quiet]:
    """Those that were quiet for longest first, and before them those to which nothing ever happened."""
    latest = latest_of(kind.one, [record_id for record_id, _ in rows])
    old = [(latest.get(record_id), record_id, title) for record_id, title in rows]
    old = [each for each in old if each[0] is None or each[0] < before]
    old.sort(key=lambda each: (each[0] is not None, each[0] or before, each[1]))
    return [Quiet(title, address_of(kind.page, record_id), since) for since, record_id, title in old[:SHOWN]]


def _unconfirmed(kind: Kind, rows: Sequence[tuple[int, str]], before: datetime) -> list[Quiet]:
    """Those that nobody confirmed since then, the ones that nobody ever did first."""
    known = Confirmation.objects.filter(one=kind.one, field="").values_list("record_id", "at")
    confirmed = dict(known.filter(record_id__gte=rows[0][0], record_id__lte=rows[-1][0])) if rows else {}
    old = [(confirmed.get(record_id), record_id, title) for record_id, title in rows]
    old = [each for each in old if each[0] is None or each[0] < before]
    old.sort(key=lambda each: (each[0] is not None, each[0] or before, each[1]))
    return [Quiet(title, address_of(kind.page, record_id), since) for since, record_id, title in old[:SHOWN]]
