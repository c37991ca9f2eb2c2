"""How each deal followed its process, read from its visits and its events."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from dealwright.ledger.doors import IMPORTS
from dealwright.ledger.kept import kept
from dealwright.ledger.past import Told, told_of
from dealwright.playbook import Playbook
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import Actor

from ..access import visible
from ..models import Deal, StageVisit
from ..rules import late_by
from .way import Model, fitness, model_of, repeated, skipped

AT_ONCE = 2_000
LAST_ID = 2**63 - 1
KINDS = ("skipped", "repeated", "late", "overridden", "warned", "backdated")
AFTERWARDS = timedelta(days=1)
WARNED = ("stage_moved", "deal_won")
DATED = ("deal_opened", "stage_moved", "deal_won", "deal_lost")
EVENTS = frozenset({"gate_overridden", "answer_given", *DATED})
CONFIRMED = 2  # the strength of an answer that somebody has confirmed
DAY = 86_400


@dataclass(frozen=True)
class Followed:
    """How a deal followed its process.

    `trace` is its way by keys of stages; `skipped` and `repeated` are stages, `late` stages with the days beyond what
    was expected; `overridden`, `warned` and `backdated` count events: gates that a manager let it pass, steps that the
    process lets pass with a warning, and steps that were recorded more than a day after they happened. History that an
    import brought in is not back-dated: `is_imported` marks it. `confirmed` are the concepts of frameworks that were
    answered and confirmed when the deal closed, or are now.
    """

    id: int
    version_id: int
    title: str
    status: str
    trace: tuple[str, ...]
    fitness: float
    skipped: tuple[str, ...]
    repeated: tuple[str, ...]
    late: Mapping[str, float]
    overridden: int
    warned: int
    backdated: int
    is_imported: bool
    confirmed: frozenset[str] = frozenset()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of deviation that it shows, of KINDS."""
        return tuple(kind for kind in KINDS if getattr(self, kind))

    def as_data(self) -> dict[str, Any]:
        """The deal as JSON tells it."""
        plain = ("id", "title", "status", "trace", "fitness", "skipped", "repeated")
        counts = ("overridden", "warned", "backdated")
        late = {stage: round(days, 1) for stage, days in self.late.items()}
        return {**{name: getattr(self, name) for name in (*plain, *counts)}, "late": late, "imported": self.is_imported}


class Row(NamedTuple):
    """A deal as read."""

    id: int
    title: str
    version_id: int
    status: str
    import_id: int | None
    closed_at: datetime | None


class Stay(NamedTuple):
    """A visit as read; None where a moment is not known."""

    stage: str
    entered_at: datetime | None
    left_at: datetime | None


def deviations(deal_id: int, actor: Actor) -> Followed | None:
    """How one deal followed its process; None for one that the actor may not see. Three queries."""
    return next((one for batch in followed(visible(actor), only=deal_id) for one in batch), None)


def titles_of(ids: Sequence[int], actor: Actor) -> list[tuple[int, str, str]]:
    """Id, title and status of those deals that the actor sees, in the order given."""
    rows = Deal.objects.filter(visible(actor), id__in=ids).values_list("id", "title", "status")
    known = {row[0]: row for row in rows}
    return [known[one] for one in ids if one in known]


def followed(found: Q, only: int | None = None) -> Iterator[list[Followed]]:
    """How the deals that the filter finds followed their processes, in batches by id; three queries a batch."""
    last, upto = (0, LAST_ID) if only is None else (only - 1, only)
    models, now = Models(), timezone.now()
    while rows := [Row(*row) for row in _batch(found, last=last, upto=upto)]:
        ids = [row.id for row in rows]
        stays: dict[int, list[Stay]] = defaultdict(list)
        for deal_id, *stay in _visits(ids=ids):
            stays[deal_id].append(Stay(*stay))
        told: dict[int, list[Told]] = defaultdict(list)
        for event in told_of("deal", ids, EVENTS):
            told[event.subject_id].append(event)
        yield [_followed(row, stays[row.id], told[row.id], *models[row.version_id], now) for row in rows]
        last = ids[-1]
        if len(rows) < AT_ONCE:
            return


class Models(dict[int, tuple[Playbook, Model]]):
    """The process and its model by version."""

    def __missing__(self, version_id: int) -> tuple[Playbook, Model]:
        book = playbook(version_id)
        self[version_id] = book, model_of(book)
        return self[version_id]


def _followed(
    row: Row, stays: Sequence[Stay], events: Sequence[Told], book: Playbook, model: Model, now: datetime
) -> Followed:
    # A stage of another version, from before the deal was moved over to this one, is no step of this process.
    trace, is_won = tuple(stay.stage for stay in stays if stay.stage in model.stages), row.status == "won"
    return Followed(
        row.id, row.version_id, row.title, row.status, trace, fitness(model, trace, is_won),
        skipped(model, trace, is_won), repeated(trace), _late(stays, book, now if row.status == "open" else None),
        sum(event.kind == "gate_overridden" for event in events),
        sum(event.kind in WARNED and '"warning"' in event.data and bool(event.fields()["warning"]) for event in events),
        0 if row.import_id is not None else sum(map(_is_backdated, events)),
        row.import_id is not None, _confirmed(events, row.closed_at),
    )  # fmt: skip


def _confirmed(events: Sequence[Told], closed_at: datetime | None) -> frozenset[str]:
    """The concepts whose answer was confirmed or proven at that moment."""
    strengths: dict[str, int] = {}
    for event in events:
        if event.kind == "answer_given" and (closed_at is None or event.occurred_at <= closed_at):
            told = event.fields()
            strengths[told["concept"]] = told["strength"]
    return frozenset(concept for concept, strength in strengths.items() if strength >= CONFIRMED)


def _is_backdated(event: Told) -> bool:
    return event.kind in DATED and event.via not in IMPORTS and event.recorded_at - event.occurred_at > AFTERWARDS


def _late(stays: Sequence[Stay], book: Playbook, now: datetime | None) -> dict[str, float]:
    """The most days beyond what was expected, by stage; a stay that has not ended lasts until `now`."""
    stages = {stage.key: stage for stage in book.stages}
    found: dict[str, float] = {}
    for stay in stays:
        left = stay.left_at or now
        if stay.entered_at is not None and left is not None:
            late = late_by(stages.get(stay.stage), (left - stay.entered_at).total_seconds() / DAY)
            if late > found.get(stay.stage, 0):
                found[stay.stage] = late
    return found


@kept
def _batch(found: Q, last: Any, upto: Any) -> QuerySet[Deal, Any]:
    return Deal.objects.filter(found, id__gt=last, id__lte=upto).order_by("id").values_list(*Row._fields)[:AT_ONCE]


@kept
def _visits(ids: Any) -> QuerySet[StageVisit, Any]:
    rows = StageVisit.objects.filter(deal_id__in=ids).order_by("deal_id", "n")
    return rows.values_list("deal_id", *Stay._fields)
