"""DuckDB, kept small: one engine in memory for the process, a fresh cursor for each question."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from dealwright.metrics import FACTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# DuckDB takes every filter for one that leaves a fifth, and so kept all stays in memory to join them with deals: the
# smaller side of a join is written on the right.
SETTINGS = {
    "memory_limit": "320MB",  # as quick as 512 with a million deals; what percentiles collect comes on top of it
    "threads": 2,
    "disabled_optimizers": "build_side_probe_side",  # the right side of a join is kept in memory, as it is written
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
DUCKDB_TYPES = {
    "int64": "BIGINT",
    "string": "VARCHAR",
    "timestamp": "TIMESTAMP",
    "date": "DATE",
    "double": "DOUBLE",
    "bool": "BOOLEAN",
}
TABLES = {
    table: {name: DUCKDB_TYPES[kind] for name, kind in columns.items() if name != "team_id"}
    for table, columns in FACTS.items()
} | {
    "teams": {"owner_id": "BIGINT", "team_id": "BIGINT"},
    "seen": {"kind": "VARCHAR", "owner_id": "BIGINT", "record_id": "BIGINT"},
    "wanted": {"id": "BIGINT"},
}
_starting = Lock()


@lru_cache(maxsize=1)
def _engine() -> "DuckDBPyConnection":
    import duckdb  # 20 MB that a web process without a scorecard does not need

    return duckdb.connect(config=_settings())


def _settings() -> dict[str, str | int | bool]:
    """What does not fit into the memory goes to the data directory meanwhile, to a folder of this engine's own: what
    lies there is called the same by all, and two that shared a folder read what the other wrote.
    """
    return {**SETTINGS, "temp_directory": str(spilled() / token_hex(4))}


def spilled() -> Path:
    """The folder in which each engine has one, which goes with it unless it is killed."""
    place: Path = settings.DATA / "spilled"
    place.mkdir(exist_ok=True)
    return place


def cursor() -> "DuckDBPyConnection":
    """A connection of its own with its own temporary tables and views, which go when it is closed."""
    with _starting:
        return _engine().cursor()


@contextmanager
def apart() -> "Iterator[DuckDBPyConnection]":
    """An engine of its own that leaves the memory when it is done: for the worker, which asks it once in a while."""
    import duckdb

    with duckdb.connect(config=_settings()) as connection:
        yield connection
