"""The log of deals as other tools know it: cases with events, read row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from dealwright.metrics.binding import without_pandas

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Event:
    """A deal entered a stage, or was won or lost (`activity`); `owner` is a member's number as of today."""

    deal: int
    activity: str
    at: datetime
    owner: int | None
    process: str | None
    source: str | None
    product: str | None
    organisation: int | None
    currency: str | None
    amount_minor: int | None


@dataclass(frozen=True, slots=True)
class LogSize:
    """What a log holds; events `left_out` have no moment, so that nobody knows where they belong."""

    cases: int
    events: int
    left_out: int


def log_size(connection: "DuckDBPyConnection") -> LogSize:
    """How much the log of these deals holds."""
    found = connection.execute(_SIZE).fetchone()
    return LogSize(*found) if found else LogSize(0, 0, 0)


def events(connection: "DuckDBPyConnection") -> Iterator[Event]:
    """All events with a moment, deal by deal in their order; those without one are left out."""
    with without_pandas():
        found = connection.execute(_EVENTS)
        while rows := found.fetchmany(AT_ONCE):
            yield from (Event(*row) for row in rows)


def cases(connection: "DuckDBPyConnection") -> Iterator[list[Event]]:
    """The events of one deal after the other."""
    for _, each in groupby(events(connection), key=attrgetter("deal")):
        yield list(each)


_TOLD = """
    WITH told AS (
        SELECT deal_id, n, stage AS activity, entered_on AS moment FROM visits
        UNION ALL
        SELECT deal_id, 1000000000, status, closed_on FROM deals WHERE status IN ('won', 'lost')
    )"""

_SIZE = f"""{_TOLD}
    SELECT count(DISTINCT deal_id) FILTER (WHERE moment IS NOT NULL), count(moment), count(*) - count(moment)
    FROM told JOIN deals USING (deal_id)"""  # noqa: S608 (constants)

_EVENTS = f"""{_TOLD}
    SELECT deal_id, activity, moment, owner_id, process, source, product, organisation_id, currency, amount_minor
    FROM told JOIN deals USING (deal_id) WHERE moment IS NOT NULL ORDER BY deal_id, n"""  # noqa: S608 (constants)
