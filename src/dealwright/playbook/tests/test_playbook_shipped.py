"""The playbooks that come with the product."""

import pytest

from dealwright.playbook import load, read_file, shipped

GENERAL = [
    ("prospecting", "Prospecting"),
    ("qualifying", "Qualifying"),
    ("needs_assessment", "Needs assessment"),
    ("presenting_solution", "Presenting a solution"),
    ("handling_objections", "Handling objections"),
    ("closing", "Closing"),
]


def test_which_come() -> None:
    assert {"general", "b2b-software"} <= set(shipped())


@pytest.mark.parametrize("key", sorted(shipped()))
def test_is_whole(key: str) -> None:
    reading = read_file(shipped()[key])
    assert reading.problems == ()
    playbook = reading.playbook
    assert playbook is not None
    assert playbook.process == key
    assert all(
        stage.goal and stage.phase and stage.days and stage.questions and stage.activities and stage.exit
        for stage in playbook.stages
    )
    assert all(activity.days <= (stage.days or 0) for stage in playbook.stages for activity in stage.activities)
    assert playbook.outcomes.won.tasks


def test_general_has_the_seven_steps() -> None:
    playbook = load(shipped()["general"])
    assert [(stage.key, stage.title) for stage in playbook.stages] == GENERAL
    assert playbook.outcomes.won.tasks, "follow-up, the seventh step, is what starts on won"
    assert [need.need for need in playbook.stage("prospecting").exit] == ["activity"]
    assert [need.need for need in playbook.stage("qualifying").exit] == [
        "field", "field", "activity", "person", "check"
    ]  # fmt: skip
    assert [reason.key for reason in playbook.outcomes.lost.reasons] == [
        "price", "competitor", "no_decision", "timing", "no_fit"
    ]  # fmt: skip
