"""Keeps the facts: the reader that turns events into rows, a batch at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.db import models

from dealwright.deals.events import DealOpened
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from .models import DealFact, StateFact, VisitFact
from .story import KINDS, State, Stay, Story, begin, tell

READER = "scorecard"
DEAL_COLUMNS = [field.name for field in fields(Story)][:-2]
VISIT_COLUMNS = [field.name for field in fields(Stay)]
STATE_COLUMNS = [field.name for field in fields(State)]
AT_ONCE = 500

_deal_values = attrgetter(*DEAL_COLUMNS)
_visit_values = attrgetter(*VISIT_COLUMNS)
_state_values = attrgetter(*STATE_COLUMNS)


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
        visits = _parts(VisitFact, VISIT_COLUMNS, Stay, chunk)
        states = _parts(StateFact, STATE_COLUMNS, State, chunk)
        for row in DealFact.objects.filter(deal_id__in=chunk).values_list(*DEAL_COLUMNS):
            yield Story(*row, visits=visits.get(row[0], []), states=states.get(row[0], []))


def _parts(
    model: type[models.Model], columns: Sequence[str], made: Callable[..., Any], deal_ids: Sequence[int]
) -> dict[int, list[Any]]:
    """What the model's rows say of each of the deals, in order."""
    found: dict[int, list[Any]] = {}
    rows = model._default_manager.filter(deal_id__in=deal_ids).order_by("deal_id", "n")
    for deal_id, *values in rows.values_list("deal_id", *columns):
        found.setdefault(deal_id, []).append(made(*values))
    return found


def _forget(deal_ids: Iterable[int]) -> None:
    for chunk in _chunks(deal_ids):
        for model in (VisitFact, StateFact, DealFact):
            model._default_manager.filter(deal_id__in=chunk).delete()


def _write(stories: Iterable[Story]) -> None:
    stories = list(stories)
    insert_rows(DealFact, DEAL_COLUMNS, map(_deal_values, stories))
    visits = ((story.deal_id, *_visit_values(visit)) for story in stories for visit in story.visits)
    insert_rows(VisitFact, ["deal_id", *VISIT_COLUMNS], visits)
    states = ((story.deal_id, *_state_values(state)) for story in stories for state in story.states)
    insert_rows(StateFact, ["deal_id", *STATE_COLUMNS], states)


def _chunks(deal_ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(deal_ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
