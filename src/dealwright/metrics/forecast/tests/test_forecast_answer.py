"""The forecast as it is handed out, what moved it, and facts that are not as they should be."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.metrics.forecast import METHODS, Window, forecast, forecast_in, moved, read, whether, who_wins
from dealwright.metrics.forecast.__main__ import main
from dealwright.metrics.forecast.bulk import BulkDay, bulk_days

AS_OF = date(2026, 11, 1)
day = datetime.fromisoformat


@pytest.fixture(scope="module")
def answer(company):
    return forecast(company, AS_OF, months=3)


@pytest.mark.thorough
def test_the_best_of_the_back_test_is_used_and_named(answer):
    scores = answer["backtest"]["scores"]
    assert answer["method"] == scores[0]["method"]
    assert scores[0]["mape"] == min(each["mape"] for each in scores)
    assert {each["method"] for each in scores} == {each.name for each in METHODS}
    assert f"off by {scores[0]['mape']:.1%} on average" in answer["said"][0]


def test_months_and_range_belong_to_the_amount(answer):
    assert [row["end"] for row in answer["months"]] == ["2026-12-01", "2027-01-01", "2027-02-01"]
    assert sum(row["amount"] for row in answer["months"]) == pytest.approx(answer["amount"])
    assert answer["low"] < answer["amount"] < answer["high"]
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.thorough
def test_a_period_that_begins_later_is_the_rest_of_the_window(answer, company):
    """The first month and the two after it are forecast apart; what is expected of all three is the same."""
    window = Window(AS_OF, tuple(date.fromisoformat(row["end"]) for row in answer["months"]))
    assert forecast_in(company, window) == answer
    later = forecast_in(company, window, skip=1)
    assert (later["start"], later["end"]) == ("2026-12-01", "2027-02-01")
    assert [row["end"] for row in later["months"]] == ["2027-01-01", "2027-02-01"]
    first = forecast(company, AS_OF, months=1)
    chances = {row["deal_id"]: row["chance"] for row in first["deals"]}
    if first["chances"] == later["chances"] == answer["chances"]:
        both = [chances[row["deal_id"]] + row["chance"] for row in later["deals"]]
        assert both == pytest.approx([row["chance"] for row in answer["deals"]])
    for trial, whole in zip(later["backtest"]["trials"], answer["backtest"]["trials"], strict=True):
        assert 0 <= trial["won"] <= whole["won"] + 1
        assert trial["as_of"] == whole["as_of"]


def test_the_rest_of_a_month_is_judged_by_the_whole_month(company):
    """On the 22nd most of a month is won already; to be off by a deal is little of the month, if much of its rest."""
    rest = Window(date(2026, 10, 22), (AS_OF,))
    alone, whole = forecast_in(company, rest), forecast_in(company, replace(rest, begun=date(2026, 10, 1)))
    for part, trial in zip(alone["backtest"]["trials"], whole["backtest"]["trials"], strict=True):
        seen = date.fromisoformat(trial["as_of"])
        before = company.won(seen.replace(day=1), seen)[0]
        assert before > 0
        assert trial["won"] == pytest.approx(part["won"] + before)
        assert trial["low"] is None or trial["low"] >= before
    assert whole["backtest"]["scores"][0]["mape"] < alone["backtest"]["scores"][0]["mape"]
    assert 0 <= whole["low"] <= whole["amount"] <= whole["high"] < alone["high"]


def test_only_deals_of_these_owners_are_read(facts_of, at_work):
    with facts_of(at_work) as connection:
        assert read(connection, owners={1}).ids.tolist() == [1, 3]
        assert read(connection, owners=set()).ids.tolist() == []


@pytest.fixture
def at_work():
    return [{"deal_id": n, "opened_on": day("2026-01-01"), "owner_id": owner} for n, owner in ((1, 1), (2, 2), (3, 1))]


def test_every_open_deal_has_a_chance(answer, company):
    standing = company.standing(AS_OF)
    assert [row["deal_id"] for row in answer["deals"]] == company.ids[standing.deals].tolist()
    assert len({row["chance"] for row in answer["deals"]}) > 10
    assert all(0 <= row["chance"] <= 1 for row in answer["deals"])


@pytest.mark.thorough
def test_without_a_signal_every_deal_has_the_base_rate(history_of):
    """Who is won is thrown by a coin on a day thrown by dice: age, size and source tell nothing."""
    rng = np.random.default_rng(2)
    deals = []
    for n in range(1_500):
        opened = day("2025-01-01") + timedelta(days=n % 600)
        closed = opened + timedelta(days=rng.exponential(60))
        is_over = closed < day("2026-11-01")
        status = "open" if not is_over else "won" if rng.random() < 0.5 else "lost"
        source, amount = str(rng.choice(["A", "B", "C"])), int(rng.integers(1, 10**6))
        told = {"deal_id": n + 1, "opened_on": opened, "status": status, "source": source, "amount_minor": amount}
        deals.append(told | {"closed_on": closed if is_over else None})
    found = forecast(history_of(deals), AS_OF)
    assert not found["signal"]["there"]
    assert len({row["chance"] for row in found["deals"]}) == 1
    assert any(text.startswith("No signal: deals") for text in found["said"])
    assert any(text.startswith("No signal for who wins") for text in found["said"])


def test_a_young_company_is_told_what_it_lacks(history_of):
    found = forecast(history_of([]), AS_OF)
    assert (found["amount"], found["method"], found["deals"]) == (None, None, [])
    assert "too little history" in found["said"][0]
    deals = [{"deal_id": 1, "opened_on": day("2026-10-01"), "status": "won", "closed_on": day("2026-10-20")}]
    assert forecast(history_of(deals), AS_OF)["low"] is None


@pytest.mark.thorough
def test_what_cannot_be_used_is_left_out_counted_and_said(history_of, made):
    deals, visits = made(600)
    odd = [
        {"status": "won", "opened_on": day("2026-05-01"), "closed_on": day("2026-04-01"), "amount_minor": 10**9},
        {"status": "won", "opened_on": None, "closed_on": day("2026-10-01"), "amount_minor": 10**9},
        {"status": "lost", "opened_on": day("2026-05-01")},
        {"status": "merged", "opened_on": day("2026-05-01")},
        {"opened_on": day("2026-05-01"), "amount_minor": -5},
        {"opened_on": day("2026-05-01"), "amount_minor": None},
    ]
    told = [*deals, *({"deal_id": 9_000 + n, **each} for n, each in enumerate(odd))]
    undated = {"deal_id": 9_005, "n": 1, "stage": "qualify", "position": 0, "entered_on": None}
    history = history_of(told, [*visits, undated])
    assert history.left_out == {
        "status_not_known": 1,
        "without_opening_date": 1,
        "without_closing_date": 1,
        "closed_before_opened": 1,
        "amount_below_zero": 1,
        "visits_without_date": 1,
    }
    clean = history_of(deals, visits)
    assert (
        history.actual(Window.ahead(date(2026, 1, 1), 9))[0].tolist()
        == clean.actual(Window.ahead(date(2026, 1, 1), 9))[0].tolist()
    )
    said = " ".join(forecast(history, AS_OF)["said"])
    assert "Left out: deals that were closed before they were opened (1)." in said
    assert "For open deals without an amount (2)" in said


@pytest.mark.thorough
def test_deals_without_a_rate_are_counted_but_their_money_is_left_out(history_of, made):
    deals, visits = made(600)
    currencies = ("EUR", "USD", "GBP", "CHF", "XAU")
    rated = [
        deal | {"currency": currencies[n % 5], "base_minor": None if n % 5 == 4 else deal["amount_minor"]}
        for n, deal in enumerate(deals)
    ]
    history = history_of(rated, visits, money="base")
    since, until = date(2025, 1, 1), date(2026, 11, 1)
    won = [deal for deal in rated if deal["status"] == "won" and deal["closed_on"] >= day("2025-01-01")]
    assert history.won(since, until) == (sum(deal["base_minor"] or 0 for deal in won), len(won))
    found = forecast(history, AS_OF)
    unrated = [row["expected"] for row in found["deals"] if row["deal_id"] % 5 == 0]
    assert unrated
    assert not any(unrated)
    assert any("without an exchange rate" in text for text in found["said"])


def test_no_amounts_at_all_is_no_crash(history_of, made):
    deals, visits = made(400)
    found = forecast(history_of([deal | {"amount_minor": None} for deal in deals], visits), AS_OF)
    assert found["amount"] in (None, 0.0)
    assert found["count"] is None or found["count"] > 0


def test_a_deal_moved_back_and_forth_a_hundred_times_stands_where_it_came_to(history_of):
    visits = [
        {"deal_id": 1, "n": n, "stage": ("qualify", "present")[n % 2], "position": n % 2}
        | {"entered_on": day("2026-01-01") + timedelta(minutes=n)}
        for n in range(1, 102)
    ]
    history = history_of([{"deal_id": 1, "opened_on": day("2026-01-01")}], visits)
    standing = history.standing(date(2026, 1, 11))
    assert (history.stages[standing.stage[0]], round(standing.age[0], 1)) == ("present", 9.9)


@pytest.mark.thorough
def test_a_day_on_which_somebody_tidied_up_is_flagged(history_of, made):
    deals, visits = made(600)
    tidied = {"status": "lost", "opened_on": day("2026-05-01"), "closed_on": day("2026-06-05 12:00")}
    history = history_of([*deals, *({"deal_id": 9_000 + n, **tidied} for n in range(80))], visits)
    assert bulk_days(history, AS_OF) == [BulkDay(date(2026, 6, 5), 80)]
    assert bulk_days(history, date(2026, 6, 5)) == bulk_days(history_of(deals, visits), AS_OF) == []
    assert any(
        "deals were closed on 2026-06-05 alone" in text
        for text in forecast(history, AS_OF, methods=METHODS[:1])["said"]
    )


@pytest.mark.thorough
def test_it_is_told_from_files(facts_of, made, tmp_path, capsys):
    deals, visits = made(300)
    with facts_of(deals, visits) as connection:
        connection.execute(f"COPY deals TO '{tmp_path / 'deals-7.parquet'}' (FORMAT parquet)")
        connection.execute(f"COPY visits TO '{tmp_path / 'visits.csv'}' (HEADER)")
        wanted = forecast(read(connection), AS_OF)
    main([str(tmp_path / "deals-7.parquet"), str(tmp_path / "visits.csv"), "--as-of", "2026-11-01"])
    told = json.loads(capsys.readouterr().out)
    assert told["amount"] == pytest.approx(wanted["amount"])
    assert "deals" not in told
    with pytest.raises(SystemExit, match="no table of facts"):
        main([str(tmp_path / "other.csv")])


def test_a_segment_that_is_none_is_refused(history_of):
    with pytest.raises(Invalid, match="no segment"):
        history_of([], segment="colour")


@pytest.mark.thorough
@given(
    start=st.dates(date(2025, 9, 1), date(2026, 8, 1)),
    days=st.integers(0, 60),
    ahead=st.integers(1, 90),
)
@settings(max_examples=8, deadline=None)
def test_what_moved_adds_up_to_the_cent(company, start, days, ahead):
    stop = start + timedelta(days=days)
    account = moved(company, start, stop, stop + timedelta(days=ahead))
    assert account.start + sum(move.change for move in account.moves) == account.end
    if not days:
        assert all(move.change == 0 for move in account.moves)


def test_each_change_stands_under_its_cause(history_of):
    states, deals = [], []
    for n in range(36):  # a past to learn from
        opened = day("2025-11-01") + timedelta(days=6 * n)
        closed = opened + timedelta(days=20)
        deals.append({"deal_id": n, "opened_on": opened, "status": ("won", "lost")[n % 2], "amount_minor": 1_000})
        deals[-1]["closed_on"] = closed
    told = {
        100: ("2026-07-02", [("2026-06-01", "open", 1_000, None)]),  # opened between the days
        101: ("2026-06-01", [("2026-06-01", "open", 1_000, None), ("2026-07-03", "won", 1_500, None)]),
        102: ("2026-06-01", [("2026-06-01", "open", 1_000, None), ("2026-07-03", "lost", 1_000, None)]),
        103: ("2026-06-01", [("2026-06-01", "open", 1_000, None), ("2026-07-03", "open", 5_000, None)]),
        104: (
            "2026-06-01",
            [("2026-06-01", "open", 1_000, date(2026, 7, 9)), ("2026-07-03", "open", 1_000, date(2026, 9, 9))],
        ),
    }
    for deal_id, (opened, rows) in told.items():
        status = rows[-1][1]
        closed = day(rows[-1][0]) if status != "open" else None
        deals.append({"deal_id": deal_id, "opened_on": day(opened), "status": status, "closed_on": closed})
        for n, (since, was, amount, close) in enumerate(rows, start=1):
            moment = day(max(since, opened))
            states.append(
                {
                    "deal_id": deal_id,
                    "n": n,
                    "from_on": moment,
                    "status": was,
                    "amount_minor": amount,
                    "close_on": close,
                }
            )
    account = moved(history_of(deals, [], states), date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 31))
    found = {move.cause: move for move in account.moves}
    assert account.start + sum(move.change for move in account.moves) == account.end
    assert found["new"].change > 0
    assert 0 < found["won"].change < 1_500
    assert found["lost"].change < 0
    assert found["amount"].change > 0
    assert (found["new"].deals, found["lost"].deals, found["amount"].deals) == (1, 1, 1)
    assert found["slipped"].deals <= 1


def test_days_out_of_order_and_too_little_history_are_refused(company):
    with pytest.raises(Invalid, match="from an earlier to a later day"):
        moved(company, date(2026, 5, 1), date(2026, 4, 1), date(2026, 9, 1))
    with pytest.raises(Invalid, match="too little history"):
        moved(company, date(2024, 1, 1), date(2024, 1, 2), date(2024, 2, 1))
    with pytest.raises(Invalid, match="ends after it starts"):
        Window(date(2026, 5, 1), ())


def test_who_wins_is_told_where_it_can_be_and_only_there(company):
    found = who_wins(company, AS_OF)
    assert found.signal.there
    assert "segment" in found.factors or "amount" in found.factors
    rng = np.random.default_rng(4)
    alarms = 0
    for _ in range(25):
        won = (rng.random(600) < 0.4).tolist()
        columns = {"rep": rng.choice(list("abcdefghij"), 600).tolist(), "size": rng.random(600).tolist()}
        alarms += whether(columns, won).signal.there
    assert alarms <= 3
    few = whether({"rep": ["a", "b"]}, [True, False])
    assert (few.signal.there, few.base) == (False, 1.0)
