"""Lists of any kind of record: filtered, sorted, a page at a time, at the same cost for any number of rows."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from itertools import starmap
from typing import Annotated, Any

import msgspec
from django.db.models import Expression, Q, QuerySet, Value

from dealwright import BadRequest
from dealwright.ledger.kept import kept, kept_count
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor

from .complete import listable
from .conditions import Shape, query_of, shape_of
from .fields import Catalogue, Field, plain
from .filters import Sort, read_sort
from .groups import Node, read_filters
from .kinds import Kind
from .orders import Ordered, ordered
from .own.column import column_of, row_of, stored_in

COUNT_UP_TO = 1_000
SORT_UP_TO = 50_000
FEW = 3_000  # rows that are sorted sooner than come by in the order of an index
EVERY = 2**40  # a limit that limits nothing keeps databases from asking for the rows in another way
Row = dict[str, Any]
Made = tuple[tuple[str, Expression], ...]  # what the database makes of other columns, by the name it goes by


class Way(Enum):
    """How rows are come by: one after the other in an index, through their filters, or as the database sees fit."""

    ORDERED, FILTERED, SOUGHT = range(3)


Whole = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]


class Place(msgspec.Struct, array_like=True):
    """Where a page ended: the order it was in, the last value and id, whether values had run out, and how the rows of
    the list were come by.
    """

    sort: str
    value: Any
    id: Whole
    among_empty: bool
    through_filters: bool | None = None


@dataclass(frozen=True)
class Listing:
    """What to list: the kind, who asks, the conditions that must all hold, and the order."""

    kind: Kind
    actor: Actor
    filters: tuple[Node, ...]
    sort: Sort

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows that match and may be seen, unordered."""
        shape, values = shape_of(self.filters)
        return _matching(self.kind, self.kind.visible(self.actor), shape, values)

    def narrowed(self, *more: Node) -> "Listing":
        """The same list under further conditions."""
        return replace(self, filters=(*self.filters, *more))


def _matching(kind: Kind, seen: Q, shape: Shape, values: Mapping[str, Any]) -> QuerySet[Any]:
    return kind.model._default_manager.filter(seen, query_of(shape, values))


def as_filter(kind: Kind, actor: Actor, given: Sequence[tuple[str, str]]) -> Q:
    """The conditions of a list as a filter, without what the actor may see; raises BadRequest for the unknown."""
    return query_of(*shape_of(read_filters(listable(kind, actor), given, actor)))


@dataclass(frozen=True)
class Page:
    """Some rows as the database gave them, each in the order of `columns`, in which the `paths` that were asked for are
    stored; the cursor of the next page (None on the last), how many rows the list has where that had to be known for
    this page, counted up to `FEW` + 1, and the cursor of the page before (None on the first).
    """

    paths: Sequence[str] = ()
    columns: Sequence[str] = ()
    found: Sequence[Sequence[Any]] = ()
    next_cursor: str | None = None
    counted: int | None = None
    previous_cursor: str | None = None

    @property
    def rows(self) -> list[Row]:
        """Each row as a dict of path to value."""
        return [row_of(self.paths, self.columns, row) for row in self.found]

    def shown(self, fields: Sequence[Field]) -> list[Row]:
        """Each row as the API shows it."""
        return show(self.columns, self.found, fields)


def listing(
    kind: Kind,
    actor: Actor,
    given: Sequence[tuple[str, str]],
    sort: str | None = None,
    catalogue: Catalogue | None = None,
) -> Listing:
    """A listing from `field__operation=value` pairs, `where`, and a sort text; raises BadRequest for the unknown."""
    catalogue = listable(kind, actor) if catalogue is None else catalogue
    order = read_sort(catalogue, sort or kind.default_sort)
    return Listing(kind, actor, tuple(read_filters(catalogue, given, actor)), order)


def page(
    wanted: Listing, fields: Sequence[Field], *, limit: int = 50, cursor: str | None = None, back: bool = False
) -> Page:
    """The next `limit` rows after the cursor, with `back` those before it; rows without a value for the sorted field
    come last.

    Raises BadRequest for a cursor that is not from this list, and for an order that no index has in a list of more
    than 50,000 rows.
    """
    _require_sortable(wanted)
    place = _read_cursor(cursor, wanted.sort) if cursor else None
    paths, order = _paths(fields, wanted.sort), ordered(wanted.kind.model, wanted.filters, wanted.sort.field)
    counted = count(wanted, FEW) if _is_either_way(order, place) else None
    through, columns = _through_filters(wanted, order, place, counted), stored_in(paths)
    walk = _walk(wanted, order, through, made_of((*fields, wanted.sort.field)), columns, back)
    rows = walk.rows(place, limit + 1, back)
    if back and len(rows) <= limit:  # some that stood before may be gone: the list begins with a whole page
        return page(wanted, fields, limit=limit)
    has_next, rows = back or len(rows) > limit, rows[limit - 1 :: -1] if back else rows[:limit]
    ends = [_cursor_at(row_of(paths, columns, row), wanted.sort, through) for row in (*rows[:1], *rows[-1:])]
    return Page(paths, columns, rows, ends[-1] if has_next else None, counted, ends[0] if ends and place else None)


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


def _walk(wanted: Listing, order: Ordered, through: bool, made: Made, columns: Sequence[str], back: bool) -> Walk:
    seen, descending = wanted.kind.visible(wanted.actor), wanted.sort.descending != back
    parts = [(wanted.filters, ())] if through else order.stretches(descending)
    return Walk(wanted.kind, seen, parts, _way(order, seen, through), made, columns, wanted.sort.field, descending)


def _is_either_way(order: Ordered, place: Place | None) -> bool:
    """Whether the number of rows decides how they are come by; on further pages it stays as it was on the first."""
    return order.has_index and bool(order.others) and (place is None or place.through_filters is None)


def _through_filters(wanted: Listing, order: Ordered, place: Place | None, counted: int | None) -> bool:
    """Whether rows are come by through their filters and then sorted, because there are few, not in their order."""
    if counted is not None:
        return counted <= FEW
    if order.has_index and order.others:
        return bool(place and place.through_filters)
    return bool(wanted.filters) and not order.has_index


def _way(order: Ordered, seen: Q, through: bool) -> Way:
    """Where rows are left out that come by, it is the database's choice to sort what is left."""
    if order.has_index and not order.others and not seen:
        return Way.ORDERED
    return Way.FILTERED if through else Way.SOUGHT


def total(wanted: Listing, found: Page) -> int:
    """How many rows the list has of which a page was found, counted no further than `COUNT_UP_TO` + 1 unless it was."""
    return count(wanted) if found.counted is None else found.counted


def count(wanted: Listing, up_to: int = COUNT_UP_TO) -> int:
    """How many rows match, counted no further than `up_to` + 1."""
    shape, values = shape_of(wanted.filters)
    return _counted(wanted.kind, wanted.kind.visible(wanted.actor), shape, up_to + 1, **values)


def _require_sortable(wanted: Listing) -> None:
    """Not every field has an index: by the others a list is sorted while it is short."""
    field = wanted.sort.field
    if not field.sortable and count(wanted, SORT_UP_TO) > SORT_UP_TO:
        raise BadRequest(
            f"More than {SORT_UP_TO:,} records match; that many cannot be sorted by “{field.label}”.",
            field="sort",
            remedy="Filter the list first, or sort it by another column.",
        )


@kept_count
def _counted(kind: Kind, seen: Q, shape: Shape, limit: int, **values: Any) -> QuerySet[Any]:
    return _matching(kind, seen, shape, values).order_by().values_list(Value(1))[:limit]  # nothing of a row is read


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], fields: Sequence[Field]) -> list[Row]:
    """Rows in the order of `columns`, in which the fields are stored, as the API shows them: field key to value.

    Columns are gone through one after the other, each for all rows: that is quicker than row by row.
    """
    if not rows:
        return []
    stored = dict(zip(columns, zip(*rows, strict=True), strict=True))
    shown = [_shown(field, [column_of(path, stored) for path in field.paths]) for field in fields]
    keys = [field.key for field in fields]
    return [dict(zip(keys, values, strict=True)) for values in zip(*shown, strict=True)]


def _shown(field: Field, stored: Sequence[Sequence[Any]]) -> Iterable[Any]:
    return stored[0] if field.show is plain else map(field.show, *stored)


def _paths(fields: Sequence[Field], sort: Sort) -> tuple[str, ...]:
    return tuple(dict.fromkeys(["id", *(path for field in fields for path in field.paths), sort.field.path]))


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
    rows = _matching(kind, seen, shape, values)
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


def _cursor_at(row: Row, sort: Sort, through: bool) -> str:
    value = row[sort.field.path]
    place = Place(sort.text, value, row["id"], value is None, through)
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _read_cursor(text: str, sort: Sort) -> Place:
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Place)
        if place.sort != sort.text:
            raise ValueError("another order")
        return msgspec.structs.replace(place, value=_revive(place.value, sort.field))
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise BadRequest(
            "This cursor is not from this list.", field="cursor", remedy="Start again without one."
        ) from error


KEPT_AS: dict[str, Any] = {
    FieldType.DATE: date,
    FieldType.DATETIME: datetime,
    **dict.fromkeys((FieldType.MONEY, FieldType.INTEGER), Whole),
    **dict.fromkeys((FieldType.DECIMAL, FieldType.PERCENT), float),
    **dict.fromkeys((FieldType.ORGANISATION, FieldType.PERSON, FieldType.MEMBER), Whole),
}


def _revive(value: Any, field: Field) -> Any:
    if value is None or (field.is_own and field.type in (FieldType.DATE, FieldType.DATETIME)):
        return value if value is None or isinstance(value, str) else str(value)
    return msgspec.convert(value, KEPT_AS.get(field.type, str))
