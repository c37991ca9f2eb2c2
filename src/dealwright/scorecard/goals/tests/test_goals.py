"""Goals: who sets and sees them, what their figures are, and whether they are on pace."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dealwright import Invalid, NotAllowed, NotFound
from dealwright.activities.hours import Calendar
from dealwright.deals.commands import History, NewDeal, open_deal, record_deals
from dealwright.ledger.readers import catch_up
from dealwright.metrics import METRICS
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.freshness import freshen_wholly
from dealwright.scorecard.gauges import GAUGES, gauge_of
from dealwright.scorecard.goals.commands import set_goal, withdraw_goal
from dealwright.scorecard.goals.pace import in_words, pace_of, share_due
from dealwright.scorecard.goals.periods import day_at, span_of, worked, year_before
from dealwright.scorecard.goals.queries import Board
from dealwright.scorecard.goals.scopes import COMPANY, Scope
from dealwright.scorecard.goals.spark import spark
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import compute
from dealwright.scorecard.readings import Course, Daily
from dealwright.workspace.models import Member
from dealwright.workspace.year import CALENDARS, Year

OFFICE = Calendar()
DAYS = some.dates(date(2000, 1, 1), date(2100, 12, 31))
WON = GAUGES["deals_won"]


@pytest.fixture
def board(cast: Any, published: Any, machine: Any) -> Any:
    """Ann won three deals and lost one in the quarter, Cid won one; and a year before each won one."""

    def closed(owner: Any, status: str, day: date, amount: int = 100_000) -> History:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        deal = NewDeal("Deal", owner_id=owner.id, amount_minor=amount, process="general")
        return History(deal, status=status, opened_at=at - timedelta(days=20), closed_at=at)

    day = date(2026, 11, 10)
    rows = [closed(cast.rep, "won", day) for _ in range(3)] + [closed(cast.rep, "lost", day)]
    rows += [closed(cast.stranger, "won", day, 50_000)]
    rows += [closed(who, "won", date(2025, 11, 10)) for who in (cast.rep, cast.stranger)]
    record_deals(rows, by=machine, via="import")
    freshen_wholly()
    return lambda actor: Board(Member.objects.get(id=actor.id), date(2026, 11, 22))


def of(member: Any) -> Scope:
    """The scope of a member."""
    return Scope(member=member.id)


def test_a_goal_tells_how_far_it_is(board: Any, cast: Any) -> None:
    number = set_goal("deals_won", "quarter", "8", of(cast.rep), by=cast.manager, via="page")
    (found,) = board(cast.rep).standings([of(cast.rep)])
    assert (found.goal, found.value, found.target, found.said) == (number, 3.0, 8.0, "1 deal behind pace")
    assert set_goal("deals_won", "quarter", "3", of(cast.rep), by=cast.manager, via="page") == number
    assert board(cast.rep).standings([of(cast.rep)])[0].said == "reached"
    withdraw_goal(number, by=cast.manager, via="page")
    assert board(cast.rep).goals == []
    with pytest.raises(NotFound):
        withdraw_goal(number, by=cast.manager, via="page")


def test_figures_are_those_of_the_metrics(board: Any, cast: Any) -> None:
    """Over all time, for the company: the same as the scorecard says."""
    sheet = {each.gauge.key: each for each in board(cast.owner).sheet(COMPANY, "year")}
    asked = {
        name: compute(name, start=date(2026, 1, 1), actor=cast.owner).raw[0] for name in ("win_rate", "average_won")
    }
    assert sheet["win_rate"].value == asked["win_rate"]["value"] == 4 / 5
    assert sheet["deals_won"].value == asked["win_rate"]["won"]
    assert sheet["revenue_won"].value == asked["average_won"]["total"] == 350_000
    assert sheet["average_won"].value == asked["average_won"]["value"]
    assert sheet["deals_won"].trend[-1] == 4
    assert all(gauge.metric in {"", *METRICS} for gauge in GAUGES.values())


def test_what_adds_up_is_what_the_metric_says(board: Any, cast: Any) -> None:
    """Of a member, a team and the company: read day by day, and asked of the metric."""
    found = board(cast.owner)
    for gauge in (each for each in GAUGES.values() if each.sort in ("share", "mean")):
        asked = replace(gauge, sort="level")
        for scope in (COMPANY, Scope(team=cast.rep.team_id), of(cast.rep)):
            days = found.people.owners(scope), date(2026, 1, 1), date(2026, 12, 31)
            assert found.readings.read(gauge, *days).value == found.readings.read(asked, *days).value, (gauge, scope)


def test_any_number_has_goals_and_less_may_be_better(board: Any, cast: Any) -> None:
    set_goal("cycle_time", "year", "25.5", of(cast.rep), by=cast.manager, via="page")
    set_goal("coverage", "quarter", "3", COMPANY, by=cast.owner, via="page")
    set_goal("conversion:presenting_solution", "quarter", "40", COMPANY, by=cast.owner, via="page")
    told = {each.gauge.key: each for each in board(cast.owner).standings([of(cast.rep), COMPANY])}
    days, open_deals, step = (told[key] for key in ("cycle_time", "coverage", "conversion:presenting_solution"))
    assert (days.value, days.target, days.aim, days.said) == (
        20,
        25.5,
        "goal at most 25.5 days",
        "reached, 5.5 days less",
    )
    assert (open_deals.value, open_deals.said) == (None, "nothing to tell yet")
    assert step.gauge.title == "Conversion by stage: Presenting a solution"
    assert [each.gauge.key for each in board(cast.owner).sheet(COMPANY, "quarter")][8:] == [
        "coverage", "conversion:presenting_solution",
    ]  # fmt: skip


def test_a_teams_goal_counts_its_tree(board: Any, cast: Any) -> None:
    team = Scope(team=cast.rep.team_id)
    set_goal("revenue_won", "quarter", "4000", team, by=cast.manager, via="page")
    set_goal("win_rate", "quarter", "80 %", team, by=cast.manager, via="page")
    told = {each.gauge.key: each.as_dict() for each in board(cast.manager).standings([team])}
    assert (told["revenue_won"]["value"], told["revenue_won"]["target"]) == ("3000.00", "4000.00")
    assert told["revenue_won"]["said"].endswith("ahead of pace")
    assert told["win_rate"]["said"] == "5 points below the goal"


def test_who_sees_and_sets_which_goals(board: Any, cast: Any) -> None:
    north = Scope(team=cast.rep.team_id)
    for scope, by in [(of(cast.rep), cast.rep), (of(cast.stranger), cast.manager), (COMPANY, cast.manager)]:
        with pytest.raises(NotAllowed):
            set_goal("deals_won", "month", "5", scope, by=by, via="page")
    set_goal("deals_won", "month", "5", of(cast.rep), by=cast.manager, via="page")
    set_goal("deals_won", "month", "9", north, by=cast.manager, via="page")
    set_goal("deals_won", "month", "30", COMPANY, by=cast.operator, via="page")
    assert [row.target for row in board(cast.rep).goals] == [5]
    assert [row.target for row in board(cast.mate).goals] == []
    assert sorted(row.target for row in board(cast.manager).goals) == [5, 9]
    assert sorted(row.target for row in board(cast.owner).goals) == [5, 9, 30]


def test_hidden_amounts_hide_goals_in_money(board: Any, cast: Any) -> None:
    set_goal("revenue_won", "month", "5000", of(cast.rep), by=cast.manager, via="page")
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    assert board(cast.rep).goals == []
    assert "revenue_won" not in {each.gauge.key for each in board(cast.rep).sheet(of(cast.rep), "month")}


@pytest.mark.parametrize(
    ("metric", "target"),
    [("deals_won", "many"), ("deals_won", "1.5"), ("deals_won", "0"), ("win_rate", "101"), ("revenue_won", "-5"),
     ("luck", "1"), ("deals_won", "NaN"), ("deals_won", "1e40"), ("cycle_time", "2.555"), ("conversion", "40"),
     ("conversion:nowhere", "40"), ("win_rate:closing", "40"), ("attention", "2"), ("source_effect:Web", "40")],
)  # fmt: skip
def test_what_is_no_goal_is_refused(cast: Any, metric: str, target: str) -> None:
    with pytest.raises(Invalid):
        set_goal(metric, "month", target, of(cast.rep), by=cast.manager, via="page")


@pytest.mark.thorough
def test_page_form_api_and_today(board: Any, cast: Any, client_of: Any, api_of: Any) -> None:
    manager, rep = client_of(cast.manager), client_of(cast.rep)
    who = f"member:{cast.rep.id}"
    sent = {"metric": "deals_won", "who": who, "period": "year", "target": "many"}
    refused = manager.post("/scorecard/goals/set/", sent)
    assert refused.status_code == 422
    assert "many" in refused.content.decode()
    assert manager.post("/scorecard/goals/set/", {**sent, "target": "40"}).status_code == 302
    choosing = manager.get(f"/scorecard/goals/set/?who={who}&period=year").content.decode()
    assert "Conversion by stage: Presenting a solution" in choosing
    assert "Pipeline coverage" in choosing
    assert manager.post("/scorecard/goals/set/", {**sent, "metric": "luck", "choose": "1"}).status_code == 422
    assert "of 40" in rep.get("/scorecard/goals/?period=year").content.decode()
    assert "Deals won" in rep.get("/scorecard/goals/today/").content.decode()
    assert client_of(cast.mate).get("/scorecard/goals/today/").content == b""
    assert rep.get("/scorecard/goals/?who=company").status_code == 404
    api = api_of(cast.manager)
    made = api.post("/api/v1/goals", {"metric": "win_rate", "who": who, "target": "50"}, "application/json")
    assert (made.status_code, made.json()["target"]) == (201, 0.5)
    one = f"/api/v1/goals/{made.json()['id']}"
    assert api.patch(one, {"target": "60"}, "application/json").json()["target"] == api.get(one).json()["target"] == 0.6
    assert api_of(cast.rep).patch(one, {"target": "6"}, "application/json").status_code == 403
    assert api_of(cast.mate).get(one).status_code == 404
    assert {each["metric"] for each in api.get("/api/v1/goals").json()["items"]} == {"win_rate", "deals_won"}
    assert api.delete(f"/api/v1/goals/{made.json()['id']}").json()["metric"] == "win_rate"
    assert api.delete(f"/api/v1/goals/{made.json()['id']}").status_code == 404


@given(DAYS, some.sampled_from(["month", "quarter", "year"]), some.builds(Year, some.integers(1, 12)))
def test_what_is_due_grows_from_nothing_to_all(day: date, period: str, year: Year) -> None:
    first, last = span = span_of(period, day, year)
    assert first <= day <= last
    assert worked(span, first, OFFICE) == 0
    assert worked(span, last + timedelta(days=1), OFFICE) == 1
    assert worked(span, day, OFFICE) <= worked(span, day + timedelta(days=1), OFFICE)
    assert worked(span, day_at(span, worked(span, day, OFFICE), OFFICE), OFFICE) == worked(span, day, OFFICE)
    assert span_of(period, year_before(span)[0], year) == year_before(span)


def test_last_years_course_counts_where_there_was_one() -> None:
    span, today = span_of("quarter", date(2026, 5, 15), CALENDARS), date(2026, 5, 15)
    late, few = (Course([Daily(None, date(2025, 6, 20), n, n)]) for n in (30, 3))
    assert share_due(span, today, OFFICE, late, WON) == (0, True)
    share, by_last_year = share_due(span, today, OFFICE, few, WON)
    assert (share, by_last_year) == (worked(span, today, OFFICE), False)


@pytest.mark.parametrize(
    ("key", "value", "target", "due", "over", "said"),
    [
        ("deals_won", 7, 20, 0.5, False, "3 deals behind pace"),
        ("deals_won", 9, 20, 0.5, False, "1 deal behind pace"),
        ("deals_won", 10, 20, 0.5, False, "on pace"),
        ("deals_won", 12, 20, 0.5, False, "2 deals ahead of pace"),
        ("deals_won", 22, 20, 0.5, False, "reached, 2 deals more"),
        ("deals_won", 18, 20, 1.0, True, "missed by 2 deals"),
        ("win_rate", 0.30, 0.35, 0.1, False, "5 points below the goal"),
        ("win_rate", None, 0.35, 0.1, False, "nothing to tell yet"),
        ("revenue_won", 50_000, 200_000, 0.5, False, "€500 behind pace"),
        ("cycle_time", 30, 40, 0.1, False, "reached, 10 days less"),
        ("cycle_time", 46, 40, 0.1, False, "6 days above the goal"),
        ("first_response", 5.25, 5, 1.0, True, "missed by 0.2 hours"),
        ("coverage", 2.5, 3, 0.5, False, "0.5 below the goal"),
    ],
)  # fmt: skip
def test_pace_is_said_in_words(key: str, value: Any, target: float, due: float, over: bool, said: str) -> None:
    gauge = gauge_of(key)
    assert gauge
    assert in_words(gauge, pace_of(gauge, value, target, due, over), "EUR") == said


def test_a_trend_breaks_where_nothing_is_known() -> None:
    line = spark([1.0, 2.0, None, 4.0])
    assert (len(line.lines), line.last) == (2, (117.0, 3.0))
    assert spark([None]).lines == []


def test_goals_say_which_deals_have_no_rate(cast: Any, published: Any, client_of: Any) -> None:
    open_deal(NewDeal("Pumps", amount_minor=100_00, currency="USD"), by=cast.manager, via="page")
    catch_up(READER)
    page = client_of(cast.manager).get("/scorecard/goals/").content.decode()
    assert "Amounts are in EUR. One deal has no exchange rate" in page
