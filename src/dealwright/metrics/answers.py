"""Runs a metric on a connection of DuckDB or a session of Spark and hands back plain rows."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from dealwright import Invalid
from dealwright.metrics.binding import without_pandas
from dealwright.metrics.compiled import records_behind, sql
from dealwright.metrics.dialects import spoken_by
from dealwright.metrics.facts import Money

Engine: TypeAlias = Any  # a connection of DuckDB or a session of Spark, which need not be installed
OF_SPARK = re.compile(r":(\w+)")


def compute(
    engine: Engine,
    metric: str,
    by: str | None = None,
    start: date | None = None,
    end: date | None = None,
    money: Money = "single",
    *,
    now: datetime | None = None,
) -> list[dict[str, Any]]:
    """The rows of `metric`: {"group", the metric's keys, "value", "n", its extras}, sorted by group.

    `engine` holds tables or views as FACTS tells, of one process when stages are to be
    told apart. `start` belongs to the period, `end` does not; both are dates or naive UTC datetimes, None
    leaves that side open. `now` is the moment up to which a stay that has not ended is counted; left out,
    the present. Money comes in minor units: sums as int, averages and weighted sums as float. A figure
    nobody knows is None. Raises Invalid for an unknown metric or dimension and for a datetime with a time
    zone.
    """
    return _rows(engine, sql(metric, by, money, spoken_by(engine)), _moments(start, end, now))


def behind(
    engine: Engine,
    metric: str,
    row: Mapping[str, Any],
    by: str | None = None,
    start: date | None = None,
    end: date | None = None,
    money: Money = "single",
    *,
    now: datetime | None = None,
) -> list[tuple[int, str]]:
    """The deals or leads behind `row`, which `compute` gave for the same arguments: (id, part), sorted by id.

    Of `row` only the group and the metric's keys are read. Raises what `compute` raises.
    """
    asked = {**_moments(start, end, now), **row}
    found = _rows(engine, records_behind(metric, by, money, spoken_by(engine)), asked)
    return [(each["id"], each["part"]) for each in found]


def _moments(start: date | None, end: date | None, now: datetime | None) -> dict[str, date | None]:
    """The moments asked for, under the names of their parameters."""
    moments = {"from": start, "to": end, "now": now or datetime.now(UTC).replace(tzinfo=None)}
    for name, moment in moments.items():
        if isinstance(moment, datetime) and moment.tzinfo:
            raise Invalid(f"The moment “{name}” has a time zone.", field=name, remedy="Give it in UTC, without a zone.")
    return moments


def _rows(engine: Engine, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the query finds, as dicts. Of `values` it is given those it has parameters for."""
    return (_of_spark if spoken_by(engine) == "spark" else _of_duckdb)(engine, text, values)


def _of_duckdb(connection: Any, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    (statement,) = connection.extract_statements(text)
    asked = {name: values.get(name) for name in statement.named_parameters}
    with without_pandas():
        return _in_memory(connection, lambda: _fetched(connection.execute(statement, asked)))


def _fetched(answer: Any) -> list[dict[str, Any]]:
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _in_memory(connection: Any, ask: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What is asked; where several threads need more memory together than there is, what one alone finds."""
    from duckdb import OutOfMemoryException

    try:
        return ask()
    except OutOfMemoryException:
        ((threads,),) = connection.execute("SELECT current_setting('threads')").fetchall()
        connection.execute("SET threads = 1")
        try:
            return ask()
        finally:
            connection.execute(f"SET threads = {threads}")


def _of_spark(session: Any, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Moments are handed over as texts: as values they would be told in the zone of this machine."""
    asked = {name: values.get(name) for name in OF_SPARK.findall(text)}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items()}
    return [row.asDict() for row in session.sql(text, args=told).collect()]
