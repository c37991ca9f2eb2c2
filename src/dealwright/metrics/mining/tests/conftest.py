"""Facts to look into: of rows written down in a test."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pytest

from dealwright.metrics import FACTS, create_facts

Rows = Sequence[Mapping[str, Any]]
DEAL: dict[str, Any] = dict.fromkeys(FACTS["deals"]) | {"process": "general", "version": 1, "status": "open"}
STATE: dict[str, Any] = dict.fromkeys(FACTS["states"]) | {"status": "open", "currency": "EUR", "stage": "one"}
FORMS = {"deals": DEAL | {"currency": "EUR"}, "states": STATE, "visits": dict.fromkeys(FACTS["visits"])} | {
    table: dict.fromkeys(FACTS[table]) for table in ("activities", "signs")
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture(scope="session")
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_facts(connection)
        yield connection


@pytest.fixture(scope="session")
def facts_of(_connection: duckdb.DuckDBPyConnection) -> Callable[..., duckdb.DuckDBPyConnection]:
    """Replaces the facts by those told, table by table; states and visits are numbered as they come."""

    def facts_of(**told: Rows) -> duckdb.DuckDBPyConnection:
        for table, form in FORMS.items():
            _connection.execute(f"DELETE FROM {table}")
            counts: dict[int, int] = {}
            rows = []
            for each in told.get(table, ()):
                counts[each["deal_id"]] = counts.get(each["deal_id"], 0) + 1
                row = form | ({"n": counts[each["deal_id"]]} if "n" in form else {}) | each
                rows.append([row[name] for name in FACTS[table]])
            if rows:
                _connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(FACTS[table]))})", rows)
        return _connection

    return facts_of
