"""Alerts: noise raises few, a shift is found, each excursion is told once, to whom it concerns and may see it."""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import fmean, median
from typing import Any

import pytest

from dealwright import Invalid, NotFound
from dealwright.deals.commands import History, NewDeal, record_deals
from dealwright.ledger import readers
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.alerts.bands import judge, judge_level, weeks_of
from dealwright.scorecard.alerts.checking import check, listeners
from dealwright.scorecard.alerts.commands import unwatch, watch
from dealwright.scorecard.alerts.models import Alert
from dealwright.scorecard.freshness import freshen_wholly
from dealwright.scorecard.gauges import GAUGES, Gauge
from dealwright.scorecard.owners.commands import name_owner
from dealwright.scorecard.readings import Course, Daily, Reading, Total
from dealwright.teamwork.notices import notices
from dealwright.workspace.models import Member

MONDAY = date(2026, 11, 23)
WON, RATE, REVENUE = (GAUGES[key] for key in ("deals_won", "win_rate", "revenue_won"))
QUARTER = 13


def drawn(rng: Random, mean: float) -> int:
    """A Poisson number."""
    number, left = 0, rng.expovariate(1)
    while left < mean:
        number, left = number + 1, left + rng.expovariate(1)
    return number


def noise(rng: Random, gauge: Gauge, mean: float, weeks: int, share: float = 0.3) -> list[Total]:
    """Weeks in which nothing but chance happens: counts, shares of counts, or sums of lognormal amounts."""
    found = []
    for _ in range(weeks):
        of = drawn(rng, mean)
        n = sum(rng.random() < share for _ in range(of)) if gauge is RATE else of
        amount = round(sum(rng.lognormvariate(9, 1) for _ in range(of))) if gauge is REVENUE else 0
        found.append(Total(n, of, amount))
    return found


def raised(gauge: Gauge, weeks: Sequence[Total], since: int) -> Iterator[int]:
    """The weeks from `since` on in which an alert is raised, as the nightly look raises them."""
    side = None
    for place in range(since - 8, len(weeks)):
        verdict = judge(gauge, weeks[: place + 1])
        if verdict and verdict.side not in (None, side) and place >= since:
            yield place - since
        if verdict:
            side = verdict.side or (None if verdict.back else side)


@pytest.mark.thorough
@pytest.mark.parametrize(("gauge", "mean"), [(WON, 4), (WON, 20), (RATE, 15), (REVENUE, 8)])
@pytest.mark.parametrize("before", [52, 150])
def test_noise_raises_one_alert_in_twenty_quarters_or_fewer(gauge: Gauge, mean: float, before: int) -> None:
    rng, runs = Random(7), 60
    false = sum(len(list(raised(gauge, noise(rng, gauge, mean, before + QUARTER), before))) for _ in range(runs))
    assert false / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5


@pytest.mark.thorough
def test_a_planted_shift_is_found_within_eight_weeks() -> None:
    rng, runs = Random(3), 40
    for gauge, mean, after, share in [(WON, 20, 12, 0.3), (WON, 20, 30, 0.3), (RATE, 30, 30, 0.15)]:
        plain, shifted = noise(rng, gauge, mean, 80 * runs), noise(rng, gauge, after, 8 * runs, share)
        pieces = [plain[80 * n : 80 * n + 80] + shifted[8 * n : 8 * n + 8] for n in range(runs)]
        assert sum(bool(list(raised(gauge, piece, 80))) for piece in pieces) / runs >= 0.7, gauge.key


@pytest.mark.thorough
def test_medians_and_means_raise_few_and_are_found() -> None:
    """Windows of eight weeks, as the nightly look reads them: of days to win and of amounts."""
    rng, runs, level = Random(5), 40, GAUGES["average_won"]
    for kind, after in ((fmean, 2.0), (median, 2.0)):
        false = found = 0
        for _ in range(runs):
            weeks = [[rng.lognormvariate(4, 1) for _ in range(drawn(rng, 15))] for _ in range(80)]
            shifted = [[value * after for value in week] for week in weeks[-8:]]
            false += any(side_of(level, kind, weeks[:end]) for end in range(80 - QUARTER, 81))
            found += side_of(level, kind, [*weeks[:-8], *shifted]) == "above"
        assert false / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5
        assert found / runs >= 0.7


def side_of(gauge: Gauge, kind: Any, weeks: Sequence[Sequence[float]]) -> str | None:
    """What is said of the last week of these, each a list of values."""
    ends = range(len(weeks), 7, -4)
    seen = [[value for week in weeks[end - 8 : end] for value in week] for end in ends]
    verdict = judge_level(gauge, [Reading(kind(each), len(each)) for each in seen])
    return verdict.side if verdict else None


def said(gauge: Gauge, weeks: Sequence[Total]) -> str | None:
    """On which side these weeks end, once enough is known."""
    verdict = judge(gauge, weeks)
    assert verdict
    return verdict.side


def test_growth_from_year_to_year_and_a_seasonal_share_are_usual() -> None:
    grown = [Total(n, n) for n in (round(100 * 1.5 ** (week / 52)) for week in range(112))]
    assert said(WON, grown) is None
    assert said(WON, [*grown[:-4], *[Total(100, 100)] * 4]) == "below"
    rng = Random(2)
    weeks = [Total(n, 60) for n in (drawn(rng, 18 + 12 * math.sin(week / 52 * math.tau)) for week in range(117))]
    assert said(RATE, weeks) is None
    upside_down = [*weeks[:-8], *(Total(36 - week.n, 60) for week in weeks[-8:])]
    assert said(RATE, upside_down) is not None


def test_too_few_weeks_or_deals_say_nothing() -> None:
    rng = Random(1)
    assert judge(WON, noise(rng, WON, 20, 30)) is None
    assert judge(WON, [Total(0, 0), *[Total(1, 1)] * 3] * 20) is None
    assert judge(RATE, [Total(0, 1)] * 90) is None
    assert judge(GAUGES["average_won"], noise(rng, REVENUE, 20, 90)) is None
    assert judge(WON, []) is None


def test_a_season_that_comes_each_year_raises_nothing() -> None:
    year = [40] * 44 + [10] * 8
    weeks = [Total(n, n) for n in (year * 4)[: 52 * 3 + 49]]
    verdict = judge(WON, weeks)
    assert verdict
    assert verdict.side is None
    sudden = judge(WON, [*[Total(40, 40)] * (len(weeks) - 5), *weeks[-5:]])
    assert sudden
    assert sudden.side == "below"


def test_weeks_are_whole_ones_from_monday() -> None:
    days = [Daily(None, MONDAY - timedelta(days=n), 1, 1) for n in range(1, 15)] + [Daily(1, MONDAY, 9, 9)]
    assert weeks_of(Course(days), MONDAY + timedelta(days=3)) == [Total(7, 7), Total(7, 7)]
    assert weeks_of(Course(days), MONDAY - timedelta(weeks=5)) == weeks_of(Course([]), MONDAY) == []


@pytest.fixture
def steady(cast: Any, published: Any, machine: Any) -> None:
    """For forty weeks Ann wins about five deals a week, then for four weeks none."""
    rows = []
    for week in range(5, 46):
        at = datetime.combine(MONDAY - timedelta(weeks=week - 1, days=4), time(12), UTC)
        deal = NewDeal("Deal", owner_id=cast.rep.id, amount_minor=100_000 + week % 4 * 9_000, process="general")
        rows += [History(deal, status="won", opened_at=at - timedelta(days=9), closed_at=at)] * (4 + week % 3)
    record_deals(rows, by=machine, via="import")
    freshen_wholly()


def told(member: Member) -> list[tuple[str, str, str]]:
    """What the member is told, once the readers have caught up."""
    readers.catch_up("teamwork.notifications")
    found, _ = notices(Member.objects.get(id=member.id))
    return sorted((each.title, each.reason, each.words.split(";")[0]) for each in found)


@pytest.mark.thorough
def test_who_answers_is_told_once_as_long_as_it_lasts(steady: None, cast: Any, client_of: Any) -> None:
    name_owner("win_rate", cast.manager.id, by=cast.owner, via="page")
    assert cast.manager.id in listeners()
    assert check(MONDAY) > 0
    assert check(MONDAY) == check(MONDAY + timedelta(days=3)) == 0
    words = "0 a week in the last four weeks"
    assert told(cast.manager) == [("Deals won", "a number", words)]
    assert ("Revenue won", "a number", "€0 a week in the last four weeks") in told(cast.owner)
    assert told(cast.rep) == []
    alert = Alert.objects.get(member_id=cast.manager.id)
    assert words in client_of(cast.manager).get(f"/scorecard/alerts/{alert.id}/").content.decode()
    assert client_of(cast.owner).get(f"/scorecard/alerts/{alert.id}/").status_code == 404
    assert words in client_of(cast.manager).get("/scorecard/alerts/").content.decode()


@pytest.mark.thorough
def test_nobody_is_told_hidden_amounts(steady: None, cast: Any) -> None:
    name_owner("average_won", cast.manager.id, by=cast.owner, via="page")
    check(MONDAY)
    assert [title for title, _, _ in told(cast.manager)] == ["Revenue won"]
    set_rule("deals", "amount", "manager", "hidden", by=cast.owner, via="page")
    assert told(cast.manager) == []
    Alert.objects.all().delete()
    check(MONDAY)
    assert not Alert.objects.filter(member_id=cast.manager.id).exists()


def test_the_api_watches_and_tells_of_alerts(cast: Any, api_of: Any) -> None:
    api, json = api_of(cast.rep), "application/json"
    sent = {"metric": "cycle_time", "side": "above", "value": "45.5"}
    made = api.post("/api/v1/watches", sent, json)
    assert (made.status_code, made.json()["value"]) == (201, 45.5)
    one = f"/api/v1/watches/{made.json()['id']}"
    assert api.patch(one, {"value": "50"}, json).json()["value"] == 50
    assert [each["id"] for each in api.get("/api/v1/watches").json()["items"]] == [made.json()["id"]]
    others = api_of(cast.mate)
    assert (others.patch(one, {"value": "1"}, json).status_code, others.delete(one).status_code) == (404, 404)
    assert api.post("/api/v1/watches", {**sent, "metric": "luck"}, json).status_code == 422
    facts = {"value": 61.0, "limit": 50.0, "weeks": 4}
    told = {"member_id": cast.rep.id, "metric": "cycle_time", "side": "above", "began_on": MONDAY, "facts": facts}
    number = Alert.objects.create(**told, raised_at=datetime.now(UTC)).id
    (alert,) = api.get("/api/v1/alerts").json()["items"]
    assert alert == api.get(f"/api/v1/alerts/{number}").json()
    assert (alert["value"], alert["said"]) == (61, "61 days in the last four weeks, above 50 days.")
    assert others.get(f"/api/v1/alerts/{number}").status_code == 404
    assert api.delete(one).json()["metric"] == "cycle_time"
    assert api.get("/api/v1/watches").json()["items"] == []


@pytest.mark.thorough
def test_members_watch_what_they_choose(steady: None, cast: Any, client_of: Any) -> None:
    for given in [("luck", "above", "5"), ("deals_won", "beside", "5"), ("deals_won", "above", "much")]:
        with pytest.raises(Invalid):
            watch(*given, by=cast.rep, via="page")
    client = client_of(cast.rep)
    assert client.post("/scorecard/alerts/", {"metric": "deals_won", "side": "below", "value": "x"}).status_code == 422
    assert client.post("/scorecard/alerts/", {"metric": "deals_won", "side": "below", "value": "3"}).status_code == 302
    number = watch("revenue_won", "above", "100000", by=cast.rep, via="page")
    check(MONDAY)
    assert told(cast.rep) == [("Deals won", "a number", "0 in the last four weeks, below 3.")]
    with pytest.raises(NotFound):
        unwatch(number, by=cast.mate, via="page")
    unwatch(number, by=cast.rep, via="page")
    assert check(MONDAY - timedelta(weeks=8)) == 0
    assert Alert.objects.get(member_id=cast.rep.id).ended_on == MONDAY - timedelta(weeks=8, days=1)
