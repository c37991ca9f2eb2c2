"""The cases people argue about, one by one."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from dealwright import Invalid
from dealwright.metrics import METRICS, behind, compute, create_facts
from dealwright.metrics.mining.compared import compared
from dealwright.metrics.tests.test_measures import END, company

PLACES = {"qualify": 0, "present": 1, "close": 2}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def path(deal_id, *stages, entered=None, left=None):
    """The visits of a deal to these stages, in order."""
    return [
        {"deal_id": deal_id, "n": n, "stage": s, "position": PLACES[s], "entered_on": entered, "left_on": left}
        for n, s in enumerate(stages, start=1)
    ]


def conversion(connection):
    rows = compute(connection, "conversion")
    return {row["stage"]: (row["converted"], row["lost"], row["open"], row["value"]) for row in rows}


def test_a_deal_that_went_back_and_was_lost_did_convert_where_it_once_got_further(fill):
    connection = fill([{"deal_id": 1, "status": "lost"}], path(1, "qualify", "present", "qualify"))
    assert conversion(connection) == {"qualify": (1, 0, 0, 1.0), "present": (0, 1, 0, 0.0)}


def test_a_deal_that_only_ever_went_back_did_not_convert_where_it_came_to(fill):
    connection = fill([{"deal_id": 1, "status": "lost"}], path(1, "present", "qualify"))
    assert conversion(connection) == {"qualify": (0, 1, 0, 0.0), "present": (0, 1, 0, 0.0)}


def test_a_deal_won_straight_from_a_stage_converted_there(fill):
    connection = fill([{"deal_id": 1, "status": "won"}], path(1, "qualify"))
    assert conversion(connection) == {"qualify": (1, 0, 0, 1.0)}


def test_a_reopened_deal_is_undecided_where_it_is_and_keeps_what_it_converted(fill):
    connection = fill([{"deal_id": 1, "closed_on": at("2026-02-01")}], path(1, "qualify", "present"))
    assert conversion(connection) == {"qualify": (1, 0, 0, 1.0), "present": (0, 0, 1, None)}
    assert compute(connection, "win_rate")[0]["n"] == 0


def test_a_deal_counts_once_per_stage_however_often_it_was_there(fill):
    connection = fill([{"deal_id": 1, "status": "lost"}], path(1, "qualify", "qualify", "qualify"))
    (row,) = compute(connection, "conversion")
    assert (row["entered"], row["n"], row["drop_off"]) == (1, 1, 1.0)


def test_a_deal_won_without_a_single_visit_is_won_and_entered_no_stage(fill):
    connection = fill([{"deal_id": 1, "status": "won", "closed_on": at("2026-01-11"), "amount_minor": 500}], [])
    assert compute(connection, "conversion") == []
    assert compute(connection, "win_rate")[0]["value"] == 1
    assert compute(connection, "cycle_time")[0]["value"] == 10


def test_open_deals_do_not_lower_the_conversion(fill):
    deals = [{"deal_id": 1, "status": "won"}, {"deal_id": 2, "status": "lost"}, {"deal_id": 3}]
    connection = fill(deals, [visit for i in (1, 2, 3) for visit in path(i, "qualify")])
    assert conversion(connection) == {"qualify": (1, 1, 1, 0.5)}


def test_positions_are_compared_within_the_deals_own_version(fill):
    """In version 2 the presentation comes first, so going from it to qualifying is going on."""
    backwards = [{**visit, "position": 1 - visit["position"]} for visit in path(2, "present", "qualify")]
    deals = [{"deal_id": 1, "status": "lost"}, {"deal_id": 2, "status": "lost", "version": 2}]
    connection = fill(deals, [*path(1, "present", "qualify"), *backwards])
    rows = compute(connection, "conversion", "version")
    got = {(row["group"], row["stage"]): row["converted"] for row in rows}
    assert got == {
        ("general 1", "present"): 0,
        ("general 1", "qualify"): 0,
        ("general 2", "present"): 1,
        ("general 2", "qualify"): 0,
    }


def test_two_visits_to_a_stage_are_one_stay(fill):
    visits = path(1, "qualify", "qualify", entered=at("2026-01-01"), left=at("2026-01-03 12:00"))
    (row,) = compute(fill([{"deal_id": 1}], visits), "stage_time")
    assert (row["value"], row["n"], row["open_n"]) == (5, 1, 0)


def test_a_stay_that_has_not_ended_runs_until_now(fill):
    visits = path(1, "qualify", entered=at("2026-01-01"))
    connection = fill([{"deal_id": 1, "stage": "qualify"}], visits)
    (row,) = compute(connection, "stage_time", now=at("2026-01-08"))
    assert (row["value"], row["n"], row["open_median"], row["open_n"]) == (None, 0, 7, 1)


@pytest.mark.parametrize("deal", [{"status": "won", "stage": "qualify"}, {"stage": "present"}])
def test_a_visit_without_an_end_says_nothing_once_the_deal_is_closed_or_elsewhere(fill, deal):
    connection = fill([{"deal_id": 1, **deal}], path(1, "qualify", entered=at("2026-01-01")))
    assert compute(connection, "stage_time") == []


def test_the_period_has_its_first_moment_and_not_its_last(fill):
    days = ["2025-12-31 23:59:59", "2026-01-01", "2026-01-31 23:59:59", "2026-02-01"]
    deals = [{"deal_id": i, "status": "won", "closed_on": at(day)} for i, day in enumerate(days)]
    connection = fill(deals, [])
    january = {"start": date(2026, 1, 1), "end": date(2026, 2, 1)}
    (row,) = compute(connection, "win_rate", **january)
    assert [deal for deal, _ in behind(connection, "win_rate", row, **january)] == [1, 2]


def test_a_deal_with_an_unknown_date_is_in_no_period(fill):
    connection = fill([{"deal_id": 1, "status": "lost"}], [])
    assert compute(connection, "lost_reasons")[0]["n"] == 1
    assert compute(connection, "lost_reasons", end=date(2030, 1, 1)) == []


def test_sums_of_money_are_exact(fill):
    amount = 2**53 + 1
    deals = [{"deal_id": i, "status": "won", "amount_minor": amount, "base_minor": 7} for i in range(3)]
    connection = fill(deals, [])
    assert compute(connection, "average_won")[0]["total"] == 3 * amount
    assert compute(connection, "average_won", money="base")[0]["total"] == 21


def test_velocity_is_the_four_factors_multiplied(fill):
    deals = [
        {"deal_id": 1},
        {"deal_id": 2},
        {"deal_id": 3, "status": "won", "amount_minor": 30_000, "closed_on": at("2026-01-11")},
        {"deal_id": 4, "status": "lost", "amount_minor": 99_999, "closed_on": at("2026-01-02")},
    ]
    (row,) = compute(fill(deals, []), "velocity")
    assert row["value"] == 2 * 30_000 * 0.5 / 10


def test_lost_reasons_come_largest_first_and_none_given_is_one_of_them(fill):
    reasons = ["price", None, None, "timing"]
    connection = fill([{"deal_id": i, "status": "lost", "reason": r} for i, r in enumerate(reasons)], [])
    rows = compute(connection, "lost_reasons")
    assert [(row["reason"], row["value"]) for row in rows] == [(None, 0.5), ("price", 0.25), ("timing", 0.25)]
    assert behind(connection, "lost_reasons", rows[0]) == [(1, "lost"), (2, "lost")]


@pytest.mark.thorough
def test_no_facts_no_figures(fill):
    connection = fill([], [])
    for name, metric in METRICS.items():
        rows = compute(connection, name)
        known = 0 if name == "new_leads" else None
        assert [(row["value"], row["n"]) for row in rows] == ([] if metric.keys else [(known, 0)])
        assert not metric.told_by or compute(connection, name, "owner") == []


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"metric": "luck"}, "metric"),
        ({"metric": "win_rate", "by": "moon"}, "by"),
        ({"metric": "win_rate", "start": datetime(2026, 1, 1, tzinfo=UTC)}, "from"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(connection, question, field):
    with pytest.raises(Invalid) as refusal:
        compute(connection, **question)
    assert refusal.value.field == field
    assert refusal.value.remedy


def test_facts_may_be_views():
    with duckdb.connect() as connection:
        create_facts(connection)
        connection.execute("INSERT INTO deals (deal_id, status, owner_id) VALUES (1, 'won', 1), (2, 'won', 2)")
        connection.execute("ALTER TABLE deals RENAME TO all_deals")
        connection.execute("CREATE VIEW deals AS SELECT * FROM all_deals WHERE owner_id = 1")
        assert compute(connection, "win_rate")[0]["n"] == 1


def test_those_whose_ways_are_compared_are_the_deals_that_the_figures_tell_of(fill):
    connection = fill(**company(1))
    (told,) = compute(connection, "adherence", end=END)
    ends = {way: [end for _, end in compared(connection, way, end=END)] for way in (False, True)}
    assert sum(map(len, ends.values())) == told["compared"] > 0
    assert len(ends[False]) == told["compared_straight"] > 0
    for way, name in ((False, "won_straight"), (True, "won_otherwise")):
        assert ends[way].count("won") / len(ends[way]) == told[name]
