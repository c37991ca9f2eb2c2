"""How the rows of a list are come by: in the order of an index, through their filters, from a place on or back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import starmap
from typing import Any

from django.db.models import Expression, Q, QuerySet

from dealwright.ledger.kept import kept

from .conditions import Shape, query_of, shape_of
from .cursors import Place
from .fields import Field
from .groups import Node
from .kinds import Kind

EVERY = 2**40  # a limit that limits nothing keeps databases from asking for the rows in another way
Made = tuple[tuple[str, Expression], ...]  # what the database makes of other columns, by the name it goes by


class Way(Enum):
    """How rows are come by: one after the other in an index, through their filters, or as the database sees fit."""

    ORDERED, FILTERED, SOUGHT = range(3)


@dataclass(frozen=True)
class Walk:
    """How the rows of a list are come by in one direction."""

    kind: Kind
    seen: Q
    parts: Sequence[tuple[Sequence[Node], Sequence[Node]]]
    way: Way
    made: Made
    columns: Sequence[str]
    field: Field
    descending: bool

    def rows(self, place: Place | None, limit: int, back: bool) -> list[Sequence[Any]]:
        """The rows beyond a place, the nearest first; on the way back those without a value come first."""
        is_among_empty = place is not None and place.among_empty
        rows: list[Sequence[Any]] = []
        if back and is_among_empty:
            rows += self._without_value(place, limit)
        if back or not is_among_empty:
            rows += self._with_value(None if is_among_empty else place, limit - len(rows))
        if not back and self.field.nullable:
            rows += self._without_value(place if is_among_empty else None, limit - len(rows))
        return rows

    def _with_value(self, place: Place | None, limit: int) -> list[Sequence[Any]]:
        begin, written = _begin(place, self.field)
        told = (self.way, self.made, self.columns, self.field.path, self.descending, self.field.nullable)
        rows: list[Sequence[Any]] = []
        for asked, values in starmap(shape_of, self.parts):
            if missing := limit - len(rows):
                rows += _with_value(self.kind, self.seen, asked, *told, missing, written, **values, **begin)
        return rows

    def _without_value(self, place: Place | None, limit: int) -> list[Sequence[Any]]:
        asked, values = shape_of(*self.parts[-1])
        begin = {"after_id": place.id} if place else {}
        told = (self.way, self.made, self.columns, self.field.path, self.descending)
        return list(_without_value(self.kind, self.seen, asked, *told, limit, **values, **begin)) if limit else []


def matching(kind: Kind, seen: Q, shape: Shape, values: Mapping[str, Any]) -> QuerySet[Any]:
    """The rows of a kind that are `seen` and match, unordered."""
    return kind.model._default_manager.filter(seen, query_of(kind.model, shape, values))


def made_of(fields: Iterable[Field]) -> Made:
    """What the database makes for these fields, by the name of the column that each then has."""
    return tuple({each.path: each.made for each in fields if each.made is not None}.items())


def _begin(place: Place | None, field: Field) -> tuple[dict[str, Any], Any]:
    """After what the page begins: as values that are handed over; what JSON holds is written into the query itself."""
    if place is None:
        return {}, None
    begin = {"after_id": place.id}
    return (begin, place.value) if field.is_own else (begin | {"after": place.value}, None)


@kept
def _with_value(
    kind: Kind,
    seen: Q,
    shape: Shape,
    way: Way,
    made: Made,
    columns: Sequence[str],
    path: str,
    descending: bool,
    nullable: bool,
    limit: int,
    written: Any,
    **values: Any,
) -> QuerySet[Any]:
    rows = _found(kind, seen, shape, way, made, values)
    if nullable:
        rows = rows.filter(**{f"{path}__isnull": False})
    if "after_id" in values:
        beyond, value = "lt" if descending else "gt", values.get("after", written)
        # The first condition is implied by the second; it lets the database start in the middle of the index.
        rows = rows.filter(**{f"{path}__{beyond}e": value}).filter(
            Q(**{f"{path}__{beyond}": value}) | Q(**{path: value, f"id__{beyond}": values["after_id"]})
        )
    mark = "-" if descending else ""
    return _read(kind, rows, way, [f"{mark}{path}", f"{mark}id"], made, columns, limit)


def _found(kind: Kind, seen: Q, shape: Shape, way: Way, made: Made, values: Mapping[str, Any]) -> QuerySet[Any]:
    rows = matching(kind, seen, shape, values)
    if way is Way.FILTERED:
        rows = kind.model._default_manager.filter(id__in=rows.order_by().values("id")[:EVERY])
    return rows.alias(**dict(made))


def _read(
    kind: Kind, rows: QuerySet[Any], way: Way, order: Sequence[str], made: Made, columns: Sequence[str], limit: int
) -> QuerySet[Any]:
    """The columns of the first rows. Unless they come in their order, which ones they are is found first: sorting ids
    is quick, sorting whole rows with all that they name is not.
    """
    if way is Way.ORDERED:
        return rows.annotate(**dict(made)).order_by(*order).values_list(*columns)[:limit]
    first = rows.order_by(*order).values("id")[:limit]
    whole = kind.model._default_manager.filter(id__in=first).annotate(**dict(made))
    return whole.order_by(*order).values_list(*columns)


@kept
def _without_value(
    kind: Kind,
    seen: Q,
    shape: Shape,
    way: Way,
    made: Made,
    columns: Sequence[str],
    path: str,
    descending: bool,
    limit: int,
    **values: Any,
) -> QuerySet[Any]:
    rows = _found(kind, seen, shape, way, made, values).filter(**{f"{path}__isnull": True})
    if "after_id" in values:
        rows = rows.filter(**{f"id__{'lt' if descending else 'gt'}": values["after_id"]})
    return _read(kind, rows, way, ["-id" if descending else "id"], made, columns, limit)
