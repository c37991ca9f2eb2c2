"""From tables of facts to a history. What cannot be used is left out, counted, and said."""

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dealwright import Invalid
from dealwright.metrics.binding import without_pandas
from dealwright.metrics.facts import Money

from .history import LOST, OPEN, WON, History
from .track import Flags, Floats, Ints, Track

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEGMENTS = ("source", "product", "owner_id", "team_id", "process")
Columns: TypeAlias = dict[str, NDArray[Any]]


def read(
    connection: "DuckDBPyConnection", segment: str = "source", money: Money = "single", process: str | None = None
) -> History:
    """The history in the tables or views `deals`, `visits` and `states` of a connection (see FACTS).

    `segment` is the column of deals, one of SEGMENTS, that tells them apart. `money`: "single" for the deals' own
    when they share a currency, else "base". A deal without states is taken to have been since it was opened what
    it is now, and won or lost since it was closed. Raises Invalid for a segment that is none.
    """
    if segment not in SEGMENTS:
        raise Invalid(f"Deals have no segment “{segment}”.", remedy=f"Choose one of {', '.join(SEGMENTS)}.")
    column = "amount_minor" if money == "single" else "base_minor"
    with without_pandas():
        deals = _rows(connection, _DEALS.format(segment=segment, amount=column), {"process": process})
        visits, states = (_rows(connection, each.format(amount=column)) for each in (_VISITS, _STATES))
    unusable = _unusable(deals)
    keep = ~np.logical_or.reduce(list(unusable.values()))
    counts = {name: int(flags.sum()) for name, flags in unusable.items()}
    counts["amount_below_zero"] = int((deals["amount"][keep] < 0).sum())
    deals = {name: values[keep] for name, values in deals.items()}
    visits, states = _placed(visits, deals), _dated(_placed(states, deals), deals)
    undated = np.isnan(visits["moment"])
    counts["visits_without_date"] = int(undated.sum())
    stages, stage = _coded(visits["stage"][~undated], visits["position"][~undated])
    segments, segment_codes = _coded(deals["segment"])
    return History(
        ids=deals["deal_id"],
        opened=deals["opened"],
        segment=segment_codes,
        unrated=deals["unrated"].astype(bool),
        stage=Track.of(visits["place"][~undated], visits["moment"][~undated], stage),
        status=_status(deals, states),
        amount=_track(states, _amounts(states["amount"]), _amounts(deals["amount"]), deals["opened"]),
        close=_track(states, states["close"], deals["close"], deals["opened"]),
        stages=stages,
        segments=segments,
        left_out={name: count for name, count in counts.items() if count},
    )


_DEALS = """
    SELECT deal_id, status, epoch(opened_on) / 86400 AS opened, epoch(closed_on) / 86400 AS closed,
           coalesce({segment}::VARCHAR, '') AS segment, {amount}::DOUBLE AS amount,
           epoch(close_on::TIMESTAMP) / 86400 AS close, amount_minor IS NOT NULL AND {amount} IS NULL AS unrated
    FROM deals WHERE process = $process OR $process IS NULL ORDER BY deal_id"""
_VISITS = """
    SELECT deal_id, stage, position, epoch(entered_on) / 86400 AS moment
    FROM visits WHERE stage IS NOT NULL ORDER BY deal_id, n"""
_STATES = """
    SELECT deal_id, n, status, epoch(from_on) / 86400 AS moment, {amount}::DOUBLE AS amount,
           epoch(close_on::TIMESTAMP) / 86400 AS close
    FROM states ORDER BY deal_id, n"""


def _rows(connection: "DuckDBPyConnection", sql: str, values: dict[str, str | None] | None = None) -> Columns:
    found = connection.execute(sql, values or {}).fetchnumpy()
    return {name: _plain(column) for name, column in found.items()}


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Without a mask: NaN for a number that is null, an empty text for a text."""
    empty = np.nan if values.dtype.kind == "f" else "" if values.dtype.kind == "O" else 0
    return np.ma.filled(values, empty)


def _unusable(deals: Columns) -> dict[str, Flags]:
    """Why deals cannot be used; each deal for one reason."""
    status, opened, closed = deals["status"], deals["opened"], deals["closed"]
    decided = (status == "won") | (status == "lost")
    other = ~decided & (status != "open")
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


def _coded(values: NDArray[Any], order: Ints | None = None) -> tuple[list[str], Ints]:
    """The names among texts, by the smallest `order` of each, and a code for each text: -1 for an empty one."""
    found, codes = np.unique(values.astype(object), return_inverse=True)
    lowest = np.full(len(found), np.iinfo(np.int64).max)
    np.minimum.at(lowest, codes, np.zeros(len(codes), np.int64) if order is None else order)
    by_order = [int(n) for n in np.argsort(lowest, kind="stable") if found[n] != ""]
    renamed = np.full(len(found), -1)
    renamed[by_order] = np.arange(len(by_order))
    return [str(found[n]) for n in by_order], renamed[codes]


def _status(deals: Columns, states: Columns) -> Track:
    """Whether deals were open, won or lost as that changed; of those without states, since they were closed."""
    return _track(states, _statuses(states["status"]), _statuses(deals["status"]), deals["closed"])


def _track(states: Columns, told: NDArray[Any], now: NDArray[Any], since: Floats) -> Track:
    """What states told of deals; of those without any, what they are `now`, `since` a moment (NaN: never)."""
    silent = ~np.isnan(since)
    silent[states["place"]] = False
    place = np.concatenate([states["place"], np.flatnonzero(silent)])
    moments = np.concatenate([states["moment"], since[silent]])
    return Track.of(place, moments, np.concatenate([told, now[silent]]))


def _dated(states: Columns, deals: Columns) -> Columns:
    """The states with a moment; the first one of a deal begins with it when nobody knows."""
    unknown = np.isnan(states["moment"])
    opened = deals["opened"][states["place"]]
    moment = np.where((states["n"] == 1) & unknown, opened, states["moment"])
    return {name: column[~np.isnan(moment)] for name, column in {**states, "moment": moment}.items()}


def _statuses(texts: NDArray[Any]) -> Ints:
    return np.select([texts == "won", texts == "lost"], [WON, LOST], OPEN)


def _amounts(values: Floats) -> Floats:
    """An amount below zero is none."""
    return np.where(values < 0, np.nan, values)
