"""Keeps the facts: the reader that turns events into rows, a batch at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter

from dealwright.deals.events import DealOpened
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from .models import DealFact, VisitFact
from .story import KINDS, Stay, Story, begin, tell

READER = "scorecard"
DEAL_COLUMNS = [field.name for field in fields(Story)][:-1]
VISIT_COLUMNS = [field.name for field in fields(Stay)]
AT_ONCE = 500

_deal_values = attrgetter(*DEAL_COLUMNS)
_visit_values = attrgetter(*VISIT_COLUMNS)


def take_in(happenings: Sequence[Happened]) -> None:
    """Bring the facts up to date with the next events; called inside the reader's transaction."""
    told = [each for each in happenings if each.kind in KINDS]
    born = {each.subject_id for each in told if each.kind == DealOpened.kind}
    known = {each.subject_id for each in told} - born
    stories = {story.deal_id: story for story in _load(known)}
    for each in told:
        event, seq = each.event, each.seq or 0
        if isinstance(event, DealOpened):
            stories[each.subject_id] = begin(each.subject_id, event, seq)
        else:
            tell(stories[each.subject_id], event, each.occurred_at, seq)
    _forget(known)
    _write(stories.values())


def _load(deal_ids: Iterable[int]) -> Iterable[Story]:
    for chunk in _chunks(deal_ids):
        visits: dict[int, list[Stay]] = {}
        rows = VisitFact.objects.filter(deal_id__in=chunk).order_by("deal_id", "n")
        for deal_id, *stay in rows.values_list("deal_id", *VISIT_COLUMNS):
            visits.setdefault(deal_id, []).append(Stay(*stay))
        for row in DealFact.objects.filter(deal_id__in=chunk).values_list(*DEAL_COLUMNS):
            yield Story(*row, visits=visits.get(row[0], []))


def _forget(deal_ids: Iterable[int]) -> None:
    for chunk in _chunks(deal_ids):
        VisitFact.objects.filter(deal_id__in=chunk).delete()
        DealFact.objects.filter(deal_id__in=chunk).delete()


def _write(stories: Iterable[Story]) -> None:
    stories = list(stories)
    insert_rows(DealFact, DEAL_COLUMNS, map(_deal_values, stories))
    rows = ((story.deal_id, *_visit_values(visit)) for story in stories for visit in story.visits)
    insert_rows(VisitFact, ["deal_id", *VISIT_COLUMNS], rows)


def _chunks(deal_ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(deal_ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
