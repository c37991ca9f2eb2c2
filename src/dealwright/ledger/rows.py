"""Many rows at once, in the quickest way the database has: COPY on PostgreSQL, executemany on SQLite."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.db import OperationalError, connection, models

IN_BULK = {"wal_autocheckpoint": 32_000, "cache_size": -32_000, "temp_store": 1}  # pages, KB, and 1 for a file
COUNTED = {"analysis_limit": 1_000, "optimize": 0x10002}  # so many rows of an index are looked at, in all tables


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh primary keys of the model's table, ascending; call inside the transaction that uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
        found = cursor.fetchone()
        if not found:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        last: int = found[0] if found else count
    return list(range(last - count + 1, last + 1))


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows in the order of `columns`: plain values, aware datetimes, JSON as `as_json` makes it."""
    statement = _insertion(model._meta.db_table, tuple(columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        cursor.executemany(statement, rows)


def as_json(value: Any) -> str:
    """A value of a JSON column, such as own fields, as `insert_rows` takes it."""
    return msgspec.json.encode(value).decode()


@lru_cache(maxsize=512)
def _insertion(table: str, columns: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    place = f"{quote(table)} ({', '.join(map(quote, columns))})"
    if connection.vendor == "postgresql":
        return f"COPY {place} FROM STDIN"
    return f"INSERT INTO {place} VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 (names come from the model)


def last_id(model: type[models.Model]) -> int | None:
    """The highest primary key that was ever given out in the model's table; None where keys are not counted."""
    table, key = model._meta.db_table, model._meta.pk
    if not isinstance(key, models.AutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [table, key.column]
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    return (found[0] or 0) if found else 0


def go_on_after(model: type[models.Model], last: int) -> None:
    """Have the next primary key of the model's table be `last` + 1, so that no number is ever given out twice."""
    table, key = model._meta.db_table, model._meta.pk
    if last < 1 or key is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, key.column, last])
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


@contextmanager
def one_moment() -> Iterator[None]:
    """Around many reads that shall all see the database as it was at the first; writers go on meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        level = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
        cursor.execute(f"BEGIN{level}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def many_writes() -> Iterator[None]:
    """Around many transactions in a row: SQLite moves its log into the database every 128 MB, not every 16 MB.

    Each move waits for the disk twice; with batches of some MB that would be after every one of them. It keeps 32 MB of
    the database at hand, not 12, since every batch writes all over the indexes. What it takes to undo a part of a
    batch, tens of MB in a large database, goes to a file meanwhile, not to the memory. In the end it counts anew what
    its planner goes by, in tables that have grown much; PostgreSQL does that by itself.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _kept(name) for name in IN_BULK}
    try:
        _keep(IN_BULK)
        yield
    finally:
        _keep(before)
        with suppress(OperationalError):  # while somebody else writes it cannot, and what was written stands anyway
            _keep(COUNTED)


def _kept(pragma: str) -> int:
    with connection.cursor() as cursor:
        return int(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])


def _keep(pragmas: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")


def store_numbers(numbered: Sequence[tuple[int, str, str, int]]) -> None:
    """Give entries their numbers, hashes and salts: (seq, hash, salt, id) each."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            fresh = "unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS fresh (seq, hash, salt, id)"
            given = "seq = fresh.seq, hash = fresh.hash, salt = fresh.salt"
            update = f"UPDATE ledger_entry e SET {given} FROM {fresh} WHERE e.id = fresh.id"  # noqa: S608 (no value in it)
            cursor.execute(update, [list(column) for column in zip(*numbered, strict=True)])
        else:
            cursor.executemany("UPDATE ledger_entry SET seq = %s, hash = %s, salt = %s WHERE id = %s", numbered)


@lru_cache(maxsize=8192)  # the rows of one command mostly share their moments
def _naive_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(" ").removesuffix("+00:00")


sqlite3.register_adapter(datetime, _naive_text)  # SQLite keeps moments as Django itself writes them


def stored_time(moment: datetime) -> datetime | str:
    """The moment as this database stores it, for SQL written by hand."""
    if connection.vendor == "postgresql":
        return moment
    return _naive_text(moment)
