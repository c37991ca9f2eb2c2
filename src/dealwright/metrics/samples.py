"""The single values that a mean or median is made of, so that it can be said how sure it is."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dealwright.metrics.binding import without_pandas
from dealwright.metrics.dialects import text
from dealwright.metrics.facts import Money, declared
from dealwright.metrics.measures import METRICS

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray


def samples(
    connection: "DuckDBPyConnection",
    metric: str,
    by: str | None,
    start: date | None,
    end: date | None,
    money: Money,
    now: datetime,
) -> "Mapping[Any, NDArray[np.float64]]":
    """The values that the metric is the mean or median of, by group; asked as `compute` is.

    Empty for a metric that is neither.
    """
    if METRICS[metric].sampled is None:
        return {}
    query = _sql(metric, by, money)
    given = {"from": start, "to": end, "now": now}
    with without_pandas():
        (statement,) = connection.extract_statements(query)
        asked = {name: given[name] for name in statement.named_parameters}
        rows = connection.execute(statement, asked).fetchall()
    return {group: _array(values) for group, values in rows}


def _array(values: list[float]) -> "NDArray[np.float64]":
    import numpy as np  # 20 MB that are only needed where somebody compares

    return np.asarray(values, dtype=float)


@lru_cache(maxsize=64)
def _sql(metric: str, by: str | None, money: Money) -> str:
    chosen = METRICS[metric]
    column, _how = chosen.sampled or ("", "")
    rows = chosen.population(declared(by, money))
    rows = rows.filter(rows.part.isin(chosen.counted), rows[column].notnull())
    return text(rows.aggregate(by="group", values=rows[column].cast("double").collect()), "duckdb")
