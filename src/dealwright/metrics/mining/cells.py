"""What bottlenecks are found in: the time and the losses of each segment in each stage, in random groups of deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dealwright.metrics.binding import without_pandas

from .places import EVERYBODY, SEGMENT, SETS, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Floats: TypeAlias = NDArray[np.float64]
MEASURES = ("days", "left", "decided", "lost")
GROUPS = 400


@dataclass(frozen=True, eq=False)
class Cells:
    """The measures of places, with every deal in one of GROUPS random groups.

    `sums[group, place, measure]`: days spent there, visits that ended, deals decided there (further or lost), and lost.
    `stages[group, stage, measure]` is the same of all deals in a stage; `stage_of` tells the stage of each place.
    """

    places: Sequence[Place]
    sums: Floats
    stages: Floats
    stage_of: Sequence[int]


def cells(connection: "DuckDBPyConnection", now: datetime, seed: int) -> Cells:
    """Count all places; open stays count as far as they have come by `now`."""
    with without_pandas():
        found = connection.execute(STAYS + _CELLS, {"now": now, "seed": seed, "groups": GROUPS}).fetchnumpy()
    number = found["number"].astype(int)
    first: dict[int, int] = {}
    for row, each in enumerate(number.tolist()):
        first.setdefault(each, row)
    names = [[str(found[key][row]) for key in ("dimension", "segment", "process", "stage")] for row in first.values()]
    sums = np.zeros((GROUPS, len(first), len(MEASURES)))
    for measure, name in enumerate(MEASURES):
        sums[found["bucket"].astype(int), number, measure] = np.ma.filled(found[name], 0)
    places = [Place(*each) for each in names]
    whole = [n for n, each in enumerate(places) if each.dimension == EVERYBODY]
    own = [n for n, each in enumerate(places) if each.dimension != EVERYBODY]
    stages = {(places[n].process, places[n].stage): number for number, n in enumerate(whole)}
    stage_of = [stages[places[n].process, places[n].stage] for n in own]
    return Cells([places[n] for n in own], sums[:, own], sums[:, whole], stage_of)


# A deal got further from a stage if it reached a later one after a visit there, or was won: see `conversion`. Its last
# visit goes on until it is closed, or until now; one before it whose end is not known has no days.
STAYS = """
    WITH steps AS (
        SELECT deal_id, stage, entered_on, date_diff('second', entered_on, left_on) AS stayed,
            left_on IS NULL AND n = max(n) OVER (PARTITION BY deal_id) AS is_last, furthest > position AS further
        FROM stays
    ), grouped AS (
        SELECT deal_id, stage, sum(greatest(stayed, 0)) AS stayed, count(stayed) AS "left",
            max(entered_on) FILTER (is_last) AS since, bool_or(further) AS further
        FROM steps GROUP BY deal_id, stage
    ), spent AS (
        SELECT deal_id, process, grouped.stage, status, source, product, owner_id, team_id,
            CASE WHEN status = 'open' THEN $now::TIMESTAMP ELSE closed_on END AS until,
            (coalesce(stayed, 0) + coalesce(greatest(date_diff('second', since, until), 0), 0)) / 86400 AS days,
            "left" + (status <> 'open' AND since IS NOT NULL AND until IS NOT NULL)::INT AS "left",
            further OR status = 'won' AS went_on,
            (went_on OR status = 'lost')::INT AS decided, (NOT went_on AND status = 'lost')::INT AS lost
        FROM grouped JOIN deals USING (deal_id)
    )"""
_CELLS = f""",
    parts AS (
        SELECT coalesce(process, '') AS process, stage, hash(deal_id, $seed) % $groups AS bucket, source, product,
            owner_id AS owner, team_id AS team, days, "left", decided, lost
        FROM spent WHERE stage IS NOT NULL
    ), counted AS (
        SELECT process, stage, bucket, source, product, owner, team,
            {SEGMENT},
            sum(days) AS days, sum("left")::DOUBLE AS "left", sum(decided)::DOUBLE AS decided,
            sum(lost)::DOUBLE AS lost
        FROM parts GROUP BY process, stage, bucket, {SETS}
    )
    SELECT dense_rank() OVER (ORDER BY dimension, segment, process, stage) - 1 AS number, dimension, segment, process,
        stage, bucket, days, "left", decided, lost
    FROM counted WHERE segment IS NOT NULL ORDER BY number"""  # noqa: S608 (own words only)
