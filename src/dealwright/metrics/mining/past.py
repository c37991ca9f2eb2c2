"""The open pipeline of any past moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from dealwright.metrics.facts import Money

from .life import asked, life

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Level:
    """The open deals of a stage then: their number, and in minor units their worth and what it weighs."""

    stage: str | None
    n: int
    value: int
    weighted: int
    without_amount: int


def pipeline_at(connection: "DuckDBPyConnection", moment: date | datetime, money: Money = "single") -> list[Level]:
    """The open deals by stage, in the order of the process, just before a moment (UTC; a day as it began).

    `weighted` is the sum of amount x the probability of the stage, as it was then.
    """
    rows = asked(connection, life(money) + _LEVELS, moment=moment)
    return [
        Level(row["stage"], row["n"], int(row["value"]), round(row["weighted"]), row["without_amount"]) for row in rows
    ]


_LEVELS = """,
    latest AS (
        SELECT * FROM life WHERE moment < $moment::TIMESTAMP
        QUALIFY row_number() OVER (PARTITION BY deal_id ORDER BY n DESC) = 1
    ), places AS (SELECT stage, min(position) AS position FROM visits GROUP BY stage)
    SELECT latest.stage, count(*) AS n, coalesce(sum(amount), 0) AS value,
        coalesce(sum(amount * probability / 100), 0) AS weighted, count(*) - count(amount) AS without_amount
    FROM latest LEFT JOIN places ON places.stage = latest.stage
    WHERE status = 'open' GROUP BY latest.stage ORDER BY min(position) NULLS LAST, latest.stage"""
