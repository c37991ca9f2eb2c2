"""Differences are told in words."""

from dataclasses import replace

from dealwright.playbook import Stage, diff, load, parse, shipped

TEXT = shipped()["general"].read_text(encoding="utf-8")
GENERAL = load(shipped()["general"])


def sentences(*changes: tuple[str, str]) -> list[str]:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return [change.sentence for change in diff(GENERAL, parse(text))]


def test_numbers_and_texts() -> None:
    assert sentences(("days: 10", "days: 14"), ("probability: 20", "probability: 25"), ("Won\n", "Signed\n")) == [
        'Stage "Qualifying": a deal may now stay 14 days instead of 10.',
        'Stage "Qualifying": the chance of winning is now 25 % instead of 20 %.',
        'The title of a won deal is now "Signed" instead of "Won".',
    ]


def test_needs() -> None:
    assert sentences(
        ("role: decision_maker", "role: finance"),
        ("why: The deal has a value", "why: It is worth it"),
    ) == [
        'Stage "Qualifying": no longer needs person "decision_maker".',
        'Stage "Qualifying": now needs person "finance".',
        'Stage "Qualifying": check "deal.amount > 0": the why is now "It is worth it" '
        'instead of "The deal has a value".',
    ]


def test_lists_of_the_process() -> None:
    assert sentences(
        ("timing, ", ""),
        ("  - {key: budget, type: money, title: Budget", "  - {key: budget, type: decimal, title: Money"),
        ("      - How do you handle this today?\n", ""),
        ("skip: refuse", "skip: allow"),
        ("start: any", "start: first"),
    ) == [
        'Field "Money": the type is now "decimal" instead of "money".',
        'Field "Money": the title is now "Money" instead of "Budget".',
        'Stage "Prospecting": question "How do you handle this today?" removed.',
        'Reason for a loss "Timing" removed.',
        "Jumping over a stage is now allowed instead of refused.",
        "A new deal may now begin in the first stage instead of any.",
    ]


def test_stages_added_removed_and_moved() -> None:
    first, second, third, fourth, _, last = GENERAL.stages
    pilot = Stage(key="pilot", title="Pilot", probability=60)
    new = replace(GENERAL, stages=(first, third, fourth, pilot, second, last))
    changes = diff(GENERAL, new)
    assert [change.sentence for change in changes] == [
        'Stage "Handling objections" removed.',
        'Stage "Pilot" added after "Presenting a solution".',
        'Stage "Qualifying" moved: it now comes after "Pilot".',
    ]
    assert [change.path for change in changes] == [
        "stages.handling_objections",
        "stages.pilot",
        "stages.qualifying",
    ]


def test_a_limit_where_there_was_none() -> None:
    free = replace(GENERAL, stages=(replace(GENERAL.stages[0], days=None), *GENERAL.stages[1:]))
    [change] = diff(free, GENERAL)
    assert change.sentence == 'Stage "Prospecting": a deal may now stay 7 days; there was no limit.'
    [change] = diff(GENERAL, free)
    assert change.sentence == 'Stage "Prospecting": a deal may now stay as long as it takes instead of 7 days.'
