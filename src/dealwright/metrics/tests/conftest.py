"""A DuckDB connection with the two tables of facts, and a way to fill them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pytest

from dealwright.metrics import FACTS, create_facts

Rows = Sequence[Mapping[str, Any]]
Fill = Callable[..., duckdb.DuckDBPyConnection]

DEAL: dict[str, Any] = dict.fromkeys(FACTS["deals"]) | {
    "process": "general",
    "version": 1,
    "stage": "qualifying",
    "status": "open",
    "currency": "EUR",
    "opened_on": datetime.fromisoformat("2026-01-01"),
    "probability": 20.0,
}


@pytest.fixture(scope="session")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_facts(connection)
        yield connection


@pytest.fixture(scope="session")
def fill(connection: duckdb.DuckDBPyConnection) -> Fill:
    """Replaces the facts. What a deal does not say, it has from DEAL; other tables are named, or empty."""

    def fill(deals: Rows, visits: Rows, **others: Rows) -> duckdb.DuckDBPyConnection:
        told = {"deals": [DEAL | deal for deal in deals], "visits": visits, **others}
        for table in FACTS:
            _replace(connection, table, told.get(table, []))
        return connection

    return fill


def _replace(connection: duckdb.DuckDBPyConnection, table: str, rows: Rows) -> None:
    connection.execute(f"DELETE FROM {table}")
    names = list(FACTS[table])
    if rows:
        values = ", ".join(["(" + ", ".join("?" * len(names)) + ")"] * len(rows))
        connection.execute(f"INSERT INTO {table} VALUES {values}", [row.get(name) for row in rows for name in names])
