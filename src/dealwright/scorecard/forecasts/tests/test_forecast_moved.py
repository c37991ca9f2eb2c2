"""What moved since a snapshot: every change under one cause, and all of them add up."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dealwright.metrics import FACTS, create_facts
from dealwright.scorecard.forecasts.lines import Line
from dealwright.scorecard.forecasts.moved import moved_since
from dealwright.scorecard.forecasts.periods import month_of

SINCE, PERIOD = date(2026, 11, 8), month_of(date(2026, 11, 22))
DEAL = dict.fromkeys(FACTS["deals"]) | {"process": "general", "status": "open", "currency": "EUR"}
INSIDE, LATER, BEFORE = date(2026, 11, 30), date(2026, 12, 5), date(2026, 10, 5)
closing = some.sampled_from([INSIDE, LATER, BEFORE, None])
amounts = some.none() | some.integers(0, 5).map(lambda n: n * 1_000)
then = some.none() | some.tuples(amounts, closing, some.sampled_from([1, 2]), some.sampled_from(["commit", "pipeline"]))
now = some.none() | some.tuples(
    amounts, closing, some.sampled_from([1, 2]), some.sampled_from(["commit", "omitted"]),
    some.sampled_from(["open", "won", "lost"]), some.booleans(),
)  # fmt: skip


class Asked:
    """Facts as the scorecard hands them on."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_facts(opened)
        yield opened


def told(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> Any:
    connection.execute("DELETE FROM deals")
    if rows:
        places = ", ".join("?" * len(DEAL))
        connection.executemany(f"INSERT INTO deals VALUES ({places})", [list((DEAL | row).values()) for row in rows])
    return Asked(connection)


def line(number: int, amount: int | None, close_on: date | None, owner: int = 1, category: str = "commit") -> Line:
    return Line(number, owner, "closing", category, amount, close_on.isoformat() if close_on else None, {}, {})


def row(
    number: int, amount: int | None, close_on: date | None, owner: int, category: str, status: str, new: bool
) -> Any:
    opened = datetime.fromisoformat("2026-11-10" if new else "2026-01-01")
    closed = datetime.fromisoformat("2026-11-20") if status != "open" else None
    return {
        "deal_id": number, "amount_minor": amount, "close_on": close_on, "owner_id": owner, "category": category,
        "status": status, "opened_on": opened, "closed_on": closed,
    }  # fmt: skip


@pytest.mark.thorough
@given(some.lists(some.tuples(then, now), max_size=12), some.sampled_from([None, frozenset({1})]))
def test_start_and_changes_are_the_end(
    connection: duckdb.DuckDBPyConnection, deals: list[Any], owners: frozenset[int] | None
) -> None:
    lines = [line(n, *was) for n, (was, _) in enumerate(deals) if was]
    rows = [row(n, *here) for n, (_, here) in enumerate(deals) if here]
    found = moved_since(lines, SINCE, told(connection, rows), "single", PERIOD, owners)
    assert found.start + sum(change for _, change, _ in found.by_cause()) == found.end
    mine = [each for each in rows if owners is None or each["owner_id"] in owners]
    here = [each for each in mine if each["status"] == "open" and each["close_on"] == INSIDE]
    assert found.end == sum(each["amount_minor"] or 0 for each in here)
    named = {each.deal_id for each in (*found.changes, *found.recategorised)}
    assert named <= {each["deal_id"] for each in rows}


def test_each_change_has_its_cause(connection: duckdb.DuckDBPyConnection) -> None:
    lines = [line(n, 1_000, INSIDE) for n in range(1, 8)] + [line(8, 1_000, LATER), line(11, 1_000, INSIDE, 2)]
    rows = [
        row(1, 3_000, INSIDE, 1, "commit", "open", False),
        row(2, 400, INSIDE, 1, "commit", "open", False),
        row(3, 1_000, LATER, 1, "commit", "open", False),
        row(4, 1_000, INSIDE, 1, "commit", "won", False),
        row(5, 1_000, INSIDE, 1, "commit", "lost", False),
        row(6, 1_000, INSIDE, 2, "commit", "open", False),
        row(7, 1_000, INSIDE, 1, "omitted", "open", False),
        row(8, 1_000, INSIDE, 1, "commit", "open", False),
        row(9, 1_000, INSIDE, 1, "commit", "open", True),
        row(10, 1_000, INSIDE, 1, "commit", "open", False),
        row(11, 1_000, INSIDE, 1, "commit", "open", False),
    ]
    found = moved_since(lines, SINCE, told(connection, rows), "single", PERIOD, {1})
    causes = {each.deal_id: each.cause for each in found.changes}
    assert causes == {
        1: "grown", 2: "shrunk", 3: "slipped", 4: "won", 5: "lost", 6: "given_away", 8: "pulled_in", 9: "opened",
        10: "reopened", 11: "received",
    }  # fmt: skip
    assert [(each.deal_id, each.was, each.now) for each in found.recategorised] == [(7, "commit", "omitted")]


def test_a_deal_that_nobody_may_see_any_more_is_left_out(connection: duckdb.DuckDBPyConnection) -> None:
    found = moved_since([line(1, 1_000, INSIDE)], SINCE, told(connection, []), "single", PERIOD)
    assert (found.start, found.end, found.changes) == (0, 0, [])
