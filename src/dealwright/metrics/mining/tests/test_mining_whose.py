"""Whose wait it was: of a few deals written down by hand, of any deals, and where one segment is kept waiting by us."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.metrics.mining import TURNS, bottlenecks, waits
from dealwright.metrics.mining.places import EVERYBODY

NOW = datetime.fromisoformat("2026-06-01")
CAME = datetime.fromisoformat("2026-03-01")


def on(day: float) -> datetime:
    return CAME + timedelta(days=day)


def told(number: int, day: float, kind: str, **more: str) -> dict:
    return {"deal_id": number, "kind": kind, "at": on(day), **more}


def whole(facts) -> dict:
    """The days of all deals by whose turn it was, of the only stage."""
    [row] = [each for each in waits(facts, NOW) if each.place.dimension == EVERYBODY]
    return {turn: round(getattr(row, turn), 6) for turn in TURNS} | {"days": round(row.days, 6)}


def stay(number: int = 1, until: float = 40) -> dict:
    deal = {"deal_id": number, "status": "lost", "opened_on": CAME, "closed_on": on(until), "stage": "one"}
    visit = {"deal_id": number, "stage": "one", "position": 0, "entered_on": CAME, "left_on": on(until)}
    return {"deals": [deal], "visits": [visit]}


def test_a_stay_is_parted_by_what_is_known(facts_of):
    activities = [
        told(1, 4, "call", outcome="no_answer"),  # 0-4 not known, from 4 on it is for them to call back
        told(1, 9, "email", direction="in"),  # from 9 on it is for us to answer
        told(1, 11, "email"),  # from 11 on theirs
        told(1, 12, "note"),  # which changes nothing
        told(1, 15, "meeting"),  # they spoke with us: from 15 on ours
        told(1, 16, "email", direction="out"),  # from 16 on theirs
    ]
    signs = [
        {"sign_id": 1, "deal_id": 1, "kind": "approval", "from_on": on(18), "to_on": on(23)},
        {"sign_id": 2, "deal_id": 1, "kind": "task", "from_on": on(25), "to_on": on(28)},  # late for 3 days
        {"sign_id": 3, "deal_id": 1, "kind": "buyer", "from_on": on(36), "to_on": None},
    ]
    facts = facts_of(**stay(), activities=activities, signs=signs)
    ours = (11 - 9) + (16 - 15) + (28 - 25) + (40 - 36)
    assert whole(facts) == {"ours": ours, "buyer": 40 - 4 - ours - 5, "others": 5, "unknown": 4, "days": 40}


def test_a_late_task_stops_counting_when_we_are_in_touch(facts_of):
    signs = [{"sign_id": 1, "deal_id": 1, "kind": "task", "from_on": on(10), "to_on": None}]
    facts = facts_of(**stay(), activities=[told(1, 20, "email")], signs=signs)
    assert whole(facts) == {"ours": 10, "buyer": 20, "others": 0, "unknown": 10, "days": 40}


day = st.integers(-5, 60)
happened = st.fixed_dictionaries(
    {
        "at": day.map(on),
        "kind": st.sampled_from(["call", "email", "meeting", "note", "task"]),
        "direction": st.sampled_from([None, "in", "out"]),
        "outcome": st.sampled_from([None, "agreed", "no_answer", "postponed"]),
    }
)
sign = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["approval", "task", "buyer"]),
        "from_on": st.none() | day.map(on),
        "to_on": st.none() | day.map(on),
    }
)
stops = st.lists(st.floats(0, 50), min_size=2, max_size=5).map(sorted)
lives = st.tuples(stops, st.lists(happened, max_size=8), st.lists(sign, max_size=5), st.booleans())


def lived(number: int, days: list[float], is_open: bool) -> tuple[dict, list[dict], float]:
    """A deal of an owner of its own with stays up to these days, and the days that these make together."""
    moments = [on(each).replace(microsecond=0) for each in days]
    visits = [
        {"deal_id": number, "stage": f"s{n % 2}", "position": n % 2, "entered_on": begin, "left_on": end}
        for n, (begin, end) in enumerate(pairwise(moments))
    ]
    visits[-1]["left_on"] = None if is_open else moments[-1]
    status, closed_on = ("open", None) if is_open else ("won", moments[-1])
    deal = {"deal_id": number, "owner_id": number, "status": status, "opened_on": moments[0], "closed_on": closed_on}
    return deal, visits, ((NOW if is_open else moments[-1]) - moments[0]) / timedelta(days=1)


@pytest.mark.thorough
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lives, min_size=3, max_size=12))
def test_the_parts_add_up_to_the_stay(facts_of, made):
    deals = [lived(number, days, is_open) for number, (days, _, _, is_open) in enumerate(made)]
    facts = facts_of(
        deals=[deal for deal, _, _ in deals],
        visits=[visit for _, visits, _ in deals for visit in visits],
        activities=[{"deal_id": number, **each} for number, one in enumerate(made) for each in one[1]],
        signs=[{"deal_id": number, **each} for number, one in enumerate(made) for each in one[2]],
    )
    found = waits(facts, NOW)
    for row in found:
        assert row.days == pytest.approx(row.ours + row.buyer + row.others + row.unknown)
        assert min(row.ours, row.buyer, row.others, row.unknown) >= 0
    for number, (_, _, stayed) in enumerate(deals):
        own = [row.days for row in found if (row.place.dimension, row.place.segment) == ("owner", str(number))]
        assert sum(own) == pytest.approx(stayed)


def test_where_the_buyer_waits_for_us_the_bottleneck_says_so(facts_of):
    deals, visits, activities = [], [], []
    for number in range(1, 81):
        slow = number % 2 == 0
        status = "won" if number % 8 in (0, 1, 3, 5) else "lost"  # one in four, and three in four
        until = 30 if slow else 10
        made = stay(number, until)
        deals += [each | {"source": "Fair" if slow else "Web", "status": status} for each in made["deals"]]
        visits += made["visits"]
        activities += [told(number, 1, "email"), told(number, 3, "email", direction="in")]  # they answer in two days
        activities += [told(number, until - 2, "email")]  # and we in five, or in twenty-five
    first = bottlenecks(facts_of(deals=deals, visits=visits, activities=activities), NOW)[0]
    assert (first.place.segment, first.days, first.norm_days) == ("Fair", 30, 10)
    assert first.whose == pytest.approx({"ours": 25, "buyer": 4, "others": 0, "unknown": 1})
    assert first.norm_whose == pytest.approx({"ours": 5, "buyer": 4, "others": 0, "unknown": 1})
