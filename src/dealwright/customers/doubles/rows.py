"""Rows that follow, drop out and come back, a handful of statements for any number of them."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Exists, JSONField, Model, OuterRef, Q, QuerySet, UniqueConstraint

from dealwright.ledger.among import Among
from dealwright.ledger.kept import kept
from dealwright.ledger.rows import insert_rows

from .follows import Pointer

Row = dict[str, Any]


def plain(row: Model) -> Row:
    """A row by column, as JSON keeps it without loss."""
    return msgspec.to_builtins({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def insert(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert rows that `plain` gave, under their own keys."""
    fields = model._meta.concrete_fields

    def stored(row: Row) -> Iterator[Any]:
        for field in fields:
            value = field.to_python(row[field.attname])
            yield (
                msgspec.json.encode(value).decode()
                if _is_json(field, value)
                else field.get_db_prep_save(value, connection)
            )

    insert_rows(model, [field.column for field in fields], [tuple(stored(row)) for row in rows])


def _is_json(field: Any, value: Any) -> bool:
    return isinstance(field, JSONField) and value is not None


def of(pointer: Pointer, one: str, record_id: Any) -> QuerySet[Any]:
    """The rows that point at a record."""
    named = {pointer.kind: one} if pointer.kind else {}
    return pointer.model._default_manager.filter(**{pointer.column: record_id}, **named)


def drop_doubles(pointer: Pointer, one: str, removed: int, survivor: int) -> list[Row]:
    """Take away the removed record's rows that the survivor has too, or that would point from it at itself."""
    conditions = [*_twins(pointer, one, survivor), *_to_itself(pointer, removed, survivor)]
    if not conditions:
        return []
    dropped = list(of(pointer, one, removed).filter(reduce(or_, conditions)))
    gone = pointer.model._default_manager.filter(pk__in=[row.pk for row in dropped])
    gone._raw_delete(using=connection.alias)  # without cascades: what others need is refused, not lost
    return [plain(row) for row in dropped]


def _twins(pointer: Pointer, one: str, survivor: int) -> Iterator[Q]:
    """For each rule by which a row stands but once for a record: that the survivor has such a row."""
    mine = _field(pointer).name
    if _field(pointer).unique:
        yield Q(Exists(of(pointer, one, survivor)))
    for rule in pointer.model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and mine in rule.fields:
            others = [name for name in rule.fields if name not in (mine, pointer.kind)]
            twin = of(pointer, one, survivor).filter(**{name: OuterRef(name) for name in others})
            limit = rule.condition or Q()
            yield Q(Exists(twin.filter(limit))) & limit


def _to_itself(pointer: Pointer, removed: int, survivor: int) -> Iterator[Q]:
    """That the row stands between the two records, by another column that points at the same table."""
    mine = _field(pointer)
    if mine.related_model in (None, pointer.model):
        return
    for field in pointer.model._meta.concrete_fields:
        if field is not mine and field.related_model is mine.related_model:
            yield Q(**{f"{field.attname}__in": [survivor, removed]})


def _field(pointer: Pointer) -> Any:
    return next(each for each in pointer.model._meta.concrete_fields if each.attname == pointer.column)


def keys_of(pointer: Pointer, one: str, record_id: int) -> list[int]:
    """The keys of the rows that point at a record, ascending; most tables have none."""
    return [row[0] for row in _keys(pointer, one, record_id=record_id)]


@kept
def _keys(pointer: Pointer, one: str, record_id: Any) -> QuerySet[Any]:
    return of(pointer, one, record_id).order_by("pk").values_list("pk")


def move(pointer: Pointer, one: str, removed: int, survivor: int) -> None:
    """Have the rows point at the survivor."""
    of(pointer, one, removed).update(**{pointer.column: survivor})


def move_back(pointer: Pointer, keys: Sequence[int], survivor: int, removed: int) -> None:
    """Have those of the rows that still point at the survivor point at the removed record again."""
    rows = pointer.model._default_manager.filter(pk__in=Among(keys))
    rows.filter(**{pointer.column: survivor}).update(**{pointer.column: removed})


def bring_back(model: type[Model], rows: Sequence[Row]) -> None:
    """Insert dropped rows again, save for those that are there, or whose other records have gone since."""
    keys = [row[_key(model)] for row in rows]
    there = set(model._default_manager.filter(pk__in=Among(keys)).values_list("pk", flat=True))
    whole = [row for row in rows if row[_key(model)] not in there]
    for field in model._meta.concrete_fields:
        if field.related_model is not None and whole:
            wanted = {row[field.attname] for row in whole} - {None}
            known = set(field.related_model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
            whole = [row for row in whole if row[field.attname] is None or row[field.attname] in known]
    insert(model, whole)


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.attname)
