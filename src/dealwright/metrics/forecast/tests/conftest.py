"""Histories to forecast from: of rows written down in a test, and of a made-up company with many deals."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from dealwright.metrics import FACTS, create_facts
from dealwright.metrics.forecast import History, read

Rows = Sequence[Mapping[str, Any]]
STAGES = ("qualify", "present", "close")
DEAL: dict[str, Any] = dict.fromkeys(FACTS["deals"]) | {"process": "general", "status": "open", "currency": "EUR"}
STATE: dict[str, Any] = dict.fromkeys(FACTS["states"]) | {"n": 1, "status": "open"}
KINDS = {
    "int64": pa.int64(),
    "string": pa.string(),
    "timestamp": pa.timestamp("us"),
    "double": pa.float64(),
    "date": pa.date32(),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def connect(deals: Rows, visits: Rows = (), states: Rows = ()) -> duckdb.DuckDBPyConnection:
    """The facts of these rows; what a deal or state does not say, it has from DEAL and STATE."""
    connection = duckdb.connect()
    create_facts(connection)
    told = {
        "deals": [DEAL | each for each in deals],
        "visits": list(visits),
        "states": [STATE | each for each in states],
    }
    for name, rows in told.items():
        if rows:
            schema = pa.schema([(column, KINDS[kind]) for column, kind in FACTS[name].items()])
            connection.register("given", pa.Table.from_pylist(rows, schema=schema))
            connection.execute(f"INSERT INTO {name} SELECT * FROM given")
    return connection


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., duckdb.DuckDBPyConnection]:
    return connect


@pytest.fixture(scope="session")
def history_of() -> Callable[..., History]:
    def history_of(deals: Rows, visits: Rows = (), states: Rows = (), **asked: Any) -> History:
        with connect(deals, visits, states) as connection:
            return read(connection, **asked)

    return history_of


@pytest.fixture(scope="session")
def made() -> Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Deals and visits of a company over two years, to the first of November 2026.

    Deals of "Referral" win more; large ones win less and take longer: without telling them apart money is
    overestimated. In some months few deals are opened, in others many.
    """
    return made_up


def made_up(count: int, seed: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rng = np.random.default_rng(seed)
    start, now = np.datetime64("2024-11-01", "s"), np.datetime64("2026-11-01", "s")
    busy = np.repeat(rng.choice([0.3, 1.0, 2.0], 25), 30)[:730]
    day = rng.choice(730, count, p=busy / busy.sum()) + rng.random(count)
    opened = start + (86400 * day).astype("timedelta64[s]")
    referral, large = rng.random(count) < 0.3, rng.random(count) < 0.2
    amount = np.where(large, 30_000, 8_000) * np.exp(rng.normal(0, 0.3, count)) * 100
    stays = rng.gamma(2, np.where(large, 12, 7)[:, None], (count, 3))
    left = opened[:, None] + (86400 * stays.cumsum(axis=1)).astype("timedelta64[s]")
    further = rng.random((count, 3)) < np.clip(0.62 + 0.12 * referral - 0.14 * large, 0, 1)[:, None]
    reached = np.minimum.accumulate(further, axis=1).sum(axis=1)
    deals, visits = [], []
    for n in range(count):
        last = min(int(reached[n]), 2)
        closed = left[n, last]
        status = "open" if closed >= now else "won" if reached[n] == 3 else "lost"
        deals.append(
            {
                "deal_id": n + 1,
                "status": status,
                "source": "Referral" if referral[n] else "Website",
                "amount_minor": int(amount[n]),
                "opened_on": opened[n].item(),
                "closed_on": closed.item() if status != "open" else None,
            }
        )
        entered = [opened[n], *left[n, :last]]
        visits += [
            {"deal_id": n + 1, "n": place + 1, "stage": STAGES[place], "position": place, "entered_on": moment.item()}
            for place, moment in enumerate(entered)
            if moment < now
        ]
    return deals, visits


@pytest.fixture(scope="session")
def company(history_of: Callable[..., History]) -> History:
    return history_of(*made_up(3_000))
