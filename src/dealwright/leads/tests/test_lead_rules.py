"""Scoring, assigning and conditions: pure, tried with whatever comes."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Conflict, Invalid
from dealwright.leads.rules import (
    SAMPLE,
    Given,
    Rule,
    Scoring,
    Standing,
    Territory,
    choose,
    condition_faults,
    facts_of,
    require_move,
    score,
)
from dealwright.leads.rules.capture import TAKEN, read_answer, read_asked, read_sites

NAMES = {1: "Ann", 2: "Bob", 3: "Cid", 4: "Dee"}
CONDITIONS = [
    'lead.country == "DE"',
    "lead.free_mail",
    "has(lead.phone)",
    'lead.fields.size == "big"',
    "lead.touches > 1",
]
facts = st.builds(
    lambda **known: facts_of(known, {"size": known["size"]} if known["size"] else {}),
    country=st.sampled_from(["DE", "FR", ""]),
    email=st.sampled_from(["a@gmail.com", "a@acme.example", ""]),
    phone=st.sampled_from(["", "+49"]),
    touches=st.integers(1, 3),
    size=st.sampled_from(["big", ""]),
)
scorings = st.builds(Scoring, st.sampled_from(CONDITIONS), st.integers(-100, 100), st.text("abc", min_size=1))
rules = st.builds(
    Rule,
    st.integers(1, 5),
    st.just("Rule"),
    st.sampled_from(["", *CONDITIONS]),
    st.sampled_from(["member", "round_robin", "least_load", "territory"]),
    st.lists(st.sampled_from([1, 2, 3, 4, 9]), unique=True).map(tuple),
    st.booleans(),
)


def people(at_work: Any = (), land: Territory | None = None) -> Given:
    return Given(NAMES, lambda one: one in at_work, lambda _: land)


@given(st.lists(scorings, max_size=6), facts)
def test_the_parts_of_a_score_sum_to_it(written: list[Scoring], known: dict[str, Any]) -> None:
    found = score(written, known)
    assert found.score == sum(points for _, points in found.reasons)
    assert all((reason, points) in {(one.reason, one.points) for one in written} for reason, points in found.reasons)
    assert score(written[::-1], known).score == found.score


@given(
    st.lists(rules, max_size=4), facts, st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.integers(0, 9)),
    st.sets(st.sampled_from([1, 2, 3, 4])), st.sampled_from([None, Territory("North", (2, 3))]),
)  # fmt: skip
def test_whoever_gets_a_lead_was_named_and_may(
    written: list[Rule], known: dict[str, Any], load: dict[int, int], at_work: set[int], land: Territory | None
) -> None:
    standing = Standing(dict(load))
    decision = choose(written, known, standing, people(at_work, land))
    assert decision.why
    assert standing.load == load  # deciding changes nothing
    if decision.member_id is None:
        return
    rule = decision.rule
    assert rule is not None
    able = [one for one in decision.candidates if one.can]
    assert decision.member_id in {one.id for one in able}
    assert not rule.in_hours or decision.member_id in at_work
    if rule.method in ("least_load", "territory"):
        assert load.get(decision.member_id, 0) == min(one.load for one in able)


@given(st.lists(st.sampled_from([1, 2, 3, 4]), min_size=1, unique=True), st.integers(1, 40))
def test_round_robin_is_fair(members: list[int], leads: int) -> None:
    rule, standing = Rule(1, "All", "", "round_robin", tuple(members)), Standing()
    got = []
    for _ in range(leads):
        chosen = choose([rule], {}, standing, people()).member_id
        assert chosen is not None
        standing.gave(1, chosen)
        got.append(chosen)
    counts = Counter(dict.fromkeys(members, 0)) | Counter(got)
    assert max(counts.values()) - min(counts.get(one, 0) for one in members) <= 1
    assert got[: len(members)] == members[:leads]


def test_a_rule_that_finds_nobody_lets_the_next_one_try() -> None:
    written = [Rule(1, "Day", "", "member", (1,), True), Rule(2, "Rest", "", "member", (2,))]
    decision = choose(written, {}, Standing(), people())
    assert decision.member_id == 2
    assert decision.why == "“Day” found nobody: nobody of it was at work. “Rest” gives such leads to Bob."
    assert choose(written[:1], {}, Standing(), people()).member_id is None


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("lead.colour == 1", "there is no lead.colour"),
        ("lead.country = 'DE'", "write =="),
        ("country == 'DE'", '"country" stands alone'),
        ("lead.country", "yes or no"),
        ("lead.touches > 'x'", "different kinds"),
        ("lead.country ==", "something is missing"),
        ("shout(lead.country)", 'no function "shout"'),
        ("lead.message.matches('(a{99}){99}')", "repeats"),
        ("lead.phone == null", "null is not used"),
        ("x" * 501, "characters"),
    ],
)
def test_a_bad_condition_is_told_in_words(condition: str, said: str) -> None:
    assert said in condition_faults(condition, {})[0]


@given(st.text(max_size=60))
def test_no_text_breaks_a_condition(text: str) -> None:
    assert isinstance(condition_faults(text, {}), list)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_good_conditions_are_good(condition: str) -> None:
    assert condition_faults(condition, {"size": "text"}) == []


def test_every_part_of_the_sample_can_be_asked() -> None:
    assert [name for name in SAMPLE if condition_faults(f"has(lead.{name})", {})] == []


def test_a_converted_lead_goes_nowhere() -> None:
    with pytest.raises(Conflict):
        require_move("converted", "new", "Ada")
    with pytest.raises(Conflict):
        require_move("disqualified", "qualified", "Ada")
    require_move("recycled", "new", "Ada")


def test_forms_ask_for_what_makes_sense() -> None:
    for wrong in ([], [{"key": "Name"}], [{"key": "name"}, {"key": "name"}], [{"key": "size"}],
                  [{"key": "name"}, {"key": "size", "kind": "select"}], [{"key": "name"}] * 31):  # fmt: skip
        with pytest.raises(Invalid):
            read_asked(wrong)
    asked = read_asked([{"key": "email", "required": True}, {"key": "size", "kind": "select", "choices": ["S", "L"]}])
    email, size = asked
    assert (read_answer(email, " a@b.example "), read_answer(size, "L"), read_answer(size, "")) == (
        "a@b.example",
        "L",
        "",
    )
    for one, text in ((email, ""), (size, "XL"), (email, "a" * 301)):
        with pytest.raises(Invalid):
            read_answer(one, text)


@pytest.mark.parametrize("key", sorted(TAKEN))
def test_no_question_takes_a_name_that_every_form_sends(key: str) -> None:
    with pytest.raises(Invalid, match=f"“{key}” is what every form sends"):
        read_asked([{"key": "email"}, {"key": key}])


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "https://", "https://a b", "*", "https://x:y", "'self'", "a;b"])
def test_only_sites_may_frame_a_form(bad: str) -> None:
    with pytest.raises(Invalid):
        read_sites(bad)
    assert read_sites("example.com\nhttps://www.example.com:8443/page") == [
        "https://example.com", "https://www.example.com:8443",
    ]  # fmt: skip
