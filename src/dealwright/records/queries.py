"""Lists of any kind of record: filtered, sorted, a page at a time, at the same cost for any number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet, Value

from dealwright import BadRequest
from dealwright.ledger.kept import kept_count
from dealwright.workspace.queries import Actor

from .complete import listable
from .conditions import Shape, query_of, shape_of
from .cursors import Place, cursor_at, read_cursor
from .fields import Catalogue, Field, plain
from .filters import Filter, Sort, read_sort
from .groups import Group, Node, read_filters
from .kinds import Kind
from .orders import SPANS, Ordered, ordered
from .own.column import column_of, row_of, stored_in
from .walks import Made, Walk, Way, made_of, matching

COUNT_UP_TO = 1_000
SORT_UP_TO = 50_000
MOST_ALONE = 4  # of conditions of which any must hold, those that are counted by themselves
FEW = 3_000  # rows that are sorted sooner than come by in the order of an index
Row = dict[str, Any]


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
        return matching(self.kind, self.kind.visible(self.actor), shape, values)

    def narrowed(self, *more: Node) -> "Listing":
        """The same list under further conditions."""
        return replace(self, filters=(*self.filters, *more))


def as_filter(kind: Kind, actor: Actor, given: Sequence[tuple[str, str]]) -> Q:
    """The conditions of a list as a filter, without what the actor may see; raises BadRequest for the unknown."""
    return query_of(kind.model, *shape_of(read_filters(listable(kind, actor), given, actor)))


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
    place = read_cursor(cursor, wanted.sort) if cursor else None
    paths, order = _paths(fields, wanted.sort), ordered(wanted.kind.model, wanted.filters, wanted.sort.field)
    columns, made = stored_in(paths), made_of((*fields, wanted.sort.field))
    counted = count(wanted, FEW) if _is_either_way(order, place) else None
    through = _through_filters(wanted, order, place, counted)
    rows = _walk(wanted, order, through, made, columns, back).rows(place, limit + 1, back)
    if back and len(rows) <= limit:  # some that stood before may be gone: the list begins with a whole page
        return page(wanted, fields, limit=limit)
    has_next, rows = back or len(rows) > limit, rows[limit - 1 :: -1] if back else rows[:limit]
    ends = [cursor_at(row_of(paths, columns, row), wanted.sort, through) for row in (*rows[:1], *rows[-1:])]
    return Page(paths, columns, rows, ends[-1] if has_next else None, counted, ends[0] if ends and place else None)


def _walk(wanted: Listing, order: Ordered, through: bool, made: Made, columns: Sequence[str], back: bool) -> Walk:
    seen, descending = wanted.kind.visible(wanted.actor), wanted.sort.descending != back
    parts = [(wanted.filters, ())] if through else order.stretches(descending)
    return Walk(wanted.kind, seen, parts, _way(order, seen, through), made, columns, wanted.sort.field, descending)


def _way(order: Ordered, seen: Q, through: bool) -> Way:
    """Where rows are left out that come by, it is the database's choice to sort what is left."""
    if order.has_index and not order.others and not seen:
        return Way.ORDERED
    return Way.FILTERED if through else Way.SOUGHT


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


def total(wanted: Listing, found: Page) -> int:
    """How many rows the list has of which a page was found, counted no further than `COUNT_UP_TO` + 1 unless it was."""
    return count(wanted) if found.counted is None else found.counted


def count(wanted: Listing, up_to: int = COUNT_UP_TO) -> int:
    """How many rows match, counted no further than `up_to` + 1."""
    alone = (count(replace(wanted, filters=(each,)), up_to) for each in _alternatives(wanted.filters))
    return next((number for number in alone if number > up_to), None) or _count_all(wanted, up_to)


def _alternatives(filters: tuple[Node, ...]) -> tuple[Node, ...]:
    """Those of which any must hold, and that an index may count: of all together, all rows are gathered first."""
    if not (len(filters) == 1 and isinstance(filters[0], Group) and filters[0].mode == "any"):
        return ()
    return tuple(each for each in filters[0].parts if isinstance(each, Filter) and each.operation in SPANS)[:MOST_ALONE]


def _count_all(wanted: Listing, up_to: int) -> int:
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
    return matching(kind, seen, shape, values).order_by().values_list(Value(1))[:limit]  # nothing of a row is read


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
