"""Keeps the facts: the reader that turns events into rows, a batch at a time."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import insert_rows

from .stories import FAMILIES, Family
from .stories.family import Part

READER = "scorecard"
AT_ONCE = 500


def take_in(happenings: Sequence[Happened]) -> None:
    """Bring the facts up to date with the next events; called inside the reader's transaction."""
    for family in FAMILIES:
        told = [each for each in happenings if each.kind in family.kinds]
        if told:
            _take_in(family, told)


def _take_in(family: Family, told: Sequence[Happened]) -> None:
    about = [family.about(each) for each in told]
    born = {one for one, each in zip(about, told, strict=True) if each.kind == family.begins}
    known = set(about) - born
    stories = {getattr(story, family.key): story for story in _load(family, known)}
    for one, each in zip(about, told, strict=True):
        if story := family.tell(stories.get(one), each):
            stories[one] = story
    _forget(family, known)
    _write(family, list(stories.values()))


def _load(family: Family, known: Iterable[int]) -> Iterable[Any]:
    for chunk in _chunks(known):
        parts = [_parts(family, part, chunk) for part in family.parts]
        rows = family.model._default_manager.filter(**{f"{family.key}__in": chunk})
        for row in rows.values_list(*family.columns):
            yield family.story(*row, *(part.get(row[0], []) for part in parts))


def _parts(family: Family, part: Part, known: Sequence[int]) -> dict[int, list[Any]]:
    """What the part's rows say of each of the records, in order."""
    found: dict[int, list[Any]] = {}
    rows = part.model._default_manager.filter(**{f"{family.key}__in": known}).order_by(family.key, "n")
    for one, *values in rows.values_list(family.key, *part.columns):
        found.setdefault(one, []).append(part.of(*values))
    return found


def _forget(family: Family, known: Iterable[int]) -> None:
    for chunk in _chunks(known):
        for model in family.tables.values():
            model._default_manager.filter(**{f"{family.key}__in": chunk}).delete()


def _write(family: Family, stories: Sequence[Any]) -> None:
    insert_rows(family.model, family.columns, map(attrgetter(*family.columns), stories))
    for part in family.parts:
        values = attrgetter(*part.columns)
        rows = (
            (getattr(story, family.key), *values(each)) for story in stories for each in getattr(story, part.kept_in)
        )
        insert_rows(part.model, [family.key, *part.columns], rows)


def _chunks(known: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(known)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
