"""How fields of deals are filled in: by how many that closed, in which stage, and whether those are won more often."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dealwright.ledger.among import Among
from dealwright.playbook import CheckNeed, FieldNeed, Playbook, flat
from dealwright.processes.queries import playbook
from dealwright.records.fields import OWN
from dealwright.workspace.queries import Actor

from ..access import visible
from ..catalogue import fields_in
from ..conformance.shares import Share, difference
from ..models import Deal, StageVisit, Supplied

LAST = 2_000  # closed deals that are looked at: those that closed last
AT_THE_GATE = timedelta(minutes=1)
BUILT_IN = {
    "amount": "amount_minor", "close_on": "close_on", "product": "product_id", "source": "source",
    "organisation": "organisation_id",
}  # fmt: skip
NAMED = re.compile(r"\bdeal\.((?:fields\.)?\w+)")


class Asked(NamedTuple):
    """A field of a process's deals: the keys of the stages whose gates ask for it, and whether a condition of the
    process looks at it; numbers are made from those that every deal has."""

    key: str
    title: str
    gates: tuple[str, ...]
    is_weighed: bool

    @property
    def is_counted(self) -> bool:
        """Whether numbers are made from it, or told by it."""
        return self.key in BUILT_IN


@dataclass
class Filling:
    """How a field of a process's deals is filled in.

    Of `closed` deals that could have it `filled` had it, and of `open` ones `open_filled` have it now; of those for
    which that is known, `at_gate` were filled in the minute in which the deal moved on from a stage that asks for it.
    `having` and `lacking` are the shares that were won among deals that came beyond their first stage: the others had
    no time to be filled in.
    """

    process: str
    one: Asked
    closed: int = 0
    filled: int = 0
    timed: int = 0
    at_gate: int = 0
    open: int = 0
    open_filled: int = 0
    having: Share = field(default_factory=Share)
    lacking: Share = field(default_factory=Share)

    @property
    def gap(self) -> tuple[float, float, float] | None:
        """How much more often deals with it are won, with the bounds of that; None where one side is unknown."""
        return difference(self.having, self.lacking)


class Told(NamedTuple):
    """A deal as read."""

    id: int
    version_id: int
    status: str
    process: str
    own: Mapping[str, Any]
    built_in: Mapping[str, Any]


class Stay(NamedTuple):
    """A visit as read."""

    stage: str
    left_at: datetime | None


def fillings(
    actor: Actor,
    process: str | None = None,
    ids: Collection[int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[list[Filling], int]:
    """Each field that deals of a process have and the actor knows of, in the order of the process, and how many deals
    that tells of: the 2,000 that closed last, of those that the actor sees, of a process, of those numbers, closed in
    that time. The open ones beside them are the 2,000 made last. Three queries.
    """
    told_of = [_told(*row) for row in _rows(actor, process, ids, since, until)]
    deals = [deal for deal in told_of if deal.status != "open"]
    numbers = [deal.id for deal in deals]
    supplied = _by_deal(Supplied.objects.filter(deal_id__in=numbers), "field", "at")
    stays = _by_deal(StageVisit.objects.filter(deal_id__in=numbers), "stage", "left_at")
    asked = {version_id: list(_asked(version_id, actor)) for version_id in {deal.version_id for deal in deals}}
    found: dict[tuple[str, str], Filling] = {}
    for deal in deals:
        at, way = dict(supplied[deal.id]), [Stay(*each) for each in stays[deal.id]]
        for one in asked[deal.version_id]:
            told = found.setdefault((deal.process, one.key), Filling(deal.process, one))
            _count(told, deal, at, way)
    for deal in (each for each in told_of if each.status == "open"):
        _count_open(found, deal)
    return list(found.values()), len(deals)


def _count_open(found: Mapping[tuple[str, str], Filling], deal: Told) -> None:
    for told in (each for (process, _key), each in found.items() if process == deal.process):
        told.open += 1
        told.open_filled += _is_filled(deal, told.one.key)


def _is_filled(deal: Told, key: str) -> bool:
    name = key.removeprefix(OWN)
    return (deal.own.get(name) if key.startswith(OWN) else deal.built_in[name]) not in (None, "", [])


def _count(told: Filling, deal: Told, supplied: Mapping[str, datetime], stays: Sequence[Stay]) -> None:
    asked = told.one.gates
    is_filled, at = _is_filled(deal, told.one.key), supplied.get(told.one.key.removeprefix(OWN))
    told.closed += 1
    told.filled += is_filled
    if is_filled and asked and stays:
        told.timed += 1
        told.at_gate += at is not None and any(_in_passing(at, stay, asked) for stay in stays)
    if len({stay.stage for stay in stays}) > 1:
        if is_filled:
            told.having = told.having.plus(deal.status)
        else:
            told.lacking = told.lacking.plus(deal.status)


def _in_passing(at: datetime, stay: Stay, asked: Collection[str]) -> bool:
    return stay.stage in asked and stay.left_at is not None and timedelta(0) <= stay.left_at - at <= AT_THE_GATE


def _asked(version_id: int, actor: Actor) -> Iterator[Asked]:
    """The fields that the actor knows of in deals of this version."""
    book = playbook(version_id)
    gates, conditions = gates_of(version_id), conditions_of(version_id)
    for key, one in fields_in(book, actor).items():
        if key in BUILT_IN or one.is_own:
            yield Asked(key, one.label, gates.get(key.removeprefix(OWN), ()), key in conditions)


@lru_cache(maxsize=256)
def gates_of(version_id: int) -> dict[str, tuple[str, ...]]:
    """The keys of the stages whose gates ask for a field, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for stage in playbook(version_id).stages:
        for need in flat(stage.exit):
            if isinstance(need, FieldNeed):
                found[need.field].append(stage.key)
    return {name: tuple(dict.fromkeys(stages)) for name, stages in found.items()}


@lru_cache(maxsize=256)
def conditions_of(version_id: int) -> frozenset[str]:
    """The keys of the fields that a condition of the process looks at."""
    return frozenset(name for text in _conditions(playbook(version_id)) for name in NAMED.findall(text))


def _conditions(book: Playbook) -> Iterator[str]:
    yield book.pick
    yield from (shortcut.when for shortcut in book.moves.shortcuts)
    for stage in book.stages:
        yield from (material.when for material in stage.materials)
        for need in flat(stage.exit):
            yield need.when
            if isinstance(need, CheckNeed):
                yield need.check


def _rows(
    actor: Actor, process: str | None, ids: Collection[int] | None, since: datetime | None, until: datetime | None
) -> QuerySet[Deal, Any]:
    wanted = _given(process__key=process, id__in=None if ids is None else Among(ids))
    seen = Deal.objects.filter(visible(actor), **wanted)
    closed = seen.filter(status__in=("won", "lost"), closed_at__isnull=False)
    closed = closed.filter(**_given(closed_at__gte=since, closed_at__lt=until)).order_by("-closed_at", "-id")
    opened = seen.filter(status="open").order_by("-id")
    both = Q(id__in=closed.values("id")[:LAST]) | Q(id__in=opened.values("id")[:LAST])
    rows = Deal.objects.filter(both).order_by("-closed_at", "-id")
    return rows.values_list("id", "version_id", "status", "process__key", "fields", *BUILT_IN.values())


def _given(**wanted: Any) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value is not None}


def _told(deal_id: int, version_id: int, status: str, process: str, own: Mapping[str, Any], *built_in: Any) -> Told:
    return Told(deal_id, version_id, status, process, own, dict(zip(BUILT_IN, built_in, strict=True)))


def _by_deal(found: QuerySet[Any, Any], *names: str) -> dict[int, list[tuple[Any, ...]]]:
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for deal_id, *rest in found.values_list("deal_id", *names):
        rows[deal_id].append(tuple(rest))
    return rows
