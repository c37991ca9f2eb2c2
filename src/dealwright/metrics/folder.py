"""Facts in a folder: a Parquet or CSV file for each table, as notebooks and other tools read them."""

from pathlib import Path
from typing import TYPE_CHECKING

from dealwright import Invalid
from dealwright.metrics.facts import FACTS, create_facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READERS = {".parquet": "read_parquet", ".csv": "read_csv"}


def open_facts(folder: str | Path) -> "DuckDBPyConnection":
    """A DuckDB connection with the facts of a folder: `deals.parquet` or `deals.csv`, and so on for each of FACTS.

    A table without a file is empty, a column that a file lacks is null. Raises Invalid for a folder without any.
    """
    import duckdb

    found = {table: file for table in FACTS if (file := _file(Path(folder), table))}
    if not found:
        raise Invalid(f"{folder} holds no facts.", remedy=f"Put files there such as deals.parquet: {', '.join(FACTS)}.")
    connection = duckdb.connect()
    create_facts(connection)
    for table, file in found.items():
        reader, path = READERS[file.suffix], str(file).replace("'", "''")
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {reader}('{path}')")  # noqa: S608 (a path that whoever calls names)
    return connection


def write_facts(connection: "DuckDBPyConnection", folder: str | Path) -> list[Path]:
    """Write the facts of a connection into a folder, a Parquet file for each table; returns the files."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = [target / f"{table}.parquet" for table in FACTS]
    for table, file in zip(FACTS, written, strict=True):
        names = ", ".join(f'"{name}"' for name in FACTS[table])
        path = str(file).replace("'", "''")
        connection.execute(f"COPY (SELECT {names} FROM {table}) TO '{path}' (FORMAT parquet)")  # noqa: S608 (as above)
    return written


def _file(folder: Path, table: str) -> Path | None:
    return next((file for suffix in READERS if (file := folder / f"{table}{suffix}").is_file()), None)
