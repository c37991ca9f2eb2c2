"""Indexes of the company's own fields, known by the field's number: the database itself says which there are.

With its index a field filters and sorts lists of any length. Writing a record costs something for each, so only the
first fields of a kind have one, where there are many records; the worker makes and drops them, nobody waits for that.
"""

from django.db import connection
from django.db.models import Index, Model, Q

from .column import OwnValue, quoted

NAME, BEGINNINGS, EMPTY = "own_", "_begins", "_empty"
FINISHED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT stxname FROM pg_statistic_ext WHERE pg_statistics_obj_is_visible(oid)",
}


def indexed() -> frozenset[int]:
    """The numbers of the fields whose index is finished."""
    with connection.cursor() as cursor:
        cursor.execute(FINISHED[connection.vendor])
        names = [name.removeprefix(NAME) for (name,) in cursor.fetchall() if name.startswith(NAME)]
    return frozenset(int(number) for number in names if number.isdecimal())


def make(model: type[Model], field_id: int, key: str, *, is_text: bool) -> None:
    """Make the index of a field in the table of `model`, anew where a former attempt was broken off.

    A record stands in one of two: with its value, or among those that have none. On PostgreSQL others write meanwhile,
    except within a transaction, and a text has a third index for its beginning. There the values are counted, too: what
    is in an index of some rows tells PostgreSQL nothing of how many are found. The last one that is made has the name
    of the field's number: where it is finished, all are.
    """
    drop(field_id)
    name, is_empty = f"{NAME}{field_id}", f"fields__{key}__isnull"
    empty = Index("id", condition=Q(**{is_empty: True}), name=f"{name}{EMPTY}")
    order = Index(OwnValue(key, "fields"), "id", condition=Q(**{is_empty: False}), name=name)
    editor, table = connection.schema_editor(atomic=False), model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for index in (empty, order):
                cursor.execute(str(index.create_sql(model, editor)))
                cursor.execute(f"ANALYZE {index.name}")
            return
        apart = not connection.in_atomic_block
        if is_text:
            how = "CONCURRENTLY" if apart else ""
            begins = f"(upper(fields ->> {quoted(key)}) text_pattern_ops)"
            cursor.execute(f"CREATE INDEX {how} {name}{BEGINNINGS} ON {table} {begins}")
        for index in (empty, order):
            cursor.execute(str(index.create_sql(model, editor, concurrently=apart)))
        cursor.execute(f"CREATE STATISTICS {name} ON (fields -> {quoted(key)}) FROM {table}")
        cursor.execute(f"ANALYZE {table}")


def drop(field_id: int) -> None:
    """Drop what there is of the index of a field."""
    with connection.cursor() as cursor:
        for part in ("", BEGINNINGS, EMPTY):
            cursor.execute(f"DROP INDEX IF EXISTS {NAME}{field_id}{part}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP STATISTICS IF EXISTS {NAME}{field_id}")
