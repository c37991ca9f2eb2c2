"""What bottlenecks are found in: the time and the losses of each segment in each stage, in random groups of deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dealwright.metrics.binding import without_pandas

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Floats: TypeAlias = NDArray[np.float64]
MEASURES = ("days", "left", "decided", "lost")
GROUPS = 400
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Place:
    """A segment in a stage: `segment` is a text, or the number of an owner or team as one."""

    dimension: str
    segment: str
    process: str
    stage: str


@dataclass(frozen=True, eq=False)
class Cells:
    """The measures of places, with every deal in one of GROUPS random groups.

    `sums[group, place, measure]`: days spent there, visits that ended, deals decided there (further or lost), and lost.
    `stages` is the same of all deals in the stage of that place; `waiting[group]` all days in all stages.
    """

    places: Sequence[Place]
    sums: Floats
    stages: Floats
    waiting: Floats


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
    whole = {(each.process, each.stage): n for n, each in enumerate(places) if each.dimension == EVERYBODY}
    of = [whole[each.process, each.stage] for each in places]
    own = [n for n, each in enumerate(places) if each.dimension != EVERYBODY]
    stages = sums[:, of]
    return Cells([places[n] for n in own], sums[:, own], stages[:, own], sums[:, list(whole.values()), 0].sum(axis=1))


# A deal got further from a stage if it reached a later one after a visit there, or was won: see `conversion`.
STAYS = """
    WITH steps AS (
        SELECT visits.*, status, process, source, product, owner_id, team_id,
            max(position) OVER (
                PARTITION BY deal_id ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
            ) > position OR status = 'won' AS further,
            CASE WHEN status = 'open' THEN $now::TIMESTAMP ELSE closed_on END AS last_seen,
            date_diff('second', entered_on, coalesce(left_on, last_seen)) / 86400 AS stayed
        FROM visits JOIN deals USING (deal_id)
    ), grouped AS (
        SELECT deal_id, process, steps.stage, any_value(status) AS status, any_value(source) AS source,
            any_value(product) AS product, any_value(owner_id) AS owner_id, any_value(team_id) AS team_id,
            coalesce(sum(greatest(stayed, 0)), 0) AS days,
            count(stayed) FILTER (left_on IS NOT NULL OR steps.status <> 'open') AS "left",
            bool_or(further) AS went_on
        FROM steps GROUP BY deal_id, process, steps.stage
    ), stays AS (
        SELECT *, (went_on OR status = 'lost')::INT AS decided, (NOT went_on AND status = 'lost')::INT AS lost
        FROM grouped
    )"""
_CELLS = """,
    parts AS (
        SELECT unnest(['everybody', 'source', 'product', 'owner', 'team']) AS dimension,
            unnest(['', source, product, owner_id::VARCHAR, team_id::VARCHAR]) AS segment,
            coalesce(process, '') AS process, stage, hash(deal_id, $seed) % $groups AS bucket,
            days, "left", decided, lost
        FROM stays
    )
    SELECT dense_rank() OVER (ORDER BY dimension, segment, process, stage) - 1 AS number, dimension, segment, process,
        stage, bucket, sum(days) AS days, sum("left")::DOUBLE AS "left", sum(decided)::DOUBLE AS decided,
        sum(lost)::DOUBLE AS lost
    FROM parts WHERE segment IS NOT NULL AND stage IS NOT NULL
    GROUP BY dimension, segment, process, stage, bucket ORDER BY number"""
