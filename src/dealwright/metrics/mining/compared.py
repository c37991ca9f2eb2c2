"""The deals whose ways are held against each other from a landmark on: see `measures.adherence`."""

from datetime import date
from typing import TYPE_CHECKING

from dealwright.metrics.measures.adherence import LANDMARK

from .life import asked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def compared(
    connection: "DuckDBPyConnection", strayed: bool, start: date | None = None, end: date | None = None
) -> list[tuple[int, str]]:
    """The closed deals that came to the landmark, by number, each with how it ended: those that had skipped a stage or
    gone back by then, or the others. Closed from `start` until `end` began; None leaves a side open.
    """
    values = {"landmark": LANDMARK, "strayed": strayed, "start": start, "stop": end}
    return [(row["deal_id"], row["status"]) for row in asked(connection, _COMPARED, **values)]


_COMPARED = """
    WITH steps AS (
        SELECT deal_id, n, n <= $landmark AND (position <= came_from OR position > came_from + 1) AS strays FROM stays
    ), paths AS (
        SELECT deal_id, coalesce(bool_or(strays), false) AS strayed
        FROM steps GROUP BY deal_id HAVING max(n) >= $landmark
    )
    SELECT deal_id, status FROM paths JOIN deals USING (deal_id)
    WHERE strayed = $strayed AND status IN ('won', 'lost')
        AND ($start::TIMESTAMP IS NULL OR closed_on >= $start::TIMESTAMP)
        AND ($stop::TIMESTAMP IS NULL OR closed_on < $stop::TIMESTAMP)
    ORDER BY deal_id"""
