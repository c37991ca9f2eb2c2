"""What meets a need, against a plain computation: groups, conditions, expiry, stances, strengths."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deals.rules import (
    Answered,
    Done,
    Evidence,
    Proof,
    Standing,
    is_met,
    judge,
    missing,
    plan_move,
    plan_win,
)
from dealwright.playbook import (
    ActivityNeed,
    AllNeed,
    AnswerNeed,
    AnyNeed,
    ApprovalNeed,
    BuyerNeed,
    CheckNeed,
    ConsentNeed,
    DocumentNeed,
    EventNeed,
    FieldNeed,
    Need,
    PersonNeed,
    Stage,
    TaskNeed,
    parse,
)

BOOK = parse("""
format: 1
process: proofs
title: Proofs
currency: EUR
frameworks: [meddic]
fields:
  - {key: budget, type: money, title: Budget}
moves:
  skip: warn
  back: warn
  shortcuts: [{key: known-customer, title: They know us, from: talk, to: close, when: deal.amount > 5.0}]
stages:
  - {key: talk, title: Talking, probability: 10, buyer: [{key: trial, title: Tries it}]}
  - {key: offer, title: Offering, probability: 50}
  - {key: close, title: Closing, probability: 80}
outcomes:
  lost: {reasons: [price]}
""")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER, LEADER, SOMEBODY = 1, 2, 3
STANCES = ["against", "neutral", "supporter", "champion"]
STRENGTHS = ["claimed", "confirmed", "proven"]
CONDITIONS: dict[str, Callable[[float], bool]] = {
    "": lambda amount: True,
    "deal.amount > 5.0": lambda amount: amount > 5,
    "deal.amount <= 5.0": lambda amount: amount <= 5,
}


@dataclass(frozen=True)
class World:
    """A deal as plain numbers: everything with the days since it happened.

    `done`: kind, outcome, who, days; `people`: stance and days of each decision maker; `answer`: strength and days;
    `confirmed`: for each kind days since and days left (None: for good).
    """

    amount: float
    budget: int | None
    done: list[tuple[str, str, int, int]]
    people: list[tuple[str, int]]
    answer: tuple[int, int] | None
    task: int | None
    confirmed: dict[str, list[tuple[int, int | None]]]
    in_stage: int


def past(days: int) -> datetime:
    """So many days ago."""
    return NOW - timedelta(days=days)


def evidence_of(world: World) -> Evidence:
    """The world as the rules take it."""

    def kept(since: int, left: int | None) -> Proof:
        return Proof("Seen", at=past(since), until=None if left is None else NOW + timedelta(days=left))

    keys = {"document": "nda", "event": "quote_sent", "buyer": "trial", "consent": "data", "approval": "discount"}
    return Evidence(
        {"amount": world.amount, "fields": {} if world.budget is None else {"budget": 9.0}},
        NOW,
        OWNER,
        past(world.in_stage),
        {} if world.budget is None else {"budget": Proof("", at=past(world.budget))},
        [
            Done(kind, outcome, who, who == LEADER, past(days), Proof("Done", at=past(days)))
            for kind, outcome, who, days in world.done
        ],
        {"decision_maker": [Standing("Eve", stance, Proof("Eve", at=past(days))) for stance, days in world.people]},
        {}
        if world.answer is None
        else {"champion": Answered(world.answer[0], Proof("Known", at=past(world.answer[1])))},
        {} if world.task is None else {"demo": Proof("Demo", at=past(world.task))},
        {(kind, keys[kind]): [kept(*each) for each in found] for kind, found in world.confirmed.items()},
    )


def ages(need: Any, world: World) -> Iterator[tuple[int, int | None] | None]:
    """All that would meet the need: days since, days left; None for what never grows old."""
    match need:
        case FieldNeed():
            yield from [] if world.budget is None else [(world.budget, None)]
        case ActivityNeed():
            for kind, outcome, who, days in world.done:
                wanted = list(need.outcome) or ["held", "agreed", "declined"]
                right = {"anyone": True, "owner": who == OWNER, "manager": who == LEADER}[need.by]
                recent = need.within is None or days <= need.within
                here = need.since == "deal" or days <= world.in_stage
                if kind in need.kinds and (outcome or "held") in wanted and right and recent and here:
                    yield days, None
        case PersonNeed():
            for stance, days in world.people:
                if need.stance is None or (stance and STANCES.index(stance) >= STANCES.index(need.stance)):
                    yield days, None
        case AnswerNeed():
            if world.answer and world.answer[0] >= 1 + STRENGTHS.index(need.strength):
                yield world.answer[1], None
        case CheckNeed():
            yield from [None] if world.amount > 3 else []
        case TaskNeed():
            yield from [] if world.task is None else [(world.task, None)]
        case _:
            yield from world.confirmed.get(need.need, [])


def expected(need: Any, world: World, limits: tuple[int, ...] = ()) -> bool | None:
    """Whether the need is met; None when it is not asked."""
    if not CONDITIONS[need.when](world.amount):
        return None
    limits = (*limits, *([need.valid_days] if need.valid_days else []))
    if isinstance(need, AnyNeed | AllNeed):
        parts = need.any_of if isinstance(need, AnyNeed) else need.all_of
        asked = [one for part in parts if (one := expected(part, world, limits)) is not None]
        return not asked or (any(asked) if isinstance(need, AnyNeed) else all(asked))
    return any(
        age is None or (all(age[0] < limit for limit in limits) and (age[1] is None or age[1] > 0))
        for age in ages(need, world)
    )


days = st.integers(0, 40)
about = {
    "why": st.just("It matters"),
    "when": st.sampled_from(list(CONDITIONS)),
    "valid_days": st.none() | st.integers(1, 40),
}
outcomes = st.lists(st.sampled_from(["held", "agreed", "declined", "postponed", "no_answer"]), max_size=2).map(tuple)
kinds = st.lists(st.sampled_from(["call", "meeting"]), min_size=1, max_size=2, unique=True).map(tuple)
leaf = st.one_of(
    st.builds(FieldNeed, field=st.just("budget"), **about),
    st.builds(
        ActivityNeed, kinds=kinds, outcome=outcomes, by=st.sampled_from(["anyone", "owner", "manager"]),
        within=st.none() | st.integers(1, 40), since=st.sampled_from(["deal", "stage"]), **about,
    ),
    st.builds(PersonNeed, role=st.just("decision_maker"), stance=st.none() | st.sampled_from(STANCES), **about),
    st.builds(
        AnswerNeed, framework=st.just("meddic"), element=st.just("champion"),
        strength=st.sampled_from(STRENGTHS), **about,
    ),
    st.builds(CheckNeed, check=st.just("deal.amount > 3.0"), **about),
    st.builds(TaskNeed, task=st.just("demo"), **about),
    st.builds(DocumentNeed, document=st.just("nda"), **about),
    st.builds(EventNeed, event=st.just("quote_sent"), **about),
    st.builds(BuyerNeed, step=st.just("trial"), **about),
    st.builds(ConsentNeed, purpose=st.just("data"), **about),
    st.builds(ApprovalNeed, approver=st.just("manager"), key=st.just("discount"), **about),
)  # fmt: skip
need = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(AnyNeed, any_of=st.lists(inner, min_size=2, max_size=4).map(tuple), **about),
        st.builds(AllNeed, all_of=st.lists(inner, min_size=2, max_size=4).map(tuple), **about),
    ),
    max_leaves=6,
)
confirmed = st.lists(st.tuples(days, st.none() | st.integers(-5, 5).filter(bool)), max_size=2)
world = st.builds(
    World, amount=st.sampled_from([2.0, 4.0, 6.0]), budget=st.none() | days,
    done=st.lists(
        st.tuples(
            st.sampled_from(["call", "meeting", "email"]),
            st.sampled_from(["", "held", "agreed", "postponed", "no_answer"]),
            st.sampled_from([OWNER, LEADER, SOMEBODY]), days,
        ), max_size=4,
    ),
    people=st.lists(st.tuples(st.sampled_from(["", *STANCES]), days), max_size=2),
    answer=st.none() | st.tuples(st.integers(0, 3), days), task=st.none() | days,
    confirmed=st.fixed_dictionaries(dict.fromkeys(["document", "event", "buyer", "consent", "approval"], confirmed)),
    in_stage=days,
)  # fmt: skip


def stage(*needs: Need) -> Stage:
    """The first stage, asking for these."""
    return replace(BOOK.stages[0], exit=needs)


@pytest.mark.thorough
@given(need, world)
def test_a_need_is_met_exactly_when_the_plain_computation_says_so(need: Need, world: World) -> None:
    evidence, right = evidence_of(world), expected(need, world)
    assert is_met(need, evidence, BOOK) == (right is not False)
    judged = judge(stage(need), evidence, BOOK)
    assert [one.met for one in judged] == ([] if right is None else [right])
    assert bool(missing(BOOK, [stage(need)], evidence)) == (right is False)


@pytest.mark.thorough
@given(need, world)
def test_proof_that_counts_has_not_ended_and_expired_proof_has(need: Need, world: World) -> None:
    waiting = judge(stage(need), evidence_of(world), BOOK)
    while waiting:
        one = waiting.pop()
        waiting += one.parts
        assert one.proof is None or (one.met and (one.proof.until is None or one.proof.until > NOW))
        assert one.expired is None or (not one.met and one.expired.until is not None and one.expired.until <= NOW)


@pytest.mark.thorough
@given(st.lists(need, max_size=5), world)
def test_what_two_stages_miss_is_named_once(needs: list[Need], world: World) -> None:
    here = stage(*needs)
    keys = [(one.need, one.key) for one in missing(BOOK, [here, here], evidence_of(world))]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(one.need, one.key) for one in missing(BOOK, [here], evidence_of(world))}


@given(st.sampled_from(STANCES), st.sampled_from(STANCES))
def test_a_warmer_stance_meets_whatever_a_cooler_one_meets(asked: str, had: str) -> None:
    known = Evidence({}, NOW, people={"decision_maker": [Standing("Eve", had, Proof("Eve"))]})
    wanted = PersonNeed(role="decision_maker", stance=asked, why="They decide")  # type: ignore[arg-type]  # its word
    assert is_met(wanted, known, BOOK) == (STANCES.index(had) >= STANCES.index(asked))


def test_expired_proof_reopens_the_need_and_is_told() -> None:
    asked = DocumentNeed(document="nda", why="Papers", valid_days=30, duty="GDPR, article 28")
    for age, met in ((29, True), (30, False)):
        known = Evidence({}, NOW, proofs={("document", "nda"): [Proof("NDA", at=past(age))]})
        (one,) = judge(stage(asked), known, BOOK)
        assert (one.met, one.expired is None) == (met, met)
    told = one.as_missing()
    assert (told["expired"], told["duty"], told["key"]) == ("2026-11-22", "GDPR, article 28", "document-nda")


def test_what_a_group_says_of_expiry_holds_for_its_parts() -> None:
    parts = (DocumentNeed(document="nda", why="Papers"), DocumentNeed(document="msa", why="Papers"))
    known = Evidence({}, NOW, proofs={("document", key): [Proof(key, at=past(9))] for key in ("nda", "msa")})
    for days, met in ((10, True), (9, False)):
        asked = AllNeed(all_of=parts, why="Both", valid_days=days)
        (one,) = judge(stage(asked), known, BOOK)
        assert (one.met, is_met(asked, known, BOOK)) == (met, met)
    assert [part["key"] for part in one.as_missing()["of"]] == ["document-nda", "document-msa"]


def test_a_group_names_just_the_parts_that_are_missing() -> None:
    parts = (DocumentNeed(document="nda", why="Papers"), DocumentNeed(document="msa", why="Papers"))
    known = Evidence({}, NOW, proofs={("document", "nda"): [Proof("NDA")]})
    (one,) = judge(stage(AllNeed(all_of=parts, why="Both")), known, BOOK)
    assert [part["key"] for part in one.as_missing()["of"]] == ["document-msa"]


@pytest.mark.parametrize(("amount", "title", "skipped"), [(6.0, "They know us", ("offer",)), (5.0, "", ("offer",))])
def test_a_shortcut_is_open_to_those_it_names_and_asks_only_for_its_own_gate(
    amount: float, title: str, skipped: tuple[str, ...]
) -> None:
    step = plan_move(BOOK, "talk", "close", {"amount": amount})
    assert (step.shortcut, step.skipped, step.refusal) == (title, skipped, "")
    assert len(step.passed) == (1 if title else 2)
    assert bool(step.warning) == (not title)


def test_what_a_process_warns_of_is_let_pass_and_said() -> None:
    assert "Offering would be skipped" in plan_move(BOOK, "talk", "close").warning
    assert plan_move(BOOK, "close", "talk").warning
    assert plan_move(BOOK, "talk", "offer").warning == ""
    assert "Closing" in plan_win(BOOK, "talk").warning
