"""Bottlenecks of deals written down by hand."""

from datetime import datetime, timedelta

import pytest

from dealwright.metrics.mining import Place, bottlenecks

NOW = datetime.fromisoformat("2026-06-01")


def deal(number, source, stay, status):
    """A deal that came a hundred days ago, stayed in "one", and went on to be won in "two", or not."""
    came = NOW - timedelta(days=100)
    left = came + timedelta(days=stay)
    won = status == "won"
    closed = left + timedelta(days=10) if won else None if status == "open" else left
    told = {"deal_id": number, "source": source, "status": status, "amount_minor": 1_000, "opened_on": came}
    visit = {"deal_id": number, "stage": "one", "position": 0, "entered_on": came}
    visits = [visit | {"left_on": left if status != "open" else None}]
    if won:
        visits.append({"deal_id": number, "stage": "two", "position": 1, "entered_on": left, "left_on": closed})
    return told | {"stage": "two" if won else "one", "closed_on": closed}, visits


@pytest.fixture
def fairs(facts_of):
    """From the web 30 of 40 go on after 10 days each; from fairs 10 of 40 after 20 days, and two still sit there."""
    told = [("Web", 10, "won")] * 30 + [("Web", 10, "lost")] * 10
    told += [("Fair", 20, "won")] * 10 + [("Fair", 20, "lost")] * 30 + [("Fair", 0, "open")] * 2
    made = [deal(n, *each) for n, each in enumerate(told, start=1)]
    return facts_of(deals=[each for each, _ in made], visits=[visit for _, visits in made for visit in visits])


def test_where_more_wait_longer_and_are_lost_is_named_with_what_it_costs(fairs):
    first, *others = bottlenecks(fairs, NOW)
    assert (first.place, first.n, others) == (Place("source", "Fair", "general", "one"), 40, [])
    assert (first.drop_off, first.norm_drop_off) == (0.75, 0.25)
    assert first.excess == pytest.approx(0.5 * 40 / 60)
    assert (first.days, first.norm_days) == (pytest.approx((40 * 20 + 2 * 100) / 40), 10)
    assert first.waiting == pytest.approx(1_000 / (1_000 + 400 + 400))
    assert first.effect == round(40 * first.excess * 1_000)
    assert first.open_deals == [81, 82]
    assert first.confidence > 0.95
    assert first.low < first.excess < first.high
    assert first.sure > 3


@pytest.mark.thorough
def test_the_same_seed_tells_the_same(fairs):
    assert bottlenecks(fairs, NOW, runs=50, seed=3) == bottlenecks(fairs, NOW, runs=50, seed=3)


def test_few_deals_and_none_at_all_are_not_judged(facts_of):
    assert bottlenecks(facts_of(), NOW) == []
    made = [deal(n, "Web" if n % 2 else "Fair", 10 * (n % 2), "lost") for n in range(1, 30)]
    few = facts_of(deals=[each for each, _ in made], visits=[visit for _, visits in made for visit in visits])
    assert bottlenecks(few, NOW) == []


@pytest.mark.thorough
def test_stays_without_dates_and_deals_closed_before_they_were_opened_do_no_harm(facts_of):
    made = [deal(n, "Web", -5, "lost") for n in range(1, 50)] + [deal(n, "Fair", 5, "lost") for n in range(50, 99)]
    visits = [visit | {"entered_on": None} if visit["deal_id"] % 3 else visit for _, all_ in made for visit in all_]
    assert bottlenecks(facts_of(deals=[each for each, _ in made], visits=visits), NOW) == []
