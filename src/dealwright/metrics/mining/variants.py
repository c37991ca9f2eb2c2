"""The ways deals took: whole paths with how many took them, how they ended, and how well they follow the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .life import asked
from .moves import PATHS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Variant:
    """A path through the stages: how many deals took it (`share` of all), and of the closed ones how many were won.

    `days` is the median from opening to closing. `loops` counts returns to a stage on it, `skips` stages left out
    on the way, each by moves; a path without either fits the process. `straight` are the deals on it that went as
    designed to their end: winning before the last stage is not.
    """

    process: str
    path: tuple[str, ...]
    n: int
    share: float
    won: float | None
    days: float | None
    loops: int
    skips: int
    straight: int

    @property
    def fits(self) -> bool:
        """Whether its stages follow each other as the process is designed."""
        return not self.loops and not self.skips


def variants(
    connection: "DuckDBPyConnection", most: int = 20, start: date | None = None, end: date | None = None
) -> list[Variant]:
    """The paths that most deals took, the commonest first; deals that are still open have only begun theirs.

    Of deals opened from `start` until `end` began; None leaves a side open.
    """
    columns = ("process", "n", "share", "won", "days", "loops", "skips", "straight")
    rows = asked(connection, PATHS + _WHOLE + _VARIANTS, most=most, start=start, stop=end)
    return [Variant(path=tuple(row["path"]), **{name: row[name] for name in columns}) for row in rows]


def travellers(
    connection: "DuckDBPyConnection",
    process: str,
    path: Sequence[str],
    start: date | None = None,
    end: date | None = None,
) -> list[int]:
    """The deals that took a path, by number; see `variants` for the days."""
    values = {"process": process, "path": list(path), "start": start, "stop": end}
    return [row["deal_id"] for row in asked(connection, PATHS + _WHOLE + _TRAVELLERS, **values)]


_WHOLE = """,
    paths AS (
        SELECT deal_id, process, list(stage ORDER BY n) FILTER (position IS NOT NULL) AS path,
            count(*) FILTER (kind IN ('back', 'again')) AS loops,
            count(*) FILTER (kind = 'skip' AND position IS NOT NULL) AS skips,
            bool_and(kind = 'designed') AS is_straight
        FROM classed GROUP BY deal_id, process
    ), taken AS (
        SELECT paths.*, status, opened_on, closed_on FROM paths JOIN deals USING (deal_id)
        WHERE ($start::TIMESTAMP IS NULL OR opened_on >= $start::TIMESTAMP)
            AND ($stop::TIMESTAMP IS NULL OR opened_on < $stop::TIMESTAMP)
    )"""
_VARIANTS = """
    SELECT process, path, count(*) AS n, count(*) / sum(count(*)) OVER () AS share,
        avg((status = 'won')::INT) FILTER (status IN ('won', 'lost')) AS won,
        quantile_cont(date_diff('second', opened_on, closed_on) / 86400, 0.5) FILTER (closed_on >= opened_on) AS days,
        max(loops) AS loops, max(skips) AS skips, count(*) FILTER (is_straight) AS straight
    FROM taken GROUP BY process, path ORDER BY n DESC, path LIMIT $most"""
_TRAVELLERS = " SELECT deal_id FROM taken WHERE process = $process AND path = $path ORDER BY deal_id"
