"""Indexes of the company's own fields, known by the field's number: the database itself says which there are.

With its index a field filters and sorts lists of any length. Writing a record costs something for each, so only the
first fields of a kind have one, where there are many records; the worker makes and drops them, nobody waits for that.
"""

from django.db import connection
from django.db.models import Index, Model

from .column import OwnValue, quoted

NAME, BEGINNINGS = "own_", "_begins"
FINISHED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid"
    " WHERE indisvalid AND pg_table_is_visible(oid)",
}


def indexed() -> frozenset[int]:
    """The numbers of the fields whose index is finished."""
    with connection.cursor() as cursor:
        cursor.execute(FINISHED[connection.vendor])
        names = [name.removeprefix(NAME) for (name,) in cursor.fetchall() if name.startswith(NAME)]
    return frozenset(int(number) for number in names if number.isdecimal())


def make(model: type[Model], field_id: int, key: str, *, is_text: bool) -> None:
    """Make the index of a field in the table of `model`, anew where a former attempt was broken off.

    On PostgreSQL others write meanwhile, except within a transaction, and a text has a second index for its beginning.
    """
    drop(field_id)
    index = Index(OwnValue(key, "fields"), "id", name=f"{NAME}{field_id}")
    editor, table = connection.schema_editor(atomic=False), model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(str(index.create_sql(model, editor)))
            cursor.execute(f"ANALYZE {index.name}")
            return
        apart = not connection.in_atomic_block
        if is_text:  # first of the two: where that of the order is finished, this one is
            how = "CONCURRENTLY" if apart else ""
            begins = f"(upper(fields ->> {quoted(key)}) text_pattern_ops)"
            cursor.execute(f"CREATE INDEX {how} {index.name}{BEGINNINGS} ON {table} {begins}")
        cursor.execute(str(index.create_sql(model, editor, concurrently=apart)))
        cursor.execute(f"ANALYZE {table}")


def drop(field_id: int) -> None:
    """Drop what there is of the index of a field."""
    with connection.cursor() as cursor:
        for name in (f"{NAME}{field_id}", f"{NAME}{field_id}{BEGINNINGS}"):
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
