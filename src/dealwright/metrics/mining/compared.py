"""The deals whose ways are held against each other from a landmark on: see `measures.adherence`."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dealwright.metrics.dialects import text
from dealwright.metrics.facts import asked as parameter
from dealwright.metrics.facts import declared
from dealwright.metrics.measures.adherence import closed_paths

from .life import asked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def compared(
    connection: "DuckDBPyConnection", strayed: bool, start: date | None = None, end: date | None = None
) -> list[tuple[int, str]]:
    """The closed deals that came to the landmark, by number, each with how it ended: those that had skipped a stage or
    gone back by then, or the others. Closed from `start` until `end` began; None leaves a side open.
    """
    values = {"strayed": strayed, "from": start, "to": end}
    return [(row["deal_id"], row["status"]) for row in asked(connection, _sql(), **values)]


@lru_cache(maxsize=1)
def _sql() -> str:
    rows = closed_paths(declared(None, "single"))
    wanted = rows.filter(rows.lived, rows.early == parameter("strayed", "boolean"))
    return text(wanted.select("deal_id", "status").order_by("deal_id"), "duckdb")
