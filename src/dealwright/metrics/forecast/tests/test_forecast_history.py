"""What was known when, against pandas; and that nothing that came later is known earlier."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.metrics.forecast import METHODS, Window, forecast

MAY = datetime.fromisoformat("2026-05-01")
SOURCES = (None, "Website", "Referral")


def whole(history, as_of):
    """All of a forecast but what counts facts of the present."""
    found = forecast(history, as_of, methods=METHODS[:4])
    return {name: found[name] for name in found if name not in ("left_out", "said")}


@st.composite
def facts(draw):
    """Deals with their stages and states, in a year around the first of May 2026."""
    deals, visits, states = [], [], []
    for deal_id in range(1, draw(st.integers(8, 25))):
        moments = sorted(draw(st.lists(st.integers(-250, 90), min_size=3, max_size=6)))
        days = [MAY + timedelta(days=n, hours=deal_id % 24) for n in moments]
        end = draw(st.sampled_from(["open", "won", "lost"]))
        amounts = draw(st.lists(st.none() | st.integers(0, 10**8), min_size=len(days), max_size=len(days)))
        source = draw(st.sampled_from(SOURCES))
        deal = {"deal_id": deal_id, "source": source, "opened_on": days[0], "status": end, "amount_minor": amounts[-1]}
        deals.append(deal | {"closed_on": days[-1] if end != "open" else None})
        for n, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1):
            status = end if n == len(days) else "open"
            states.append({"deal_id": deal_id, "n": n, "from_on": day, "status": status, "amount_minor": amount})
            stage = draw(st.sampled_from(["qualify", "present"]))
            visits.append({"deal_id": deal_id, "n": n, "stage": stage, "position": len(stage), "entered_on": day})
    return deals, visits, states


@pytest.mark.thorough
@given(told=facts())
@settings(max_examples=12, deadline=None)
def test_whatever_happens_after_a_day_changes_no_forecast_of_that_day(history_of, told):
    deals, visits, states = told
    assert whole(history_of(*until_may(*told)), MAY.date()) == whole(history_of(deals, visits, states), MAY.date())


@pytest.mark.thorough
def test_what_happens_after_a_day_changes_no_forecast_of_that_day(history_of, made, company):
    early = history_of(*until_may(*made(3_000), [])[:2])
    assert whole(early, MAY.date()) == whole(company, MAY.date())


def until_may(deals, visits, states):
    """The facts as they were written down at the start of May."""
    before = [deal for deal in deals if deal["opened_on"] < MAY]
    known = {deal["deal_id"] for deal in before}
    return (
        [
            deal | ({"status": "open", "closed_on": None} if deal["closed_on"] and deal["closed_on"] >= MAY else {})
            for deal in before
        ],
        [each for each in visits if each["entered_on"] < MAY and each["deal_id"] in known],
        [each for each in states if each["from_on"] < MAY and each["deal_id"] in known],
    )


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2026, 2, 14), date(2026, 10, 31)])
def test_open_deals_are_those_that_pandas_finds(made, company, day):
    deals, visits = (pd.DataFrame(rows) for rows in made(3_000))
    moment = pd.Timestamp(day)
    open_then = deals[(deals.opened_on < moment) & ~(deals.closed_on < moment)].sort_values("deal_id")
    last = visits[visits.entered_on < moment].sort_values("n").groupby("deal_id").last().loc[open_then.deal_id]
    standing = company.standing(day)
    assert company.ids[standing.deals].tolist() == open_then.deal_id.tolist()
    assert [company.stages[code] for code in standing.stage] == last.stage.tolist()
    np.testing.assert_allclose(standing.age, (moment - last.entered_on).dt.total_seconds() / 86400, atol=1e-6)
    np.testing.assert_array_equal(standing.amount, open_then.amount_minor)


def test_what_was_won_in_each_month_is_what_pandas_adds_up(made, company):
    deals = pd.DataFrame(made(3_000)[0])
    won = deals[deals.status == "won"]
    months = won.groupby(won.closed_on.dt.strftime("%Y-%m")).amount_minor.agg(["sum", "count"])
    amounts, counts = company.actual(Window.ahead(date(2026, 3, 1), 4))
    wanted = months.loc["2026-03":"2026-06"]
    np.testing.assert_allclose(amounts, wanted["sum"])
    assert counts.tolist() == wanted["count"].tolist()


def test_a_deal_that_was_won_and_opened_again_was_won_as_long_as_it_was(history_of):
    day = datetime.fromisoformat
    states = [
        {"deal_id": 1, "n": 1, "from_on": day("2026-01-01"), "amount_minor": 500},
        {"deal_id": 1, "n": 2, "from_on": day("2026-02-01"), "status": "won", "amount_minor": 700},
        {"deal_id": 1, "n": 3, "from_on": day("2026-03-10"), "status": "open", "amount_minor": 900},
    ]
    history = history_of([{"deal_id": 1, "opened_on": day("2026-01-01"), "amount_minor": 900}], [], states)
    assert history.won(date(2026, 2, 1), date(2026, 3, 1)) == (700.0, 1)
    assert history.won(date(2026, 2, 1), date(2026, 4, 1)) == (0.0, 0)
    assert history.standing(date(2026, 1, 15)).amount.tolist() == [500.0]
    assert len(history.standing(date(2026, 2, 15)).deals) == 0
    assert history.standing(date(2026, 3, 15)).amount.tolist() == [900.0]


def test_a_won_deal_that_is_corrected_later_was_won_once(history_of):
    day = datetime.fromisoformat
    states = [
        {"deal_id": 1, "n": 1, "from_on": day("2026-01-01"), "amount_minor": None},
        {"deal_id": 1, "n": 2, "from_on": day("2026-02-01"), "status": "won", "amount_minor": 700},
        {"deal_id": 1, "n": 3, "from_on": day("2026-02-20"), "status": "won", "amount_minor": 800},
        {"deal_id": 2, "n": 1, "from_on": day("2026-02-20"), "status": "won", "amount_minor": 800},
    ]
    deals = [{"deal_id": n, "opened_on": day("2026-01-01"), "status": "won"} for n in (1, 2)]
    history = history_of([deal | {"closed_on": day("2026-02-20")} for deal in deals], [], states)
    assert (history.status.value.tolist(), history.status.deal.tolist()) == ([0, 1, 1], [0, 0, 1])
    assert history.won(date(2026, 2, 1), date(2026, 2, 10)) == (700.0, 1)
    assert history.won(date(2026, 2, 1), date(2026, 3, 1)) == (1_600.0, 2)


def test_stages_stand_in_the_order_of_the_process_and_segments_by_name_or_number(history_of):
    opened = datetime.fromisoformat("2026-01-01")
    owners = {1: 10, 2: 9, 3: None, 4: 10}
    deals = [
        {"deal_id": n, "opened_on": opened, "owner_id": owner, "process": "ab"[n % 2]} for n, owner in owners.items()
    ]
    visits = [
        {"deal_id": 1, "n": 1, "stage": "qualify", "position": 0, "entered_on": opened},
        {"deal_id": 2, "n": 1, "stage": "close", "position": 1, "entered_on": opened},
        {"deal_id": 99, "n": 1, "stage": "close", "position": 1, "entered_on": opened},
    ]
    history = history_of(deals, visits, segment="owner_id")
    assert (history.stages, history.segments) == (["qualify", "close"], ["9", "10"])
    assert history.segment.tolist() == [1, 0, -1, 1]
    assert history.standing(date(2026, 2, 1)).stage.tolist() == [0, 1, -1, -1]
    assert history_of(deals, visits, process="a").ids.tolist() == [2, 4]
