"""A replay says of each past step what the gate would have said right then."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dealwright.activities.commands import log_activity
from dealwright.customers.commands import add_person
from dealwright.deals.commands import (
    History,
    NewDeal,
    Visit,
    add_stakeholder,
    change_deal,
    move_stage,
    open_deal,
    record_deals,
    win_deal,
)
from dealwright.deals.evidence import evidence_of
from dealwright.deals.models import Deal, Stakeholder
from dealwright.deals.replay.judging import MOVE
from dealwright.deals.replay.running import replay
from dealwright.deals.replay.summing import quantile
from dealwright.deals.rules import missing, plan_move
from dealwright.deals.tests.small_process import PROCESS
from dealwright.playbook import parse
from dealwright.processes.commands import publish
from dealwright.processes.queries import playbook, text_of
from dealwright.workspace.queries import Machine

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
BY = {"by": Machine(), "via": "page"}


def edited(deal: Deal, old: str, new: str) -> Any:
    """The deal's process with one change."""
    text = text_of(deal.version_id)
    assert old in text
    return parse(text.replace(old, new, 1))


def keys(found: Any, stage: int = 0) -> dict[str, int]:
    """How many deals each need of a stage stopped."""
    return {need.key: need.refused.deals for need in found.stages[stage].needs}


def test_fields_are_judged_as_they_were_then(deal: Deal) -> None:
    change_deal(deal.id, {"source": "Fair"}, **BY)
    move_stage(deal.id, "offer", override="Trust me", **BY)
    change_deal(deal.id, {"source": "", "amount": "100", "fields": {"budget": "5000"}}, **BY)
    found = replay(playbook(deal.version_id), "small", Machine())
    assert set(keys(found)) == {
        "field-budget",
        "activity-call-meeting",
        "person-decision_maker",
        "check-deal.amount > 0",
    }
    draft = edited(deal, "need: field, field: budget", "need: field, field: source")
    found = replay(draft, "small", Machine())
    assert "field-source" not in keys(found)  # it was known then, though it is empty today
    assert (found.steps, found.later, found.newly.deals, found.freed.deals) == (1, 0, 0, 0)


def test_people_and_activities_count_from_their_day(deal: Deal, cast: Any) -> None:
    move_stage(deal.id, "offer", override="Trust me", **BY)
    log_activity(("deal", deal.id), "call", "Hello", **BY)
    found = replay(playbook(deal.version_id), "small", Machine())
    assert "activity-call-meeting" in keys(found)
    move_stage(deal.id, "talk", **BY)
    move_stage(deal.id, "close", override="Trust me", **BY)
    again = replay(playbook(deal.version_id), "small", Machine())
    assert (again.steps, again.stages[0].steps) == (2, 2)
    assert keys(again) == keys(found)  # each deal is counted once


def test_a_draft_that_asks_for_more_or_less(deal: Deal) -> None:
    win_deal(deal.id, override="They paid", **BY)
    less = edited(deal, "      - {need: field, field: budget, why: Without a budget there is no project}\n", "")
    assert "field-budget" not in keys(replay(less, "small", Machine()))
    free = parse(
        "\n".join(
            line for line in text_of(deal.version_id).splitlines() if "{need:" not in line and "exit:" not in line
        )
    )
    found = replay(free, "small", Machine())
    assert (found.refused.deals, keys(found)) == (1, {MOVE: 1})  # the win skips a stage
    assert (found.newly.deals, found.freed.deals, found.stages[0].newly.deals) == (0, 0, 1)


def test_a_stage_that_the_draft_lacks_is_said_and_not_judged(deal: Deal) -> None:
    move_stage(deal.id, "offer", override="Trust me", **BY)
    found = replay(edited(deal, "key: offer", "key: proposal"), "small", Machine())
    assert (found.steps, found.homeless, found.refused.deals, found.passed.deals) == (0, {"offer": 1}, 0, 0)


def test_imported_pasts_are_judged_and_it_is_said_by_what(deal: Deal, process: Any) -> None:
    begun = deal.opened_at - timedelta(days=30)
    visits = [Visit("talk", begun), Visit("offer", begun + timedelta(days=9)), Visit("close", None)]
    past = History(NewDeal("Old", "small", fields={"budget": 1}), visits, begun, "won", begun + timedelta(days=20))
    record_deals([past], by=Machine(), via="import", import_id=1)
    found = replay(playbook(deal.version_id), "small", Machine())
    assert (found.deals, found.steps, found.later, found.undated) == (2, 2, 2, 1)
    assert "field-budget" not in keys(found)
    assert (found.stages[0].stays, found.stages[0].median) == (1, pytest.approx(9))


def test_a_replay_asks_the_database_as_often_for_many_deals(
    deal: Deal, django_assert_num_queries: Any, process: Any
) -> None:
    book = playbook(deal.version_id)
    replay(book, "small", Machine())
    pasts = [
        History(NewDeal(f"Deal {n}", "small"), [Visit("talk", None), Visit("offer", deal.opened_at)]) for n in range(50)
    ]
    record_deals(pasts, by=Machine(), via="import")
    with django_assert_num_queries(10):
        replay(book, "small", Machine())


@pytest.mark.thorough
class TheSameAsTheGate(TestCase):
    """Whatever a deal goes through, the replay of its own version refuses what the gate refused."""

    @given(
        st.lists(
            st.sampled_from(["amount", "budget", "call", "person", "offer", "close", "talk", "empty"]), max_size=12
        )
    )
    def test_the_replay_says_what_the_gate_said(self, steps: list[str]) -> None:
        """Each forward step is judged by the gate itself just before it is taken."""
        deal, person = _begun()
        said: list[set[str]] = []
        for step in steps:
            if step in ("offer", "close", "talk"):
                said += _gate(deal.id, step)
                move_stage(deal.id, step, override="For the test", **BY)
            else:
                _done(deal.id, person, step)
        found = replay(playbook(deal.version_id), "small", Machine())
        assert found.steps == len(said)
        refused = {need.key for stage in found.stages for need in stage.needs}
        assert refused == set().union(*said)
        assert (found.refused.deals, found.passed.deals) == (int(any(said)), int(bool(said) and not any(said)))


def _begun() -> tuple[Deal, int]:
    playbook.cache_clear()
    publish(PROCESS, by=Machine(), via="cli")
    person = add_person({"name": "Dora Decker"}, **BY)
    return Deal.objects.get(id=open_deal(NewDeal("Robots", "small"), **BY)), person


def _gate(deal_id: int, to: str) -> list[set[str]]:
    """What the gate says of a move forward: none for a move that is no step forward."""
    deal = Deal.objects.select_related("organisation", "owner", "product").get(id=deal_id)
    book, evidence = playbook(deal.version_id), evidence_of([deal])[deal.id]
    step = plan_move(book, deal.stage, to, evidence.facts)
    if not step.forward:
        return []
    unmet = {one.key for one in missing(book, step.passed[:1] if step.refusal else step.passed, evidence)}
    return [unmet or ({MOVE} if step.refusal else set())]


def _done(deal_id: int, person: int, step: str) -> None:
    if step == "amount":
        change_deal(deal_id, {"amount": "100"}, **BY)
    elif step == "budget":
        change_deal(deal_id, {"fields": {"budget": "100"}}, **BY)
    elif step == "empty":
        change_deal(deal_id, {"amount": None, "fields": {"budget": None}}, **BY)
    elif step == "call":
        log_activity(("deal", deal_id), "call", "Hello", **BY)
    elif not Stakeholder.objects.filter(deal_id=deal_id).exists():
        add_stakeholder(deal_id, person, "decision_maker", **BY)


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_reached_by_the_share_it_promises(values: list[float], share: float) -> None:
    ordered = sorted(values)
    found = quantile(ordered, share)
    assert found in ordered
    assert sum(value <= found for value in ordered) >= share * len(ordered) - 1e-9
    below = [value for value in ordered if found is not None and value < found]
    assert len(below) < share * len(ordered) + 1e-9
