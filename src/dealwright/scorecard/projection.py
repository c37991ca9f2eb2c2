"""Keeps the facts: the reader that turns events into rows, a batch at a time."""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from dealwright.ledger.among import Among
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from .stories import FAMILIES, Family
from .stories.family import Part

READER = "scorecard"
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
    wholly = {one for one, each in zip(about, told, strict=True) if each.kind in family.whole}
    held: Held = {table: {} for table in family.tables}
    stories = {getattr(story, family.key): story for story in _load(family, set(about) - born, wholly, held)}
    for one, each in zip(about, told, strict=True):
        if story := family.tell(stories.get(one), each):
            stories[one] = story
    _write(family, list(stories.values()), held)


def _load(family: Family, known: Collection[int], wholly: Collection[int], held: Held) -> Iterable[Any]:
    if not known:
        return
    parts = [_parts(family, part, known, wholly, held[part.table]) for part in family.parts]
    rows = family.model._default_manager.filter(**{f"{family.key}__in": Among(known)})
    for number, *row in rows.values_list("pk", *family.columns):
        held[family.table][tuple(row)] = number
        yield family.story(*row, *(part.get(row[0], []) for part in parts))


def _parts(
    family: Family, part: Part, known: Collection[int], wholly: Collection[int], held: dict[Row, int]
) -> dict[int, list[Any]]:
    """The part's last row of each of the records, or all its rows where they are wanted wholly, in order."""
    found: dict[int, list[Any]] = {}
    every = part.model._default_manager.order_by(family.key, "n")
    last = every.filter(**{family.key: OuterRef(family.key)}).order_by("-n").values("n")[:1]
    wanted = Q(n=Subquery(last))
    if wholly:
        wanted |= Q(**{f"{family.key}__in": Among(wholly)})
    rows = every.filter(wanted, **{f"{family.key}__in": Among(known)})
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
    if held:
        model._default_manager.filter(pk__in=Among(held.values())).delete()
    insert_rows(model, columns, fresh)
