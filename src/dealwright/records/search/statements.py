"""Pieces of SQL with the values of their placeholders, and asking them."""

from collections.abc import Sequence

from django.db import connection

Statement = tuple[str, list[object]]
FIRST = "SELECT record_id FROM ({ids}) AS every LIMIT {many}"
# Said as a truth, PostgreSQL keeps the inner ids in a hash whatever it expects of them; so does SQLite.
AMONG = "SELECT lead.record_id FROM ({found}) AS lead WHERE (lead.record_id IN ({ids})) IS TRUE"


def first(ids: Statement, many: int) -> Statement:
    """No more than so many of the ids."""
    return FIRST.format(ids=ids[0], many=many), ids[1]


def among(found: Statement, ids: Statement) -> Statement:
    """Those that are found which are among the ids; these are all read."""
    return AMONG.format(found=found[0], ids=ids[0]), [*found[1], *ids[1]]


def numbered(number: int, ids: Statement, limit: int) -> Statement:
    """No more than `limit` of the ids, each behind the number."""
    text, values = ids
    found = f"SELECT {number} AS kind, record_id FROM ({text}) AS found LIMIT %s"  # noqa: S608 (constants and placeholders only)
    return f"SELECT * FROM ({found}) AS hits", [*values, limit]  # noqa: S608 (same)


def counted(number: int, ids: Statement) -> Statement:
    """How many ids there are, behind the number."""
    return f"SELECT {number}, count(*) FROM ({ids[0]}) AS every", ids[1]  # noqa: S608 (same)


def union(statements: Sequence[Statement], before: Statement = ("", [])) -> list[tuple[int, ...]]:
    """The rows of all statements; `before` is what they have in common, as WITH says it."""
    if not statements:
        return []
    every = " UNION ALL ".join(text for text, _ in statements)
    with connection.cursor() as cursor:
        cursor.execute(before[0] + every, [*before[1], *(value for _, values in statements for value in values)])
        return list(cursor.fetchall())
