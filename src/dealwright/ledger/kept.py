"""Queries that the ORM writes once and that are then asked often: writing one takes longer than answering it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial, wraps
from typing import Any

import msgspec
from django.db import connection
from django.db.models import BooleanField, DateField, DateTimeField, Expression, JSONField, QuerySet
from django.db.models.expressions import Col
from django.db.models.sql import UpdateQuery

from .rows import stored_time

SHAPES = 256  # of one query; beyond these the one that was longest not asked is forgotten
MANY = (list, tuple, set, frozenset)
READ = (DateField, DateTimeField, BooleanField)
Row = Sequence[Any]
Reader = Callable[[Any], Any]
Update = tuple[QuerySet[Any, Any], Mapping[str, Any]]


class Slot(Expression):
    """Where a value stands that is known only when the query is asked; of ids, `many` may stand in one slot."""

    def __init__(self, name: str, many: bool) -> None:
        super().__init__()
        self.name, self.many = name, many

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list["Slot"]]:
        """A placeholder, or a list of ids that needs the same words for any number of them."""
        if not self.many:
            return "%s", [self]
        ids = "unnest(%s::bigint[])" if connection.vendor == "postgresql" else "value FROM json_each(%s)"
        return f"(SELECT {ids})", [self]


@dataclass(frozen=True)
class Statement:
    """SQL, what goes into its placeholders, and how the columns that need it are read."""

    sql: str
    places: Sequence[Any]
    readers: Sequence[tuple[int, Reader]] = ()

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """What goes into the placeholders this time."""
        return [_stored(values[each.name]) if isinstance(each, Slot) else each for each in self.places]

    def read(self, found: list[Row]) -> list[Row]:
        """Rows as the driver gave them, with what it does not know how to read: JSON, what is made of columns."""
        if not (found and self.readers):
            return found
        columns = list(zip(*found, strict=True))
        for place, reader in self.readers:
            columns[place] = tuple(None if value is None else reader(value) for value in columns[place])
        return list(zip(*columns, strict=True))


def kept(make: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Row]]:
    """The rows of a `values_list` that `make` writes with the ORM, once for each shape.

    Positional arguments are the shape: they are hashed, and handed to `make` as they are. Those by name are values:
    `make` gets a slot for each, which fits into a comparison (never None), or after `__in` for a list of ids.
    """

    return _kept(make, _selecting)


def kept_count(make: Callable[..., QuerySet[Any, Any]]) -> Callable[..., int]:
    """As `kept`; answers how many rows there are."""
    ask = _kept(make, _counting)
    return wraps(make)(lambda *shape, **values: ask(*shape, **values)[0][0])


def _kept(
    make: Callable[..., QuerySet[Any, Any]], write: Callable[[QuerySet[Any, Any]], Statement]
) -> Callable[..., list[Row]]:
    @lru_cache(maxsize=SHAPES)
    def written(shape: tuple[Any, ...], slots: tuple[tuple[str, bool], ...]) -> Statement:
        return write(make(*shape, **_slots(slots)))

    @wraps(make)
    def ask(*shape: Any, **values: Any) -> list[Row]:
        statement = written(shape, _kinds(values))
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.bound(values))
            return statement.read(cursor.fetchall())

    return ask


def kept_update(make: Callable[..., Update]) -> Callable[..., int]:
    """As `kept`, for an update: `make` writes which rows, and what their columns become; answers how many changed."""

    @lru_cache(maxsize=SHAPES)
    def written(slots: tuple[tuple[str, bool], ...]) -> Statement:
        rows, changes = make(**_slots(slots))
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return Statement(*query.get_compiler(connection=connection).as_sql())

    @wraps(make)
    def change(**values: Any) -> int:
        statement = written(_kinds(values))
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.bound(values))
            return int(cursor.rowcount)

    return change


def _kinds(values: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    return tuple((name, isinstance(value, MANY)) for name, value in values.items())


def _slots(kinds: Sequence[tuple[str, bool]]) -> dict[str, Slot]:
    return {name: Slot(name, many) for name, many in kinds}


def _stored(value: Any) -> Any:
    """The value as this database takes it."""
    if isinstance(value, MANY):
        return list(value) if connection.vendor == "postgresql" else msgspec.json.encode(list(value)).decode()
    if isinstance(value, datetime):
        return stored_time(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _selecting(rows: QuerySet[Any, Any]) -> Statement:
    # Without elision, also a query that no row can fit is SQL, so that it can be kept and counted like any other.
    compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
    sql, places = compiler.as_sql()
    expressions = [each for each, _, _ in compiler.select]
    needed = compiler.get_converters(expressions).items()
    return Statement(sql, places, [(n, _reader(*each)) for n, each in needed if not _is_read(each[1])])


def _counting(rows: QuerySet[Any, Any]) -> Statement:
    found = _selecting(rows)
    return Statement(f"SELECT count(*) FROM ({found.sql}) AS found", found.places)  # noqa: S608 (the ORM's own words)


def _is_read(expression: Any) -> bool:
    """Whether it comes from the driver as it is wanted, as a column of days, moments or truths does."""
    return isinstance(expression, Col) and isinstance(expression.output_field, READ)


def _reader(converters: Sequence[Callable[..., Any]], expression: Any) -> Reader:
    """How its values are read: quickly where it is known how, else as the ORM reads them."""
    if isinstance(expression, Col) and isinstance(expression.output_field, JSONField):
        return msgspec.json.decode
    return partial(_converted, converters, expression)


def _converted(converters: Sequence[Callable[..., Any]], expression: Any, value: Any) -> Any:
    for convert in converters:
        value = convert(value, expression, connection)
    return value
