"""The same expressions on other engines: PostgreSQL's rows and Spark's cluster find what DuckDB finds."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from django.db import connection as database

from dealwright.metrics import FACTS, METRICS, compute, create_facts, sql
from dealwright.metrics.facts import Money
from dealwright.metrics.tests.test_measures import END, NOW, START, company

pytestmark = pytest.mark.thorough

KINDS = {
    "postgres": {"int64": "bigint", "string": "text", "double": "double precision", "bool": "boolean"},
    "spark": {"int64": "BIGINT", "string": "STRING", "timestamp": "TIMESTAMP_NTZ", "bool": "BOOLEAN"},
}
MISSING = {"process": "general", "version": 1, "base_minor": 77, "probability": 20.0, "category": "pipeline"}
Ask = Callable[..., list[dict[str, Any]]]


def columns(table: str, engine: str, quote: str) -> str:
    kinds = KINDS[engine]
    return ", ".join(f"{quote}{name}{quote} {kinds.get(kind, kind)}" for name, kind in FACTS[table].items())


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    """The facts of a hundred deals and leads in DuckDB."""
    told = company(7)
    with duckdb.connect() as connection:
        create_facts(connection)
        for table, names in FACTS.items():
            rows = [[(row | MISSING).get(name) for name in names] for row in told.get(table, [])]
            if rows:
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)
        yield connection


def agree(world: duckdb.DuckDBPyConnection, ask: Ask, by: Callable[[str], list[str | None]], money: Money) -> None:
    for name in METRICS:
        for dimension in by(name):
            for start, end in ((None, None), (START, END)):
                expected = compute(world, name, dimension, start, end, money, now=NOW)
                found = ask(name, dimension, start, end, money)
                assert plain(name, found) == [pytest.approx(row) for row in plain(name, expected)], name


def plain(metric: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in an order of their own, decimals as floats."""

    def told(row: dict[str, Any]) -> list[str]:
        return [str(row[key]) for key in ("group", *METRICS[metric].keys)]

    def plainly(value: Any) -> Any:
        return float(value) if isinstance(value, Decimal) else value

    floats = [{key: plainly(value) for key, value in row.items()} for row in rows]
    return sorted(floats, key=told)


@pytest.mark.skipif(database.vendor != "postgresql", reason="asks PostgreSQL")
def test_postgres_finds_what_duckdb_finds(db, world):
    with database.cursor() as cursor:
        for table in FACTS:
            cursor.execute(f"CREATE TEMP TABLE {table} ({columns(table, 'postgres', chr(34))}) ON COMMIT DROP")
            rows = world.execute(f"SELECT * FROM {table}").fetchall()
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(FACTS[table]))})", rows)

        def ask(name, by, start, end, money):
            cursor.execute(sql(name, by, money, "postgres"), {"from": start, "to": end, "now": NOW})
            return [dict(zip(METRICS[name].columns, row, strict=True)) for row in cursor.fetchall()]

        agree(world, ask, lambda name: [None, *METRICS[name].dimensions], "base")
        agree(world, ask, lambda name: [None], "single")


@pytest.mark.spark
def test_a_cluster_of_two_workers_finds_what_duckdb_finds(world):
    session = pytest.importorskip("pyspark.sql").SparkSession
    builder = session.builder.master("local-cluster[2,1,1024]")
    for name, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    for table in FACTS:
        rows = world.execute(f"SELECT * FROM {table}").fetchall()
        spark.createDataFrame(rows, columns(table, "spark", "`")).createOrReplaceTempView(table)

    def ask(name, by, start, end, money):
        text = sql(name, by, money, "spark")
        asked = {"from": start, "to": end, "now": NOW}
        found = spark.sql(text, args={key: value for key, value in asked.items() if f":{key}" in text})
        return [row.asDict() for row in found.collect()]

    agree(world, ask, lambda name: [None, "owner"] if "owner" in METRICS[name].dimensions else [None], "base")
    spark.stop()
