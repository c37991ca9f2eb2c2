"""The same expressions on other engines: PostgreSQL's rows and Spark's cluster find what DuckDB finds."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from django.conf import settings
from django.db import connection as database

from dealwright import Invalid
from dealwright.deals.commands import change_deal, remove_deals
from dealwright.ledger.readers import catch_up
from dealwright.metrics import FACTS, METRICS, compute, create_facts, sql, stays_of
from dealwright.metrics.facts import Money
from dealwright.metrics.tests.test_measures import END, NOW, START, company
from dealwright.scorecard import files, spark
from dealwright.scorecard.facts import _kept
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import desk
from dealwright.scorecard.questions import read_question

pytestmark = pytest.mark.thorough

KINDS = {"int64": "bigint", "string": "text", "double": "double precision", "bool": "boolean"}
MISSING = {"process": "general", "version": 1, "base_minor": 77, "probability": 20.0, "category": "pipeline"}
Ask = Callable[..., list[dict[str, Any]]]


def columns(table: str) -> str:
    return ", ".join(f'"{name}" {KINDS.get(kind, kind)}' for name, kind in FACTS[table].items())


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
            cursor.execute(f"CREATE TEMP TABLE {table} ({columns(table)}) ON COMMIT DROP")
            rows = world.execute(f"SELECT * FROM {table}").fetchall()
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(FACTS[table]))})", rows)

        cursor.execute(f"CREATE TEMP VIEW stays AS {stays_of()}")

        def ask(name, by, start, end, money):
            cursor.execute(sql(name, by, money, "postgres"), {"from": start, "to": end, "now": NOW})
            return [dict(zip(METRICS[name].columns, row, strict=True)) for row in cursor.fetchall()]

        agree(world, ask, lambda name: [None, *METRICS[name].dimensions], "base")
        agree(world, ask, lambda name: [None], "single")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """The session of a cluster of two workers on this machine, which the settings name."""
    pytest.importorskip("pyspark")
    here = ("spark.driver.bindAddress=127.0.0.1", "spark.driver.host=127.0.0.1", "spark.sql.shuffle.partitions=2")
    words = " ".join(f"--conf {each}" for each in here)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ANALYTICS", "local-cluster[2,1,1024]")
        patched.setenv("PYSPARK_SUBMIT_ARGS", f"{words} pyspark-shell")
        yield spark.session()
        spark.session().stop()
        spark.session.cache_clear()


@pytest.mark.spark
def test_a_cluster_of_two_workers_finds_what_duckdb_finds(world, cluster):
    session = spark.Cluster().shown("all of them", None, world, FACTS, [f"CREATE TEMP VIEW stays AS {stays_of()}"])

    def ask(name, by, start, end, money):
        return compute(session, name, by, start, end, money, now=NOW)

    agree(world, ask, lambda name: [None, "owner"] if "owner" in METRICS[name].dimensions else [None], "base")


@pytest.mark.spark
def test_the_scorecard_asks_the_cluster_that_the_settings_name(
    sold, cast, machine, cluster, monkeypatch, api_of, json_of
):
    """Over files and what has changed since: filtered, as of a day, for one who sees less, and the deals behind."""
    catch_up(READER)
    files.roll_over()
    change_deal(sold["won"], {"amount": "7", "owner": cast.mate.id}, by=cast.owner, via="page")
    remove_deals([sold["strange"]], by=machine, via="import")
    catch_up(READER)
    today = datetime.now(UTC).date().isoformat()
    asked = [(machine, read_question(name, {})) for name in ("win_rate", "stage_time", "attention", "slippage")]
    asked += [(cast.rep, read_question("pipeline", {"by": "team", "process": "general", "as_of": today}))]
    asked += [(cast.mate, read_question("win_rate", {"by": "owner"}, ["source=Website"]))]

    def told() -> Any:
        answers = [desk(actor, question).answer(question).rows for actor, question in asked]
        lost = desk(machine, asked[0][1]).deals_behind(read_question("win_rate", {}), {"group": None})
        page = api_of(cast.rep).get("/api/v1/scorecard/win_rate").json()
        found = json.dumps([answers, lost, page["rows"], json_of("conversion")["rows"]])
        return json.loads(
            found, parse_float=lambda text: round(float(text), 3)
        )  # which count parts of a second otherwise

    on_cluster = told()
    assert spark.session().sparkContext.statusTracker().getJobIdsForGroup()
    monkeypatch.setattr(settings, "ANALYTICS", "")
    _kept.__dict__.clear()  # where answers of the cluster would be found again
    assert on_cluster == told()


@pytest.mark.parametrize(("asked", "missing"), [("hive://there", "nothing to ask"), ("spark://there:7077", "no Java")])
def test_what_spark_needs_is_said_before_it_is_asked(asked, missing, monkeypatch):
    monkeypatch.setattr(settings, "ANALYTICS", asked)
    monkeypatch.setattr(spark, "find_spec", lambda name: True)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Invalid, match=missing):
        spark.require_analytics()
