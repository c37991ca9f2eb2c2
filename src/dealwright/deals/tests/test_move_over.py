"""Open deals follow another version of their process: planned, carried out, taken back."""

from typing import Any

import pytest

from dealwright import Conflict, NotAllowed, NotFound
from dealwright.deals.commands import change_deal, move_back, move_over, move_stage
from dealwright.deals.models import Deal, PipelineTotal, StageVisit
from dealwright.deals.queries import plan_over
from dealwright.processes.commands import publish
from dealwright.processes.queries import text_of
from dealwright.workspace.queries import Machine

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def stricter(deal: Deal) -> int:
    """The number of a version that asks for a source before a deal leaves Talking."""
    before = text_of(deal.version_id)
    text = before.replace(
        "    exit:\n", "    exit:\n      - {need: field, field: source, why: We know our sources}\n", 1
    )
    assert text != before
    return publish(text, by=Machine(), via="cli").number


def totals() -> dict[tuple[int, str], int]:
    """How many open deals are counted by version and stage."""
    rows = PipelineTotal.objects.filter(deals__gt=0).values_list("version_id", "stage", "deals")
    return {(version, stage): deals for version, stage, deals in rows}


def test_the_plan_names_what_newly_fails_and_changes_nothing(deal: Deal, stricter: int) -> None:
    plan = plan_over("small", stricter, Machine())
    assert [(one.id, [each.key for each in one.fails]) for one in plan.deals] == [(deal.id, ["field-source"])]
    assert plan.by_need == {"field-source": ("We know our sources", 1)}
    assert Deal.objects.get(id=deal.id).version_id == deal.version_id


def test_a_need_that_is_met_does_not_newly_fail(deal: Deal, stricter: int) -> None:
    change_deal(deal.id, {"source": "Fair"}, by=Machine(), via="api")
    assert plan_over("small", stricter, Machine()).failing == ()


def test_deals_move_over_and_back(deal: Deal, stricter: int) -> None:
    before = totals()
    move = move_over("small", stricter, by=Machine(), via="cli")
    assert move is not None
    after = Deal.objects.get(id=deal.id)
    assert (after.version_id != deal.version_id, after.stage) == (True, deal.stage)
    assert totals() == {(after.version_id, "talk"): 1}
    assert move_back(move, by=Machine(), via="cli") == (1, 0)
    assert Deal.objects.get(id=deal.id).version_id == deal.version_id
    assert totals() == before
    with pytest.raises(Conflict, match="taken back already"):
        move_back(move, by=Machine(), via="cli")


def test_a_deal_that_was_worked_on_stays(deal: Deal, stricter: int) -> None:
    move = move_over("small", stricter, by=Machine(), via="cli")
    change_deal(deal.id, {"source": "Fair"}, by=Machine(), via="api")
    assert move is not None
    assert move_back(move, by=Machine(), via="cli") == (0, 1)


def test_a_stage_that_is_gone_needs_a_new_place(deal: Deal) -> None:
    number = publish(text_of(deal.version_id).replace("key: talk", "key: chat"), by=Machine(), via="cli").number
    assert plan_over("small", number, Machine()).homeless == {"talk": 1}
    with pytest.raises(Conflict, match="talk"):
        move_over("small", number, by=Machine(), via="cli")
    move_over("small", number, by=Machine(), via="cli", stages={"talk": "chat"})
    assert Deal.objects.get(id=deal.id).stage == "chat"
    visits = StageVisit.objects.filter(deal_id=deal.id).order_by("n").values_list("stage", "left_at")
    assert [(stage, left is None) for stage, left in visits] == [("talk", False), ("chat", True)]


def test_who_may_not_publish_may_not_move_deals_over(deal: Deal, stricter: int, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        move_over("small", stricter, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        plan_over("small", 99, Machine())


def test_after_the_move_the_new_gate_holds(deal: Deal, stricter: int, cast: Any) -> None:
    move_over("small", stricter, by=Machine(), via="cli")
    with pytest.raises(Conflict) as refused:
        move_stage(deal.id, "offer", by=cast.rep, via="page")
    assert "field-source" in {one["key"] for one in refused.value.details["missing"]}
