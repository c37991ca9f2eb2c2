"""Facts as bad as they come: every number stays one that can be, and what was left out is counted."""

import json
import math
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.metrics import DIMENSIONS, METRICS, compute
from dealwright.metrics.forecast import forecast, read
from dealwright.metrics.mining import bottlenecks, moves, ocel, pipeline_at, standing, undated, variants, waterfall, xes
from dealwright.metrics.oddities import LEAST, ODDITIES, TO_AND_FRO, odd_deals, oddities

NOW = datetime.fromisoformat("2026-06-01 12:00")
STAGES = ["qualify", "present", "close"]
WORLDS_TRIED = 12  # each asks every number there is, half a second's work
# From long before anything was sold to years ahead of the clock.
MOMENTS = st.none() | st.integers(-4_000, 1_500).map(lambda days: NOW + timedelta(days=days, hours=days % 24))
AMOUNTS = st.none() | st.sampled_from([0, 1, 10**15]) | st.integers(0, 10**7)


@st.composite
def deals(draw: st.DrawFn, deal_id: int) -> dict[str, list[dict[str, Any]]]:
    """A deal with its visits and states, whose moments are in no order; some were moved a hundred times."""
    path = draw(st.lists(st.sampled_from(STAGES), max_size=4)) * draw(st.sampled_from([1, 1, 1, 40]))
    status = draw(st.sampled_from(["open", "won", "lost"]))
    shared = {
        "deal_id": deal_id, "currency": draw(st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF"])), "status": status,
        "amount_minor": draw(AMOUNTS), "base_minor": draw(AMOUNTS), "stage": draw(st.sampled_from([None, *STAGES])),
        "close_on": draw(st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))), "probability": 20.0,
        "owner_id": draw(st.sampled_from([None, 1])), "category": "pipeline",
    }  # fmt: skip
    ends = (("opened_on", "closed_on"), ("entered_on", "left_on"), ("from_on", "to_on"))
    dated = [{name: draw(MOMENTS) for name in pair} for pair in ends]
    visits = [
        {"deal_id": deal_id, "n": n, "stage": stage, "position": STAGES.index(stage), **dated[1]}
        for n, stage in enumerate(path, start=1)
    ]
    states = [shared | dated[2] | {"n": n, "status": each} for n, each in enumerate(["open", status], start=1)]
    return {"deals": [shared | dated[0]], "visits": visits, "states": states[: draw(st.integers(0, 2))]}


WORLDS = st.integers(0, 6).flatmap(lambda count: st.tuples(*[deals(i) for i in range(1, count + 1)]))


def filled(fill: Any, world: Any) -> Any:
    rows = {table: [row for deal in world for row in deal[table]] for table in ("deals", "visits", "states")}
    return fill(**rows)


def can_be(value: Any, unit: str) -> bool:
    if value is None or unit == "text":
        return True
    if unit == "ratio":
        return -1e-9 <= value <= 1 + 1e-9
    return math.isfinite(value) and (unit not in ("days", "hours", "deals", "leads", "activities") or value >= 0)


@pytest.mark.thorough
@settings(max_examples=WORLDS_TRIED, deadline=None)
@given(world=WORLDS, by=st.sampled_from([None, *DIMENSIONS["deal"]]), money=st.sampled_from(["single", "base"]))
def test_every_number_is_one_that_can_be(fill, world, by, money):
    connection = filled(fill, world)
    for name, metric in METRICS.items():
        for row in compute(connection, name, by if by in metric.dimensions else None, money=money, now=NOW):
            for column in ("value", *metric.extras):
                assert can_be(row[column], metric.unit_of(column)), (name, column, row)


@pytest.mark.thorough
@settings(max_examples=WORLDS_TRIED, deadline=None)
@given(world=WORLDS, money=st.sampled_from(["single", "base"]))
def test_what_is_mined_adds_up(fill, world, money):
    connection = filled(fill, world)
    first, last = date(2026, 1, 1), date(2026, 4, 1)
    rows = waterfall(connection, first, last, None, money)
    *before, end = [row.value for row in rows]
    there = standing(connection, last, None, money)
    assert sum(before) == end == there.value == sum(level.value for level in pipeline_at(connection, last, money))
    assert rows[-1].n == there.n
    assert 0 <= undated(connection) <= len(world)
    assert all(each.days is None or each.days >= 0 for each in moves(connection))
    assert sum(each.n for each in variants(connection)) <= len(world)
    assert all(each.confidence <= 1 for each in bottlenecks(connection, NOW, money=money))
    assert "".join(xes(connection)).rstrip().endswith("</log>")
    assert json.loads("".join(ocel(connection)))


@pytest.mark.thorough
@settings(max_examples=WORLDS_TRIED, deadline=None)
@given(world=WORLDS, money=st.sampled_from(["single", "base"]))
def test_a_forecast_is_said_or_refused_in_words(fill, world, money):
    answer = forecast(read(filled(fill, world), money=money), NOW.date(), 3)
    assert answer["said"]


def test_what_is_odd_is_counted(fill):
    begun, ended = (datetime.fromisoformat(day) for day in ("2026-03-01", "2026-03-02"))
    told = [
        {"deal_id": 1, "status": "won", "opened_on": ended, "closed_on": begun, "amount_minor": 1, "base_minor": 1},
        {"deal_id": 2, "opened_on": NOW + timedelta(days=1), "amount_minor": 1, "base_minor": None},
        {"deal_id": 3, "status": "lost", "opened_on": None, "closed_on": None},
        {"deal_id": 4, "status": "won", "closed_on": ended},
        {"deal_id": 5, "opened_on": begun, "amount_minor": -500, "base_minor": -500},
    ]
    visits = [
        {"deal_id": 4, "n": n, "stage": "qualify", "position": 0, "entered_on": ended, "left_on": begun}
        for n in range(TO_AND_FRO + 1)
    ]
    connection = fill(told, visits)
    found = {key: odd_deals(connection, key, NOW) for key in ODDITIES}
    assert found == {
        "closed_before_opened": [1],
        "left_before_entered": [4],
        "yet_to_come": [2],
        "opening_unknown": [3],
        "closing_unknown": [3],
        "without_amount": [4],
        "without_rate": [2],
        "below_zero": [5],
        "to_and_fro": [4],
        "moved_together": [],
        "closed_together": [],
    }
    assert oddities(connection, "single", NOW) == {
        key: len(ids) for key, ids in found.items() if ids and key != "without_rate"
    }
    assert oddities(connection, "base", NOW)["without_rate"] == 1


def test_a_day_on_which_many_deals_were_tidied_up_is_flagged(fill):
    """Three deals closed on each of ten days, and once more than fifty on one."""
    day = datetime.fromisoformat("2026-02-01 09:00")
    usual = [day + timedelta(days=n % 10) for n in range(30)]
    together = [day + timedelta(days=20, minutes=n) for n in range(LEAST + 10)]
    rows = [{"deal_id": n, "status": "lost", "closed_on": at} for n, at in enumerate([*usual, *together], start=1)]
    assert odd_deals(fill(rows, []), "closed_together", NOW) == list(range(31, 31 + len(together)))
    assert odd_deals(fill(rows[: 30 + LEAST - 1], []), "closed_together", NOW) == []
