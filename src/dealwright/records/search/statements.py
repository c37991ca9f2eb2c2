"""Pieces of SQL with the values of their placeholders, and asking them."""

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec
from django.db import connection

Statement = tuple[str, list[object]]
FIRST = "SELECT record_id FROM ({ids}) AS every LIMIT {many}"
# What a statement finds comes in one row: a row costs more than an id.
AS_LIST = {"postgresql": "array_agg({each})", "sqlite": "json_group_array({each})"}
# Said as a truth, PostgreSQL keeps the inner ids in a hash whatever it expects of them; so does SQLite.
AMONG = "SELECT lead.record_id FROM ({found}) AS lead WHERE (lead.record_id IN ({ids})) IS TRUE"


def first(ids: Statement, many: int) -> Statement:
    """No more than so many of the ids."""
    return FIRST.format(ids=ids[0], many=many), ids[1]


def among(found: Statement, ids: Statement) -> Statement:
    """Those that are found which are among the ids; these are all read."""
    return AMONG.format(found=found[0], ids=ids[0]), [*found[1], *ids[1]]


def numbered(number: int, ids: Statement, limit: int) -> Statement:
    """A list of no more than `limit` of the ids, behind the number."""
    text, values = ids
    return _listed(number, "record_id", f"SELECT record_id FROM ({text}) AS found LIMIT %s"), [*values, limit]  # noqa: S608 (constants and placeholders only)


def counted(number: int, ids: Statement) -> Statement:
    """How many ids there are, as a list of one, behind the number."""
    return _listed(number, "many", f"SELECT count(*) AS many FROM ({ids[0]}) AS every"), ids[1]  # noqa: S608 (same)


def _listed(number: int, each: str, rows: str) -> str:
    return f"SELECT {number}, {_as_list(each)} FROM ({rows}) AS hits"  # noqa: S608 (same)


@cache
def _as_list(each: str) -> str:
    return AS_LIST[connection.vendor].format(each=each)


def union(statements: Sequence[Statement], before: Statement = ("", [])) -> Iterator[tuple[int, list[int]]]:
    """The number and the list of each statement; `before` is what they have in common, as WITH says it."""
    if not statements:
        return
    every = " UNION ALL ".join(text for text, _ in statements)
    with connection.cursor() as cursor:
        cursor.execute(before[0] + every, [*before[1], *(value for _, values in statements for value in values)])
        rows = cursor.fetchall()
    for number, found in rows:
        yield number, msgspec.json.decode(found) if isinstance(found, str) else found or []
