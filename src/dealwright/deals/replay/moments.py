"""The moments at which deals went on, each with what was known of the deal right then."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dealwright.ledger.kept import kept
from dealwright.playbook import FieldType, Playbook
from dealwright.workspace.queries import member_names

from ..evidence import GLANCE, Glance
from ..models import Deal, StageVisit
from ..rules import Evidence
from .story import Story, stories
from .wanted import wanted_by

AT_ONCE = 2_000
WON = "won"


class Stay(NamedTuple):
    """A visit of a stage; None where a moment is not known."""

    stage: str
    entered_at: datetime | None
    left_at: datetime | None


class Moment(NamedTuple):
    """A deal goes from a stage forward to another, or to WON.

    `is_later`: the deal was recorded only afterwards, so that its fields are judged by values that may be newer.
    `evidence` is what was known, as each process sees it; one alone where all see the same.
    """

    origin: str
    to: str
    is_later: bool
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Past:
    """A deal and its way; `money` in minor units of the company's currency, None where no amount is known.

    `undated` moments are not among the moments: nobody knows what was known then.
    """

    id: int
    title: str
    status: str
    money: int | None
    stays: tuple[Stay, ...]
    moments: tuple[Moment, ...]
    undated: int


def _differ(books: Sequence[Playbook]) -> bool:
    """Whether facts depend on the process: on which own fields are money, and which frameworks count."""
    money = [{field.key for field in book.fields if field.type == FieldType.MONEY} for book in books]
    return any(each != money[0] for each in money) or any(book.frameworks != books[0].frameworks for book in books)


class Row(NamedTuple):
    """A deal as read: its glance and three things more."""

    deal: Glance
    base_minor: int | None
    closed_at: datetime | None
    created_at: datetime


MORE = Row._fields[1:]


def pasts(found: Q, books: Sequence[Playbook], places: Mapping[str, int]) -> Iterator[list[Past]]:
    """The pasts of the deals that the filter finds, in batches by id; a query for each kind of thing in each batch.

    A move is forward when it leads to a higher one of `places`, or to a stage that has none.
    """
    last, wanted, names = 0, wanted_by(books), member_names()
    seen = books if _differ(books) else books[:1]
    while batch := _batch(found, last=last):
        rows = [Row(Glance(*each[: len(GLANCE)]), *each[len(GLANCE) :]) for each in batch]
        last, stays = rows[-1].deal.id, _stays(rows)
        told = stories([row.deal.id for row in rows], wanted)
        yield [_past(row, stays[row.deal.id], told[row.deal.id], seen, places, names) for row in rows]


def _stays(rows: Sequence[Row]) -> Mapping[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    for deal_id, *stay in _visits(ids=[row.deal.id for row in rows]):
        found[deal_id].append(Stay(*stay))
    return found


@kept
def _batch(found: Q, last: Any) -> QuerySet[Deal, Any]:
    return Deal.objects.filter(found, id__gt=last).order_by("id").values_list(*GLANCE, *MORE)[:AT_ONCE]


@kept
def _visits(ids: Any) -> QuerySet[StageVisit, Any]:
    rows = StageVisit.objects.filter(deal_id__in=ids).order_by("deal_id", "n")
    return rows.values_list("deal_id", "stage", "entered_at", "left_at")


def _past(
    row: Row,
    stays: Sequence[Stay],
    story: Story,
    books: Sequence[Playbook],
    places: Mapping[str, int],
    names: Mapping[int, str],
) -> Past:
    steps = [
        (one, two.stage, two.entered_at) for one, two in pairwise(stays) if _is_forward(one.stage, two.stage, places)
    ]
    if row.deal.status == WON and stays:
        steps.append((stays[-1], WON, row.closed_at))
    moments = []
    for stay, to, at in steps:
        if at is not None:
            then = row.deal._replace(stage=stay.stage, stage_since=stay.entered_at)
            evidence = story.evidence(then, at, books, names)
            moments.append(Moment(stay.stage, to, at < row.created_at, evidence))
    return Past(
        row.deal.id, row.deal.title, row.deal.status, row.base_minor, tuple(stays), tuple(moments),
        len(steps) - len(moments),
    )  # fmt: skip


def _is_forward(origin: str, to: str, places: Mapping[str, int]) -> bool:
    beyond = len(places)
    return places.get(to, beyond) > places.get(origin, -1)
