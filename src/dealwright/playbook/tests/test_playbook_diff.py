"""Differences are told in words."""

from dataclasses import replace

import pytest

from dealwright.playbook import Playbook, Stage, diff, load, parse, shipped, text_diff

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
        'Field "Money": the type is now decimal instead of money.',
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


SMALL = """\
format: 1
process: small
title: Small
currency: EUR
frameworks: [meddic]
stages:
  - key: proposal
    title: Proposal
    probability: 30
    activities: [{key: demo, title: Show it}]
    buyer: [{key: trial, title: They try it}]
    beliefs: [It works]
    objections: [{key: dear, title: Too dear, answer: Than what?}]
    materials: [{key: deck, title: Slides}]
    exit:
      - {need: activity, kind: meeting, why: w}
      - {need: person, role: boss, why: w}
      - {need: any, why: w, of: [{need: document, document: nda, why: w}, {need: event, event: quote_sent, why: w}]}
  - {key: closing, title: Closing, probability: 60}
outcomes:
  won:
    rhythm: [{key: review, title: Review, every: 90}]
    onboarding: [{key: kick-off, title: Kick-off}]
  lost: {reasons: [price]}
moves: {shortcuts: [{key: repeat, title: Repeat order, from: proposal, to: closing}]}
"""


def small(**changes: str) -> Playbook:
    text = SMALL
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new, 1)
    return parse(text)


def told(old: str, new: str) -> list[str]:
    return [change.sentence for change in diff(small(), small(change=(old, new)))]


NEW_WORDS = [
    (
        "    exit:\n",
        "    exit:\n      - {need: document, document: security_questionnaire, why: w}\n",
        'Stage "Proposal": now needs document "security_questionnaire".',
    ),
    ("reasons: [price]", "reasons: [price], tasks: [{key: review, title: A}]", 'Task after losing "A" added'),
    ("kind: meeting, why", "kind: meeting, within: 30, why", "it must now lie within 30 days; it could"),
    ("kind: meeting, why", "kind: meeting, by: manager, why", "must now be done by manager instead of anyone."),
    ("kind: meeting, why", "kind: meeting, since: stage, why", "counts from the beginning of the stage instead of"),
    ("kind: meeting, why", "kind: meeting, outcome: agreed, why", 'activity meeting: outcome "agreed" added'),
    ("role: boss", "role: boss, stance: champion", 'person "boss": the stance is now champion instead of nothing.'),
    ("role: boss", "role: boss, duty: GDPR", 'it is now a duty under "GDPR".'),
    ("role: boss", "role: boss, valid_days: 30", "the proof now counts 30 days; it counted for good."),
    ("role: boss", "role: boss, when: deal.amount > 5", 'it now counts only where "deal.amount > 5".'),
    ("{need: any", "{key: paper, need: all", 'no longer needs one of (document "nda"; event "quote sent").'),
    ("- {need: person, role: boss", "- {need: approval, role: manager", "now needs approval by manager."),
    ("title: Too dear", "title: Costs a lot", "objection \"Costs a lot\": the title is now"),
    ("title: Slides", "title: Slides, when: deal.amount > 5", 'material "Slides": it now counts only where'),
    ("[It works]", "[It works, It pays]", 'belief "It pays" added after "It works".'),
    ("They try it}", "They try it, help: Ask}", 'the help is now "Ask" instead of nothing.'),
    ("every: 90", "every: 30", 'Contact in the rhythm "Review": it now comes every 30 days instead of 90.'),
    ("title: Show it}", "title: Show it, counts_as: demo}", "for which it is done now counts as one that had a demo."),
    ("title: Kick-off}", "title: Kick-off, days: 3}", "is now due after 3 days instead of 0."),
    ("[meddic]", "[meddic, bant]", 'Framework "bant" added after "meddic".'),
    ("from: proposal, to: closing", "from: proposal, to: closing, when: deal.amount > 5", '"Repeat order": it now'),
    ("title: Small", "title: Small\nsummary: For small deals", "The summary is now"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), NEW_WORDS)
def test_each_part_is_told_in_words(old: str, new: str, words: str) -> None:
    assert words in " ".join(told(old, new))


def test_a_variant_tells_where_it_belongs() -> None:
    variant = replace(GENERAL, extends="basic", pick="deal.amount > 5")
    assert [change.sentence for change in diff(GENERAL, variant)] == [
        'It is now a variant of "basic" instead of nothing.',
        'New deals start on it where "deal.amount > 5" is true, instead of nothing.',
    ]


def test_as_text() -> None:
    lines = text_diff(small(), small(change=("every: 90", "every: 30"))).splitlines()
    assert lines[:2] == ["--- small (old)", "+++ small (new)"]
    assert [line.strip() for line in lines if line[0] in "+-"][2:] == ["-      every: 90", "+      every: 30"]
    assert text_diff(GENERAL, GENERAL) == ""
