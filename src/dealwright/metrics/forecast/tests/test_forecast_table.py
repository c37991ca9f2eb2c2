"""The table against pandas, and what it makes of simple worlds."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from dealwright.metrics.forecast import RHYTHMIC, TABLE, Window, factors
from dealwright.metrics.forecast.cells import AGES
from dealwright.metrics.forecast.rhythm import Rhythm

AS_OF = date(2026, 10, 1)


@pytest.fixture(scope="module")
def counted(made):
    """Every deal open at the start of each of twelve months, and whether it was won in it: by pandas alone."""
    deals, visits = (pd.DataFrame(rows) for rows in made(3_000))
    found = []
    for end in pd.date_range("2025-11-01", "2026-10-01", freq="MS"):
        start = end - pd.DateOffset(months=1)
        there = deals[(deals.opened_on < start) & ~(deals.closed_on < start)]
        last = visits[visits.entered_on < start].sort_values("n").groupby("deal_id").last()
        there = there.join(last[["stage", "entered_on"]], on="deal_id")
        days = (start - there.entered_on).dt.total_seconds() / 86400
        won = (there.status == "won") & (there.closed_on < end)
        found.append(there.assign(age=np.searchsorted(AGES, days, "right"), won=won, start=start))
    return pd.concat(found)


@pytest.mark.thorough
def test_every_cell_counts_what_pandas_counts(company, counted):
    shares = TABLE.fit(company, Window.ahead(AS_OF, 1))
    assert (int(shares.total[0][0]), int(shares.won[0][0, 0])) == (len(counted), counted.won.sum())
    by_stage = counted.groupby("stage").won.agg(["size", "sum"])
    assert shares.total[1][1:].tolist() == by_stage["size"].loc[company.stages].tolist()
    assert shares.won[1][1:, 0].tolist() == by_stage["sum"].loc[company.stages].tolist()
    size = np.searchsorted(shares.cells.sizes, counted.amount_minor, "right")
    cells = counted.assign(size=size).groupby(["stage", "size", "age", "source"]).won.agg(["size", "sum"])
    assert sorted(shares.total[-1][shares.total[-1] > 0]) == sorted(cells["size"])
    assert shares.won[-1].sum() == cells["sum"].sum()


def test_a_share_is_drawn_towards_that_of_the_wider_cell(company):
    shares = TABLE.fit(company, Window.ahead(AS_OF, 1))
    base = shares.won[0][0, 0] / shares.total[0][0]
    won, total = shares.won[1][1, 0], shares.total[1][1]
    assert shares.share[1][1, 0] == pytest.approx((won + 20 * base) / (total + 20))
    empty = np.flatnonzero(shares.total[-1] == 0)
    width = shares.cells.widths[-1]
    np.testing.assert_allclose(shares.share[-1][empty], shares.share[-2][empty // width])


@pytest.mark.parametrize("method", [TABLE, RHYTHMIC], ids=lambda each: each.name)
def test_chances_never_fall_and_the_parts_add_up(company, method):
    window = Window.ahead(AS_OF, 3)
    found = method.fit(company, window).predict(company.standing(AS_OF))
    assert (found.probability >= 0).all()
    assert (found.probability <= 1).all()
    assert (np.diff(found.probability, axis=1) >= -1e-12).all()
    expected = (found.probability[:, -1] * found.worth).sum()
    assert found.amount.sum() >= expected  # what is not there yet comes on top


def test_the_money_of_past_windows_is_met_on_average(company, counted):
    """Large deals win less: chances times amounts alone would expect too much."""
    shares = TABLE.fit(company, Window.ahead(AS_OF, 1))
    expected = won = 0.0
    for start in counted.start.unique():
        standing = company.standing(start.date())
        expected += (shares.probability(standing)[:, -1] * shares.money.worth(standing)).sum()
    won = counted[counted.won].amount_minor.sum()
    assert expected == pytest.approx(won)


def test_the_factors_of_a_chance_add_up_to_it(company):
    shares, standing = TABLE.fit(company, Window.ahead(AS_OF, 1)), company.standing(AS_OF)
    for place in (0, 7, 21):
        found = factors(company, shares, standing, place)
        assert [each.kind for each in found] == ["all", "stage", "size", "age", "segment"]
        assert sum(each.effect for each in found) == pytest.approx(shares.probability(standing)[place, -1])
        assert found[1].name == company.stages[standing.stage[place]]
        assert found[3].low is None or found[3].low <= standing.age[place]
        assert found[3].high is None or standing.age[place] < found[3].high
        assert found[2].low is None or found[2].low <= standing.amount[place]
        assert all(0 <= each.won <= each.total for each in found)


def test_a_world_where_all_is_won_in_the_last_days_of_a_quarter(history_of):
    """The table alone is the same every month; in rhythm it waits for the end of the quarter."""
    day, deals = datetime.fromisoformat("2025-01-10"), []
    for n in range(300):
        opened = day + timedelta(days=2 * n)
        quarter = pd.Timestamp(opened).to_period("Q").end_time.normalize().to_pydatetime()
        won = quarter if quarter < datetime.fromisoformat("2026-07-01") else None
        status = {"status": "won" if won else "open", "closed_on": won}
        deals.append({"deal_id": n + 1, "opened_on": opened, "amount_minor": 100, **status})
    history = history_of(deals)
    window = Window.ahead(date(2026, 4, 1), 3)
    found = RHYTHMIC.fit(history, window).predict(history.standing(window.as_of))
    plain = TABLE.fit(history, window).predict(history.standing(window.as_of))
    assert found.count[2] > 2 * plain.count[0]
    assert found.count[:2].sum() < plain.count[:2].sum()
    assert Rhythm.fit(history, window.as_of).busy.argmax() == 8


@pytest.mark.parametrize("method", [TABLE, RHYTHMIC], ids=lambda each: each.name)
def test_the_rest_of_a_quarter_is_learned_once_with_the_months_that_it_has(method, company):
    """On the 10th of November the rest of the quarter and the month after next's eve are the same days."""
    day, ends = date(2026, 10, 10), (date(2026, 11, 1), date(2026, 12, 1))
    alone, rest = Window(day, ends), Window(day, ends, date(2026, 10, 1))
    assert method.fit(company, alone) is method.fit(company, rest)
    assert method.fit(company, alone) is not method.fit(company, Window(day, ends[:1]))
