"""Whatever happens to a good file, reading it gives problems with their places or a playbook, never a traceback."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from dealwright.playbook import beside, dump, parse, read, shipped

MANY = 300  # sixty a second
PARENTS = beside(Path(__file__).parent)
# A process with nothing left out, so that what is broken may be anything the language has.
EVERYTHING = """\
format: 1
process: everything
title: Everything
summary: All words
extends: general
whole: true
pick: deal.amount > 5
currency: EUR
journey: [awareness, decision]
frameworks: [meddic]
fields:
  - {key: sizes, type: choices, title: Sizes, choices: [small, {key: large, title: Large}], help: h}
stages:
  - key: first
    title: First
    phase: awareness
    goal: g
    days: 3
    probability: 20
    questions: [Why now?]
    activities: [{key: demo, kind: meeting, title: Show it, days: 1}]
    buyer: [{key: trial, title: They try it, help: h}]
    beliefs: [It works]
    objections: [{key: dear, title: Too dear, answer: Than what?}]
    materials: [{key: deck, title: Slides, when: deal.amount > 5, link: "https://example.com"}]
    exit:
      - {need: task, task: demo, why: w, key: shown}
      - {need: buyer, step: trial, why: w, valid_days: 30}
      - {need: answer, framework: meddic, element: champion, strength: proven, why: w}
      - {need: document, document: nda, title: NDA, why: w, duty: Law}
      - {need: activity, kind: [call, meeting], outcome: agreed, by: owner, within: 30, since: stage, why: w}
      - {need: person, role: boss, stance: champion, why: w}
      - {need: approval, role: manager, title: Discount, why: w, when: deal.country == "DE"}
      - {need: consent, purpose: data, title: Data, why: w}
      - need: any
        why: w
        of:
          - {need: check, check: deal.amount > 1, why: w}
          - {need: all, why: w, of: [{need: field, field: sizes, why: w}, {need: event, event: quote_sent, why: w}]}
  - {key: second, title: Second, probability: 60}
outcomes:
  won:
    title: Won
    tasks: [{key: thanks, kind: email, title: Say thank you}]
    onboarding: [{key: kick-off, title: Kick-off, days: 3}]
    rhythm: [{key: review, kind: call, title: Review, every: 90}]
  lost: {title: Lost, reasons: [price], tasks: [{key: look-back, title: Look back, days: 7}]}
moves:
  skip: warn
  back: refuse
  start: first
  shortcuts: [{key: repeat, title: Repeat, from: first, to: second, when: deal.amount > 5}]
"""
TEXTS = [EVERYTHING, *(shipped()[key].read_text(encoding="utf-8") for key in ("general", "general-enterprise"))]
STRANGE = ["", "~", "-1", "99999999999999999999", "[]", "{}", "true", "1.5", "'", "[[[[", "a: b", "&a", "*a", "!x",
           "deal.", "deal.amount >", "1 > 2", "{key: x, remove: true}", "remove: true", "general", "../general", "\0",
           "\u202e", "é" * 70, "{need: any, why: w, of: [{need: all}]}"]  # fmt: skip


def flipped(text: str, random: Random) -> str:
    raw = bytearray(text.encode("utf-8", "surrogateescape"))
    for _ in range(random.randint(1, 4)):
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return raw.decode("utf-8", "surrogateescape")


def line_deleted(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    start = random.randrange(len(lines))
    del lines[start : start + random.randint(1, 3)]
    return "".join(lines)


def block_doubled(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    start, place = random.randrange(len(lines)), random.randrange(len(lines))
    return "".join([*lines[:place], *lines[start : start + random.randint(1, 12)], *lines[place:]])


def words_of(text: str) -> list[tuple[int, int]]:
    """Where each word starts and ends."""
    marks = [place for place, letter in enumerate(text) if not (letter.isalnum() or letter in "_.-")]
    return [(start + 1, end) for start, end in pairwise(marks) if end - start > 1]


def keys_swapped(text: str, random: Random) -> str:
    (start, end), (from_, to) = sorted(random.sample(words_of(text), 2))
    return text[:start] + text[from_:to] + text[end:from_] + text[start:end] + text[to:]


def value_replaced(text: str, random: Random) -> str:
    start, end = random.choice(words_of(text))
    return text[:start] + random.choice(STRANGE) + text[end:]


MUTATIONS: list[Callable[[str, Random], str]] = [flipped, line_deleted, block_doubled, keys_swapped, value_replaced]


def mutations(count: int) -> Iterator[str]:
    random = Random(0)
    for _ in range(count):
        text = random.choice(TEXTS)
        for _ in range(random.choice([1, 1, 1, 2, 3])):
            text = random.choice(MUTATIONS)(text, random) if len(words_of(text)) > 2 else text
        yield text


def reads_to_problems_or_a_playbook(count: int) -> tuple[int, int]:
    """How many of the mutations were refused, and how many were still a playbook."""
    refused = kept = 0
    for text in mutations(count):
        reading = read(text, "mutated.yaml", PARENTS)
        errors = [problem for problem in reading.problems if problem.level == "error"]
        assert (reading.playbook is None) == bool(errors)
        assert all(each.line >= 1 and each.column >= 1 and each.file and each.message for each in reading.problems)
        assert all(each.remedy for each in errors), errors
        if reading.playbook:
            assert parse(dump(reading.playbook)) == reading.playbook
        refused, kept = refused + bool(errors), kept + (not errors)
    return refused, kept


def test_the_file_with_every_word_is_good() -> None:
    assert read(EVERYTHING).problems == ()


@pytest.mark.thorough
def test_mutations() -> None:
    refused, kept = reads_to_problems_or_a_playbook(MANY)
    assert refused + kept == MANY
    assert refused > MANY / 5
    assert kept > MANY / 20
