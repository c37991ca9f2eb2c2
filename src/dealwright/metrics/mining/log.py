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


_EVENTS = """
    WITH told AS (
        SELECT deal_id, n, stage AS activity, entered_on AS moment FROM visits
        UNION ALL
        SELECT deal_id, 1000000000, status, closed_on FROM deals WHERE status IN ('won', 'lost')
    )
    SELECT deal_id, activity, moment, owner_id, process, source, product, organisation_id, currency, amount_minor
    FROM told JOIN deals USING (deal_id) WHERE moment IS NOT NULL ORDER BY deal_id, n"""
