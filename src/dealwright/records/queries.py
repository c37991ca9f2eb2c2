"""Lists of any kind of record: filtered, sorted, a page at a time, at the same cost for any number of rows."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from django.db.models import Q, QuerySet

from dealwright import BadRequest
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor

from .fields import Catalogue, Field, plain
from .filters import Filter, Sort, condition, read_filters, read_sort
from .kinds import Kind

COUNT_UP_TO = 1_000
Row = dict[str, Any]


Whole = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]


class Place(msgspec.Struct, array_like=True):
    """Where a page ended: the order it was in, the last value and id, and whether values had run out."""

    sort: str
    value: Any
    id: Whole
    among_empty: bool


@dataclass(frozen=True)
class Listing:
    """What to list: the kind, who asks, the filters and the order."""

    kind: Kind
    actor: Actor
    filters: tuple[Filter, ...]
    sort: Sort

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows that match and may be seen, unordered."""
        found = self.kind.model._default_manager.filter(self.kind.visible(self.actor))
        for one in self.filters:
            lookup, value, negated = condition(one)
            found = found.exclude(**{lookup: value}) if negated else found.filter(**{lookup: value})
        return found


@dataclass(frozen=True)
class Page:
    """Some rows, each a dict of column path to value, and the cursor of the next page (None on the last)."""

    rows: list[Row]
    next_cursor: str | None


def listing(
    kind: Kind,
    actor: Actor,
    given: Sequence[tuple[str, str]],
    sort: str | None = None,
    catalogue: Catalogue | None = None,
) -> Listing:
    """A listing from `field__operation=value` pairs and a sort text; raises BadRequest for what is unknown."""
    catalogue = kind.fields() if catalogue is None else catalogue
    order = read_sort(catalogue, sort or kind.default_sort)
    return Listing(kind, actor, tuple(read_filters(catalogue, given)), order)


def page(wanted: Listing, fields: Sequence[Field], *, limit: int = 50, cursor: str | None = None) -> Page:
    """The next `limit` rows after the cursor; rows without a value for the sorted field come last.

    Raises BadRequest for a cursor that is not from this list.
    """
    place = _read_cursor(cursor, wanted.sort) if cursor else None
    columns = _columns(fields, wanted.sort)
    rows: list[tuple[Any, ...]] = []
    if place is None or not place.among_empty:
        rows = list(_with_value(wanted, place).values_list(*columns)[: limit + 1])
    if wanted.sort.field.nullable and len(rows) <= limit:
        empty = _without_value(wanted, place).values_list(*columns)[: limit + 1 - len(rows)]
        rows += list(empty)
    shown = [dict(zip(columns, row, strict=True)) for row in rows[:limit]]
    return Page(shown, _cursor_after(shown[-1], wanted.sort) if len(rows) > limit else None)


def count(wanted: Listing, up_to: int = COUNT_UP_TO) -> int:
    """How many rows match, counted no further than `up_to` + 1."""
    return wanted.rows.order_by()[: up_to + 1].values("id").count()


def show(rows: Sequence[Row], fields: Sequence[Field]) -> list[Row]:
    """Rows as the API shows them: field key to value."""
    kept = [(field.key, field.path) for field in fields if field.show is plain]
    made = [(field.key, field.show, field.paths) for field in fields if field.show is not plain]
    shown = []
    for row in rows:
        values = {key: row[path] for key, path in kept}
        for key, maker, paths in made:
            values[key] = maker(*[row[path] for path in paths])
        shown.append(values)
    return shown


def _columns(fields: Sequence[Field], sort: Sort) -> list[str]:
    return list(dict.fromkeys(["id", *(path for field in fields for path in field.paths), sort.field.path]))


def _with_value(wanted: Listing, place: Place | None) -> QuerySet[Any]:
    path, descending = wanted.sort.field.path, wanted.sort.descending
    rows = wanted.rows.filter(**{f"{path}__isnull": False}) if wanted.sort.field.nullable else wanted.rows
    if place is not None:
        beyond = "lt" if descending else "gt"
        # The first condition is implied by the second; it lets the database start in the middle of the index.
        rows = rows.filter(**{f"{path}__{beyond}e": place.value}).filter(
            Q(**{f"{path}__{beyond}": place.value}) | Q(**{path: place.value, f"id__{beyond}": place.id})
        )
    mark = "-" if descending else ""
    return rows.order_by(f"{mark}{path}", f"{mark}id")


def _without_value(wanted: Listing, place: Place | None) -> QuerySet[Any]:
    rows = wanted.rows.filter(**{f"{wanted.sort.field.path}__isnull": True})
    if place is not None and place.among_empty:
        rows = rows.filter(**{f"id__{'lt' if wanted.sort.descending else 'gt'}": place.id})
    return rows.order_by("-id" if wanted.sort.descending else "id")


def _cursor_after(row: Row, sort: Sort) -> str:
    value = row[sort.field.path]
    place = Place(sort.text, value, row["id"], value is None)
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
    return None if value is None else msgspec.convert(value, KEPT_AS.get(field.type, str))
