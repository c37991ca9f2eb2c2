"""The map of how deals really move: from stage to stage, forward, back, and past others."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .life import asked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Move:
    """So many times deals went from one stage (or `start`) to another (or `won`, `lost`).

    `share` is of all moves away from there, `days` the median time spent there before. `kind`: "designed" for one
    place forward, winning from the last stage, losing, and any beginning; else "skip", "back", or "again" for the
    same stage twice.
    """

    process: str
    origin: str
    target: str
    n: int
    share: float
    days: float | None
    kind: str

    @property
    def designed(self) -> bool:
        """Whether the process has this move."""
        return self.kind == "designed"


def moves(connection: "DuckDBPyConnection", start: date | None = None, end: date | None = None) -> list[Move]:
    """All moves made from `start` until `end` began, in the order of the process, the usual ones of a stage first.

    None leaves a side open; a move that nobody knows the moment of is in no period.
    """
    columns = ("process", "origin", "target", "n", "share", "days", "kind")
    rows = asked(connection, PATHS + _MADE + _MOVES, start=start, stop=end)
    return [Move(**{name: row[name] for name in columns}) for row in rows]


def movers(
    connection: "DuckDBPyConnection",
    process: str | None = None,
    origin: str | None = None,
    target: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> list[tuple[int, int]]:
    """The deals that made a move, by number, each with how often; None stands for any process, origin or target.

    Together as often as the moves of `moves` with these ends.
    """
    ends = {"process": process, "origin": origin, "target": target}
    rows = asked(connection, PATHS + _MADE + _MOVERS, **ends, start=start, stop=end)
    return [(row["deal_id"], row["n"]) for row in rows]


# The end of a deal is one more step; its last stage ended with it. A deal opened again shows only its last end.
PATHS = """
    WITH ends AS (
        SELECT process, version, max(position) AS last FROM visits JOIN deals USING (deal_id) GROUP BY ALL
    ), told AS (
        SELECT deal_id, n, stage, position, entered_on AS moment FROM visits
        UNION ALL
        SELECT deal_id, max(visits.n) + 1, any_value(status), NULL, any_value(closed_on)
        FROM visits JOIN deals USING (deal_id) WHERE status IN ('won', 'lost') GROUP BY deal_id
    ), steps AS (
        SELECT told.*, coalesce(deals.process, '') AS process, status, last,
            lag(told.stage) OVER each AS before, lag(told.position) OVER each AS place,
            date_diff('second', lag(told.moment) OVER each, told.moment) / 86400 AS days,
            row_number() OVER each = 1 AS first
        FROM told JOIN deals USING (deal_id) LEFT JOIN ends
            ON ends.process IS NOT DISTINCT FROM deals.process AND ends.version IS NOT DISTINCT FROM deals.version
        WINDOW each AS (PARTITION BY deal_id ORDER BY n)
    ), classed AS (
        SELECT *, CASE WHEN first THEN 'start' ELSE before END AS origin, CASE
            WHEN first OR (position IS NULL AND stage = 'lost') THEN 'designed'
            WHEN position IS NULL THEN CASE WHEN place = last THEN 'designed' ELSE 'skip' END
            WHEN position = place + 1 THEN 'designed' WHEN position = place THEN 'again'
            WHEN position < place THEN 'back' ELSE 'skip' END AS kind
        FROM steps
    )"""
_MADE = """, made AS (
        SELECT * FROM classed WHERE ($start::TIMESTAMP IS NULL OR moment >= $start::TIMESTAMP)
            AND ($stop::TIMESTAMP IS NULL OR moment < $stop::TIMESTAMP)
    )"""
_MOVES = """
    SELECT process, origin, stage AS target, count(*) AS n,
        count(*) / sum(count(*)) OVER (PARTITION BY process, origin) AS share,
        quantile_cont(days, 0.5) FILTER (days >= 0) AS days, mode(kind) AS kind, min(place) AS position
    FROM made GROUP BY process, origin, stage
    ORDER BY process, position NULLS FIRST, origin, n DESC, target"""
_MOVERS = """
    SELECT deal_id, count(*) AS n FROM made
    WHERE process = coalesce($process::VARCHAR, process) AND origin = coalesce($origin::VARCHAR, origin)
        AND stage = coalesce($target::VARCHAR, stage)
    GROUP BY deal_id ORDER BY deal_id"""
