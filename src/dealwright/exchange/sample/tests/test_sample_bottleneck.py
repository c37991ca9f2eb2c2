"""The bottleneck planted in a sample is found by those who do not know it.

Of 100 companies of 2,000 deals: `PLANTED=100 pytest -s src/dealwright/exchange/sample/tests/test_sample_bottleneck.py`.
"""

import os
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from dealwright.exchange.sample.bottleneck import Bottleneck, planted
from dealwright.exchange.sample.calendar import opening_days
from dealwright.exchange.sample.journeys import Odds, journey
from dealwright.exchange.sample.market import SEGMENTS
from dealwright.exchange.sample.sellers import SOURCES, managers_and_reps
from dealwright.exchange.sample.stories import amount
from dealwright.exchange.sample.words import PRODUCTS
from dealwright.metrics import FACTS, create_facts
from dealwright.metrics.mining import Place, bottlenecks
from dealwright.playbook import load, shipped

NOW = datetime.combine(date(2026, 11, 22), time(12), UTC)
RUNS = int(os.environ.get("PLANTED", "8"))
DEALS = int(os.environ.get("PLANTED_DEALS", "2000"))
KINDS = {"string": pa.string(), "timestamp": pa.timestamp("us"), "double": pa.float64(), "date": pa.date32()}


def plain(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None


def company(seed: int, trouble: Bottleneck | None = None) -> tuple[duckdb.DuckDBPyConnection, Bottleneck]:
    """The facts of a sample company, made without a database, and what is wrong with it."""
    rng, book = Random(seed), load(shipped()["general"])
    trouble = trouble or planted(rng, book)
    reps = managers_and_reps(rng, DEALS)[1]
    teams = {team: n for n, team in enumerate(sorted({each.team for each in reps}))}
    days, weights = opening_days(NOW.date())
    deals: list[dict[str, Any]] = []
    visits: list[dict[str, Any]] = []
    for number, day in enumerate(sorted(rng.choices(days, weights, k=DEALS)), start=1):
        segment = rng.choices(SEGMENTS, [each.share for each in SEGMENTS])[0]
        source = rng.choices(SOURCES, [each.share for each in SOURCES])[0]
        owner = rng.choices(range(len(reps)), [each.share for each in reps])[0]
        product = rng.choice(list(PRODUCTS))
        way = journey(rng, book, Odds(segment, source, reps[owner]), trouble, day).until(NOW)
        about = {"deal_id": number, "process": "general", "version": 1, "currency": "EUR", "source": source.key}
        about |= {"owner_id": owner, "team_id": teams[reps[owner].team], "product": product, "status": way.status}
        worth = (amount(rng, segment, product) or 0) * 100
        moments = [*(moment for _, moment in way.visits[1:]), way.closed_at]
        times = {"opened_on": plain(way.visits[0][1]), "closed_on": plain(way.closed_at)}
        deals.append(about | times | {"amount_minor": worth, "stage": way.visits[-1][0]})
        visits += [
            {"deal_id": number, "n": n, "stage": stage, "position": book.position(stage)}
            | {"entered_on": plain(entered), "left_on": plain(left)}
            for n, ((stage, entered), left) in enumerate(zip(way.visits, moments, strict=True), start=1)
        ]
    connection = duckdb.connect()
    create_facts(connection)
    for name, rows in (("deals", deals), ("visits", visits)):
        schema = pa.schema([(column, KINDS.get(kind, pa.int64())) for column, kind in FACTS[name].items()])
        connection.register("given", pa.Table.from_pylist(rows, schema=schema))
        connection.execute(f"INSERT INTO {name} SELECT * FROM given")
    return connection, trouble


@pytest.mark.thorough
def test_the_planted_bottleneck_is_named_first_in_at_least_95_of_100_companies():
    named, confidence = 0, []
    for seed in range(1, RUNS + 1):
        connection, trouble = company(seed)
        first = bottlenecks(connection, plain(NOW), seed=seed)[0]
        hit = first.place == Place("source", trouble.source, "general", trouble.stage)
        named, confidence = named + hit, [*confidence, first.confidence]
        if not hit or RUNS < 20:
            print(f"\n{seed}: {trouble.source} in {trouble.stage}; named {first}")
        connection.close()
    print(f"named first in {named} of {RUNS}; median confidence {sorted(confidence)[RUNS // 2]:.0%}")
    assert named >= 0.95 * RUNS
