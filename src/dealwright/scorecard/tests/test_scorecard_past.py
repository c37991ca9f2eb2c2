"""The facts of a past day are those that only what had happened by then gives; filters narrow to what a list finds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright import BadRequest
from dealwright.ledger.readers import catch_up
from dealwright.metrics import FACTS, create_facts
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing
from dealwright.scorecard.past import as_of
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import ask
from dealwright.scorecard.questions import read_question
from dealwright.workspace.queries import Machine

STAGES = ("prospecting", "qualifying", "closing")
START = datetime(2026, 1, 5, tzinfo=UTC).replace(tzinfo=None)
Change = tuple[str, Any]

change = st.one_of(
    st.tuples(st.just("stage"), st.integers(0, 2)),
    st.tuples(st.just("amount_minor"), st.none() | st.integers(0, 900)),
    st.tuples(st.just("owner_id"), st.none() | st.integers(1, 3)),
    st.tuples(st.just("status"), st.sampled_from(["won", "lost", "open"])),
)
story = st.lists(st.tuples(st.integers(0, 20), change), max_size=8).map(
    lambda each: sorted(each, key=lambda one: one[0])
)


def told(deal_id: int, changes: Sequence[tuple[int, Change]]) -> dict[str, list[dict[str, Any]]]:
    """The facts of a deal that was opened on the first day and then changed on these days, built change by change."""
    now: dict[str, Any] = {"stage": STAGES[0], "status": "open", "owner_id": 1, "amount_minor": 100}
    closed = None
    states = [{"from_on": START, "to_on": None, **now}]
    visits = [{"stage": STAGES[0], "position": 0, "entered_on": START, "left_on": None}]
    for day, (name, value) in sorted(changes, key=itemgetter(0)):
        moment, value = START + timedelta(days=day), STAGES[value] if name == "stage" else value
        if now[name] == value or (name == "stage" and now["status"] != "open"):
            continue
        now[name] = value
        states[-1]["to_on"] = moment
        states.append({"from_on": moment, "to_on": None, **now})
        if name == "stage":
            visits[-1]["left_on"] = moment
            visits.append({"stage": value, "position": STAGES.index(value), "entered_on": moment, "left_on": None})
        if name == "status":
            closed = None if value == "open" else moment
    deal = {**now, "opened_on": START, "closed_on": closed, "process": "general", "version": 1}
    numbered = {"visits": visits, "states": states}
    rows = {name: [{**row, "n": n + 1} for n, row in enumerate(found)] for name, found in numbered.items()}
    return {name: [{**row, "deal_id": deal_id} for row in found] for name, found in {"deals": [deal], **rows}.items()}


def loaded(stories: Sequence[Sequence[tuple[int, Change]]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create_facts(connection)
    for deal_id, changes in enumerate(stories, 1):
        for table, rows in told(deal_id, changes).items():
            for row in rows:
                values = [row.get(name) for name in FACTS[table]]
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    return connection


def rows_of(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> list[tuple[Any, ...]]:
    """The rows without the reason, of which facts keep the last one only, and the team, which is joined later."""
    names = ", ".join(f'"{name}"' for name in FACTS[table] if name not in ("reason", "team_id"))
    return sorted(connection.execute(f"SELECT {names} FROM ({query})").fetchall(), key=str)


@pytest.mark.thorough
@settings(max_examples=25, deadline=None)
@given(st.lists(story, min_size=1, max_size=4), st.integers(0, 21))
def test_a_past_day_is_told_as_if_nothing_had_happened_since(stories: list[list[tuple[int, Change]]], day: int) -> None:
    moment = START + timedelta(days=day, hours=1)
    now = loaded(stories)
    then = loaded([[each for each in changes if each[0] <= day] for changes in stories])
    for table in ("deals", "visits", "states"):
        query = as_of(table, f"SELECT * FROM {table}", moment, "SELECT * FROM states")
        assert rows_of(now, table, query) == rows_of(then, table, f"SELECT * FROM {table}")


def test_before_a_deal_was_opened_it_was_not_there() -> None:
    query = as_of("deals", "SELECT * FROM deals", START, "SELECT * FROM states")
    assert rows_of(loaded([[]]), "deals", query) == []


@pytest.mark.parametrize("where", ["amount__gte=1000", "source=Website", '{"none": [{"stage": "qualifying"}]}'])
def test_a_filter_counts_the_deals_that_the_list_finds(sold: dict[str, int], where: str) -> None:
    catch_up(READER)
    question = read_question("win_rate", {}, [where])
    wanted = listing(kind_of("deals"), Machine(), question.where).rows.exclude(status="open").count()
    assert ask(question, actor=Machine()).raw[0]["n"] == wanted


@pytest.mark.usefixtures("sold")
def test_what_cannot_be_asked_is_refused_with_a_remedy() -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    with pytest.raises(BadRequest, match="has not come"):
        read_question("win_rate", {"as_of": tomorrow})
    with pytest.raises(BadRequest, match="is not a filter"):
        read_question("win_rate", {}, ["amount"])
    with pytest.raises(BadRequest, match="no field"):
        ask(read_question("win_rate", {}, ["amout__gte=1"]), actor=Machine())
