"""Every shipped playbook is complete, and speaks of its own trade."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from dealwright.playbook import (
    BuyerNeed,
    FieldNeed,
    Need,
    Playbook,
    Stage,
    TaskNeed,
    compile_check,
    flat,
    load,
    read_file,
    shipped,
)

pytestmark = pytest.mark.thorough

WHOLE = [key for key, path in shipped().items() if not load(path).extends]
TRADES = [key for key in WHOLE if key != "general"]


def asked(stage: Stage) -> list[Need]:
    """All that the gate of this stage asks for."""
    return list(flat(stage.exit))


def by_stage(playbook: Playbook) -> Iterator[tuple[tuple[Stage, ...], Need]]:
    """Each need, with the stages that a deal has been in when it is asked."""
    for place, stage in enumerate(playbook.stages):
        for need in asked(stage):
            yield playbook.stages[: place + 1], need


@pytest.mark.parametrize("key", sorted(shipped()))
def test_is_complete(key: str) -> None:
    reading = read_file(shipped()[key])
    assert reading.problems == ()
    playbook = reading.playbook
    assert playbook is not None
    assert playbook.summary
    assert len(playbook.fields) >= 6
    assert [field.key for field in playbook.fields if not field.help] == []
    assert 5 <= len(playbook.stages) <= 8
    for stage in playbook.stages:
        assert stage.phase in playbook.journey
        assert len(stage.questions) >= 3
        assert all((stage.beliefs, stage.buyer, stage.objections, stage.materials))
    won, lost = playbook.outcomes.won, playbook.outcomes.lost
    assert all((won.tasks, won.onboarding, won.rhythm))
    assert len(lost.reasons) >= 5


@pytest.mark.parametrize("key", TRADES)
def test_asks_for_many_kinds_of_proof(key: str) -> None:
    needs = [need for stage in load(shipped()[key]).stages for need in asked(stage)]
    assert len({need.need for need in needs}) >= 5
    assert any(need.duty for need in needs)
    assert any(compile_check(need.when).names & {"country", "in_eu", "in_eea"} for need in needs if need.when)


@pytest.mark.parametrize("key", sorted(shipped()))
def test_the_way_to_a_won_deal_is_dated_forward(key: str) -> None:
    milestones = [step.days for step in load(shipped()[key]).outcomes.won.onboarding]
    assert milestones == sorted(milestones)
    assert milestones[-1] > 0


@pytest.mark.parametrize("key", sorted(shipped()))
def test_what_a_gate_asks_to_be_done_was_planned_by_then(key: str) -> None:
    for stages, need in by_stage(load(shipped()[key])):
        match need:
            case TaskNeed():
                assert need.task in {activity.key for stage in stages for activity in stage.activities}
            case BuyerNeed():
                assert need.step in {step.key for stage in stages for step in stage.buyer}


@pytest.mark.parametrize("key", TRADES)
def test_no_duty_is_passed_over_because_nobody_asked(key: str) -> None:
    """What decides whether a duty applies is asked for at the same gate, or before."""
    for stages, need in by_stage(load(shipped()[key])):
        decisive = compile_check(need.when).names if need.duty and need.when else frozenset()
        assert decisive <= known_by_then(stages), f"{stages[-1].key}: {need.when}"


def known_by_then(stages: tuple[Stage, ...]) -> set[str]:
    needs = [need for stage in stages for need in asked(stage)]
    fields = {f"fields.{need.field}" for need in needs if isinstance(need, FieldNeed)}
    checked = {name for need in needs if need.need == "check" for name in compile_check(need.check).names}
    by_country = {"in_eu", "in_eea"} if "country" in checked else set()
    return fields | checked | by_country | {"amount"}


@pytest.mark.parametrize(("one", "other"), list(combinations(WHOLE, 2)))
def test_no_two_share_more_than_a_third_of_their_questions(one: str, other: str) -> None:
    asked_of = [{text for stage in load(shipped()[key]).stages for text in stage.questions} for key in (one, other)]
    assert len(asked_of[0] & asked_of[1]) * 3 <= min(map(len, asked_of))
