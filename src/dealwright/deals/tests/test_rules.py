"""Gates and moves as pure decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deals.rules import Done, Evidence, Proof, Standing, judge, missing, plan_move, plan_win, start_refusal
from dealwright.playbook import Moves, Playbook, parse

TEXT = """
format: 1
process: short
title: Short process
currency: EUR
fields:
  - {key: budget, type: money, title: Budget}
stages:
  - key: talk
    title: Talking
    probability: 10
    exit:
      - {need: field, field: budget, why: Without a budget there is no project}
      - {need: activity, kind: [call, meeting], why: You have spoken}
      - {need: person, role: decision_maker, why: Somebody can say yes}
      - {need: check, check: deal.amount > 100.0, why: It is worth it}
  - {key: offer, title: Offering, probability: 50}
  - {key: close, title: Closing, probability: 80}
outcomes:
  lost: {reasons: [price]}
"""
BOOK = parse(TEXT)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def call(kind: str = "call") -> Done:
    """An activity of yesterday."""
    return Done(kind, "", 1, False, NOW - timedelta(days=1), Proof("Call"))


def with_eve_as(role: str) -> dict[str, list[Standing]]:
    """Eve in a role."""
    return {role: [Standing("Eve", "", Proof("Eve"))]}


FULL = Evidence({"amount": 101.0, "fields": {"budget": 5.0}}, NOW, done=[call()], people=with_eve_as("decision_maker"))


def with_moves(**moves: Any) -> Playbook:
    """The process with other rules for moving."""
    return replace(BOOK, moves=replace(Moves(), **moves))


def test_a_full_gate_misses_nothing_and_tells_its_evidence() -> None:
    judged = judge(BOOK.stage("talk"), FULL, BOOK)
    assert [one.met for one in judged] == [True] * 4
    assert judged[2].evidence == "Eve"


@pytest.mark.parametrize(
    ("evidence", "need"),
    [
        (replace(FULL, facts={"amount": 101.0, "fields": {}}), "field"),
        (replace(FULL, done=[call("email")]), "activity"),
        (replace(FULL, people=with_eve_as("champion")), "person"),
        (replace(FULL, facts={"amount": 100.0, "fields": {"budget": 5.0}}), "check"),
        (replace(FULL, facts={"amount": None, "fields": {"budget": 5.0}}), "check"),
    ],
)
def test_each_kind_of_need_is_named_with_its_remedy(evidence: Evidence, need: str) -> None:
    (unmet,) = missing(BOOK, [BOOK.stage("talk")], evidence)
    assert unmet.need == need
    assert unmet.why
    assert unmet.remedy
    assert set(unmet.as_missing()) >= {"need", "why", "remedy"}


def test_a_field_given_when_the_deal_was_opened_expires_too() -> None:
    book = parse(TEXT.replace("field: budget,", "field: budget, valid_days: 30,"))
    judged = [judge(book.stage("talk"), replace(FULL, opened_at=NOW - timedelta(days)), book)[0] for days in (29, 31)]
    assert [(one.met, bool(one.expired)) for one in judged] == [(True, False), (False, True)]


def test_a_need_of_two_stages_is_named_once() -> None:
    assert len(missing(BOOK, [BOOK.stage("talk"), BOOK.stage("talk")], Evidence({}, NOW))) == 4


def test_the_next_step_leaves_one_stage_behind() -> None:
    step = plan_move(BOOK, "talk", "offer")
    assert (step.forward, [stage.key for stage in step.passed], step.skipped, step.refusal) == (True, ["talk"], (), "")


def test_skipping_is_refused_unless_the_process_allows_it() -> None:
    assert "Offering" in plan_move(BOOK, "talk", "close").refusal
    step = plan_move(with_moves(skip="allow"), "talk", "close")
    assert (step.refusal, step.skipped, len(step.passed)) == ("", ("offer",), 2)


def test_going_back_needs_no_evidence_but_permission() -> None:
    assert plan_move(BOOK, "close", "talk").refusal == ""
    assert plan_move(BOOK, "close", "talk").passed == ()
    assert plan_move(with_moves(back="refuse"), "close", "talk").refusal


def test_winning_passes_all_remaining_gates() -> None:
    assert plan_win(BOOK, "close").refusal == ""
    assert [stage.key for stage in plan_win(with_moves(skip="allow"), "talk").passed] == ["talk", "offer", "close"]
    assert plan_win(BOOK, "talk").refusal


def test_where_a_deal_may_start() -> None:
    assert start_refusal(BOOK, "close") == ""
    assert "Talking" in start_refusal(with_moves(start="first"), "close")
    assert start_refusal(with_moves(start="first"), "talk") == ""


STAGES = st.sampled_from(["talk", "offer", "close"])


@given(STAGES, STAGES, st.booleans())
def test_a_move_leaves_exactly_the_stages_between_behind(origin: str, to: str, skip: bool) -> None:
    book = with_moves(skip="allow" if skip else "refuse")
    step = plan_move(book, origin, to)
    between = max(0, book.position(to) - book.position(origin))
    assert len(step.passed) == between
    assert step.forward == (between > 0)
    assert bool(step.refusal) == (between > 1 and not skip)
