"""Keeps the facts: the reader that turns events into rows, a batch at a time."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from django.db import models

from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from .stories import FAMILIES, Family
from .stories.family import Part

READER = "scorecard"
AT_ONCE = 500
Row: TypeAlias = tuple[Any, ...]
Held: TypeAlias = dict[str, dict[Row, int]]  # by table: the rows that a story was read from, with their numbers


def take_in(happenings: Sequence[Happened]) -> None:
    """Bring the facts up to date with the next events; called inside the reader's transaction."""
    for family in FAMILIES:
        told = [each for each in happenings if each.kind in family.kinds]
        if told:
            _take_in(family, told)


def _take_in(family: Family, told: Sequence[Happened]) -> None:
    about = [family.about(each) for each in told]
    born = {one for one, each in zip(about, told, strict=True) if each.kind == family.begins}
    held: Held = {table: {} for table in family.tables}
    stories = {getattr(story, family.key): story for story in _load(family, set(about) - born, held)}
    for one, each in zip(about, told, strict=True):
        if story := family.tell(stories.get(one), each):
            stories[one] = story
    _write(family, list(stories.values()), held)


def _load(family: Family, known: Iterable[int], held: Held) -> Iterable[Any]:
    for chunk in _chunks(known):
        parts = [_parts(family, part, chunk, held[part.table]) for part in family.parts]
        rows = family.model._default_manager.filter(**{f"{family.key}__in": chunk})
        for number, *row in rows.values_list("pk", *family.columns):
            held[family.table][tuple(row)] = number
            yield family.story(*row, *(part.get(row[0], []) for part in parts))


def _parts(family: Family, part: Part, known: Sequence[int], held: dict[Row, int]) -> dict[int, list[Any]]:
    """What the part's rows say of each of the records, in order."""
    found: dict[int, list[Any]] = {}
    rows = part.model._default_manager.filter(**{f"{family.key}__in": known}).order_by(family.key, "n")
    for number, one, *values in rows.values_list("pk", family.key, *part.columns):
        held[one, *values] = number
        found.setdefault(one, []).append(part.of(*values))
    return found


def _write(family: Family, stories: Sequence[Any], held: Held) -> None:
    _replace(family.model, family.columns, map(attrgetter(*family.columns), stories), held[family.table])
    for part in family.parts:
        values = attrgetter(*part.columns)
        rows = (
            (getattr(story, family.key), *values(each)) for story in stories for each in getattr(story, part.kept_in)
        )
        _replace(part.model, [family.key, *part.columns], rows, held[part.table])


def _replace(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], held: dict[Row, int]) -> None:
    """Most rows of a story stay what they were: only the others are taken out and written."""
    fresh = [row for row in rows if held.pop(row, None) is None]
    for chunk in _chunks(held.values()):
        model._default_manager.filter(pk__in=chunk).delete()
    insert_rows(model, columns, fresh)


def _chunks(known: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(known)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
