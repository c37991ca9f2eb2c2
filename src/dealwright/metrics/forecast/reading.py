"""From tables of facts to a history. What cannot be used is left out, counted, and said."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dealwright import Invalid
from dealwright.metrics.binding import without_pandas
from dealwright.metrics.facts import Money

from .history import LOST, OPEN, WON, History
from .track import Flags, Floats, Track

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEGMENTS = ("source", "product", "owner_id", "team_id", "process")
Columns: TypeAlias = dict[str, NDArray[Any]]


def read(
    connection: "DuckDBPyConnection",
    segment: str = "source",
    money: Money = "single",
    process: str | None = None,
    owners: Collection[int] | None = None,
) -> History:
    """The history in the tables or views `deals`, `visits` and `states` of a connection (see FACTS).

    `segment` is the column of deals, one of SEGMENTS, that tells them apart. `money`: "single" for the deals' own
    when they share a currency, else "base". `owners` leaves only deals that are theirs now. A deal without states is
    taken to have been since it was opened what it is now, and won or lost since it was closed. Raises Invalid for a
    segment that is none.
    """
    if segment not in SEGMENTS:
        raise Invalid(f"Deals have no segment “{segment}”.", remedy=f"Choose one of {', '.join(SEGMENTS)}.")
    names = {"segment": segment, "amount": "amount_minor" if money == "single" else "base_minor"}
    asked = {"process": process, "owners": None if owners is None else sorted(owners)}
    with without_pandas():
        deals = _rows(connection, _DEALS.format(**names), asked)
        visits, states = _rows(connection, _VISITS), _rows(connection, _STATES.format(**names))
        segments = connection.execute(_SEGMENT_NAMES.format(**names), asked).fetchall()
        stages = connection.execute(_STAGE_NAMES).fetchall()
    unusable = _unusable(deals)
    keep = ~np.logical_or.reduce(list(unusable.values()))
    counts = {name: int(flags.sum()) for name, flags in unusable.items()}
    counts["amount_below_zero"] = int((deals["amount"][keep] < 0).sum())
    deals = {name: values[keep] for name, values in deals.items()}
    visits, states = _placed(visits, deals), _dated(_placed(states, deals), deals)
    undated = np.isnan(visits["moment"])
    counts["visits_without_date"] = int(undated.sum())
    return History(
        ids=deals["deal_id"],
        opened=deals["opened"],
        segment=deals["segment"],
        unrated=deals["unrated"].astype(bool),
        stage=Track.of(visits["place"][~undated], visits["moment"][~undated], visits["stage"][~undated]),
        status=_track(states, states["status"], deals["status"], deals["closed"]),
        amount=_track(states, _amounts(states["amount"]), _amounts(deals["amount"]), deals["opened"]),
        close=_track(states, states["close"], deals["close"], deals["opened"]),
        stages=[name for (name,) in stages],
        segments=[name for (name,) in segments],
        left_out={name: count for name, count in counts.items() if count},
    )


_STATUS = f"CASE status WHEN 'open' THEN {OPEN} WHEN 'won' THEN {WON} WHEN 'lost' THEN {LOST} ELSE -1 END::BIGINT"
_PROCESS = (
    "FROM deals WHERE (process = $process OR $process IS NULL)"
    " AND ($owners IS NULL OR list_contains($owners::BIGINT[], owner_id))"
)
_SEGMENT_NAMES = (
    f"SELECT {{segment}}::VARCHAR {_PROCESS} AND {{segment}} IS NOT NULL GROUP BY {{segment}} ORDER BY {{segment}}"
)
_DEALS = f"""
    SELECT deal_id, {_STATUS} AS status, epoch(opened_on) / 86400 AS opened, epoch(closed_on) / 86400 AS closed,
           CASE WHEN {{segment}} IS NULL THEN -1
                ELSE dense_rank() OVER (ORDER BY {{segment}} NULLS LAST) - 1 END AS segment,
           epoch(close_on::TIMESTAMP) / 86400 AS close, {{amount}}::DOUBLE AS amount,
           amount_minor IS NOT NULL AND {{amount}} IS NULL AS unrated
    {_PROCESS} ORDER BY deal_id"""
_STAGE_NAMES = "SELECT stage FROM visits WHERE stage IS NOT NULL GROUP BY stage ORDER BY min(position), stage"
_VISITS = f"""
    WITH places AS (SELECT stage, row_number() OVER () - 1 AS place FROM ({_STAGE_NAMES}))
    SELECT deal_id, places.place AS stage, epoch(entered_on) / 86400 AS moment
    FROM visits JOIN places USING (stage) ORDER BY deal_id, n"""  # noqa: S608 (own names)
_STATES = f"""
    SELECT deal_id, n, {_STATUS} AS status, epoch(from_on) / 86400 AS moment, {{amount}}::DOUBLE AS amount,
           epoch(close_on::TIMESTAMP) / 86400 AS close
    FROM states ORDER BY deal_id, n"""  # noqa: S608 (own names)


def _rows(connection: "DuckDBPyConnection", sql: str, values: dict[str, Any] | None = None) -> Columns:
    found = connection.execute(sql, values or {}).fetchnumpy()
    return {name: _plain(column) for name, column in found.items()}


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Without a mask: NaN for a number that is null."""
    return np.ma.filled(values, np.nan if values.dtype.kind == "f" else 0)


def _unusable(deals: Columns) -> dict[str, Flags]:
    """Why deals cannot be used; each deal for one reason."""
    status, opened, closed = deals["status"], deals["opened"], deals["closed"]
    decided = (status == WON) | (status == LOST)
    other = ~decided & (status != OPEN)
    undated = ~other & np.isnan(opened)
    return {
        "status_not_known": other,
        "without_opening_date": undated,
        "without_closing_date": ~undated & decided & np.isnan(closed),
        "closed_before_opened": ~undated & decided & (closed < opened),
    }


def _placed(rows: Columns, deals: Columns) -> Columns:
    """The rows of these deals, with each deal's `place` among them."""
    place = np.searchsorted(deals["deal_id"], rows["deal_id"])
    known = rows["deal_id"] == np.append(deals["deal_id"], -1)[place]
    return {name: column[known] for name, column in {**rows, "place": place}.items()}


def _track(states: Columns, told: NDArray[Any], now: NDArray[Any], since: Floats) -> Track:
    """What states told of deals; of those without any, what they are `now`, `since` a moment (NaN: never)."""
    silent = ~np.isnan(since)
    silent[states["place"]] = False
    place = np.concatenate([states["place"], np.flatnonzero(silent)])
    moments = np.concatenate([states["moment"], since[silent]])
    return Track.of(place, moments, np.concatenate([told, now[silent]])).changes()


def _dated(states: Columns, deals: Columns) -> Columns:
    """The states with a moment; the first one of a deal begins with it when nobody knows."""
    unknown = np.isnan(states["moment"])
    opened = deals["opened"][states["place"]]
    moment = np.where((states["n"] == 1) & unknown, opened, states["moment"])
    return {name: column[~np.isnan(moment)] for name, column in {**states, "moment": moment}.items()}


def _amounts(values: Floats) -> Floats:
    """An amount below zero is none."""
    return np.where(values < 0, np.nan, values)
