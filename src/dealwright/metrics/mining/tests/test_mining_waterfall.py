"""The waterfall, held against a computation that knows nothing of SQL."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.metrics.mining.past import pipeline_at
from dealwright.metrics.mining.waterfall import changed, standing, waterfall

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
SOON, LATE = date(2026, 7, 31), date(2026, 12, 31)


def during(day: int) -> datetime:
    return datetime.fromisoformat("2026-06-01") + timedelta(days=day, hours=9)


def lived(deal: int, *states: tuple[int, dict[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A deal, each state since so many days after the first of June with what is new in it."""
    told: list[dict[str, Any]] = []
    for day, new in states:
        before = told[-1] if told else {"deal_id": deal, "amount_minor": 100, "close_on": SOON, "probability": 50.0}
        told.append(before | {"from_on": during(day)} | new)
    return {"deal_id": deal, "opened_on": told[0]["from_on"]}, told


@pytest.fixture
def june(facts_of):
    lives = [
        lived(1, (-9, {}), (3, {"amount_minor": 150}), (9, {"amount_minor": 120})),  # grown by 20 in the end
        lived(2, (-9, {}), (3, {"amount_minor": 70})),
        lived(3, (-9, {}), (3, {"close_on": LATE})),
        lived(4, (-9, {"close_on": LATE}), (3, {"close_on": SOON})),
        lived(5, (-9, {}), (3, {"status": "won"})),
        lived(6, (-9, {}), (3, {"status": "lost"})),
        lived(7, (-9, {}), (-5, {"status": "lost"}), (3, {"status": "open"})),
        lived(8, (2, {}), (9, {"status": "won"})),  # came and went
        lived(9, (-9, {}), (3, {"status": "lost"}), (5, {"status": "open"})),  # undone: not told
        lived(10, (-9, {"amount_minor": None}), (3, {"amount_minor": 55})),
        lived(11, (-9, {}), (40, {"status": "won"})),  # after it all
    ]
    return facts_of(deals=[deal for deal, _ in lives], states=[each for _, told in lives for each in told])


def told(steps):
    return {each.kind: (each.value, each.n) for each in steps if each.n}


def test_every_kind_of_change_has_its_row(june):
    """At the end stand 120 + 70 + 100 of deal 4, deals 7, 9 and 11 with 100 each, and 55."""
    assert told(waterfall(june, JUNE, JULY, closing_by=SOON)) == {
        "start": (700, 8),
        "opened": (100, 1),
        "reopened": (100, 1),
        "pulled_in": (100, 1),
        "grown": (20, 1),
        "shrunk": (-30, 1),
        "other": (55, 1),
        "slipped": (-100, 1),
        "won": (-200, 2),
        "lost": (-100, 1),
        "end": (645, 7),
    }


def test_without_a_last_day_moved_days_are_told_by_what_they_are_worth(june):
    steps = {each.kind: each for each in waterfall(june, JUNE, JULY)}
    assert (steps["slipped"].value, steps["slipped"].n, steps["slipped"].worth) == (0, 1, 100)
    assert (steps["pulled_in"].value, steps["pulled_in"].n, steps["pulled_in"].worth) == (0, 1, 100)
    assert (steps["start"].n, steps["end"].n, steps["end"].value) == (9, 8, 745)


def test_days_out_of_order_are_refused(june):
    with pytest.raises(Invalid, match="earlier day"):
        waterfall(june, JULY, JUNE)


def test_the_pipeline_of_a_past_day_and_of_deals_whose_history_nobody_knows(facts_of):
    known = [lived(1, (-9, {"stage": "two"}), (3, {"status": "won"}))]
    silent = {"stage": "one", "amount_minor": 70, "probability": 10.0, "opened_on": during(-5)}
    deals = [
        *(deal for deal, _ in known),
        {"deal_id": 2, **silent, "status": "lost", "closed_on": during(4)},
        {"deal_id": 3, **silent, "amount_minor": None},
        {"deal_id": 4, **silent, "opened_on": None},  # open since nobody knows when: counts on no day
    ]
    visits = [{"deal_id": 1, "stage": "one", "position": 0}, {"deal_id": 1, "stage": "two", "position": 1}]
    connection = facts_of(deals=deals, visits=visits, states=[each for _, told in known for each in told])
    one, two = pipeline_at(connection, JUNE)
    assert (one.stage, one.n, one.value, one.weighted, one.without_amount) == ("one", 2, 70, 7, 1)
    assert (two.stage, two.n, two.value, two.weighted) == ("two", 1, 100, 50)
    assert [each.n for each in pipeline_at(connection, JULY)] == [1]
    assert told(waterfall(connection, JUNE, JULY))["lost"] == (-70, 1)


changes = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["open", "won", "lost"]),
        "amount_minor": st.none() | st.integers(-5, 10**12),
        "close_on": st.none() | st.sampled_from([SOON, LATE]),
        "currency": st.sampled_from(["EUR", "USD"]),
    },
)
lives = st.lists(st.lists(st.tuples(st.integers(-30, 60), changes), min_size=1, max_size=8), max_size=6)


def by_hand(lives: list[Any], day: date, closing_by: date | None) -> tuple[int, int]:
    """Worth and number of what is open as the day begins."""
    worth, number = 0, 0
    for states in lives:
        past = [state for state in states if state["from_on"] < datetime.combine(day, datetime.min.time())]
        if past and past[-1].get("status", "open") == "open":
            due = closing_by is None or (past[-1]["close_on"] is not None and past[-1]["close_on"] <= closing_by)
            worth += due * (past[-1]["amount_minor"] or 0)
            number += due
    return worth, number


@pytest.mark.thorough
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives, st.sampled_from([None, SOON]))
def test_start_and_all_changes_make_the_end_to_the_cent(facts_of, made, closing_by):
    found = [lived(n, *sorted(each, key=lambda state: state[0])) for n, each in enumerate(made, start=1)]
    states = [told for _, told in found]
    connection = facts_of(deals=[deal for deal, _ in found], states=[each for told in states for each in told])
    steps = waterfall(connection, JUNE, JULY, closing_by)
    assert sum(each.value for each in steps[:-1]) == steps[-1].value
    assert (steps[0].value, steps[0].n) == by_hand(states, JUNE, closing_by)
    assert (steps[-1].value, steps[-1].n) == by_hand(states, JULY, closing_by)
    last = standing(connection, JULY, closing_by)
    assert (last.value, last.n) == (steps[-1].value, steps[-1].n)
    for each in steps:
        parts = changed(connection, each.kind, JUNE, JULY, closing_by)
        assert (sum(value for _deal, value in parts), len(parts)) == (each.value, each.n)
