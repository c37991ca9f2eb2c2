"""Framework files: one change to a good one, one problem at its line; and nothing makes the reader fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.playbook import read_framework

GOOD = """\
format: 1
framework: two
title: Two questions
summary: The shortest framework there is
best_for: [Small deals]
characteristics: [Quick]
months: {from: 1, to: 2}
elements:
  - key: pain
    title: Pain
    concept: need
    meaning: What hurts
    questions: [What hurts?]
    evidence: [Their words]
    claimed: Somebody says so
    confirmed: Two say so
    proven: It is written down
  - key: money
    title: Money
    meaning: What they can spend
    questions: [How much?]
    evidence: [A sum]
    claimed: Somebody says so
    confirmed: Two say so
    proven: It is written down
"""

CASES = [
    ("repeated_entry", "    title: Money\n", "    title: Money\n    title: Cash\n", 20, "first in line 19"),
    ("unknown_key", "    meaning: What hurts", "    meening: What hurts", 12, 'Did you mean "meaning"?'),
    ("missing_key", "months: {from: 1, to: 2}\n", "", 1, '"months" is missing'),
    ("missing_key", "    proven: It is written down\n  - key: money", "  - key: money", 9, '"proven" is missing'),
    ("wrong_type", "questions: [How much?]", "questions: How much?", 21, "wants a list"),
    ("wrong_type", GOOD, "- a list", 1, "A framework wants keys of its own"),
    ("bad_key", "framework: two", "framework: Two Questions", 2, "cannot be a key"),
    ("bad_key", "concept: need", "concept: Their need", 11, "cannot be a key"),
    ("out_of_range", "to: 2", "to: 900", 7, '"to" cannot be 900'),
    ("list_length", "questions: [How much?]", "questions: []", 21, '"questions" is an empty list'),
    ("blank_text", "title: Money", "title: ' '", 19, '"title" is blank'),
    ("unknown_format", "format: 1", "format: 2", 1, "Format 2 is not known"),
    ("framework_elements", "key: money", "key: pain", 18, 'The element "pain" is there already, in line 9'),
    ("framework_elements", "key: money", "key: need", 18, 'The concept "need" is there already, in line 11'),
    ("framework_months", "from: 1", "from: 3", 7, '"to" is 2, less than "from", 3'),
]


def test_a_good_file_is_read() -> None:
    found = read_framework(GOOD).framework
    assert found is not None
    assert [(one.key, one.concept) for one in found.elements] == [("pain", "need"), ("money", "money")]
    assert (found.months.least, found.months.most) == (1, 2)


@pytest.mark.parametrize(("rule", "old", "new", "line", "said"), CASES)
def test_a_mistake_is_named_at_its_line(rule: str, old: str, new: str, line: int, said: str) -> None:
    reading = read_framework(GOOD.replace(old, new), "two.yaml")
    assert reading.framework is None
    problem = next(problem for problem in reading.problems if problem.rule == rule)
    assert (problem.file, problem.line) == ("two.yaml", line)
    assert said in f"{problem.message} {problem.remedy}"


def test_an_element_twice_is_told_once() -> None:
    again = GOOD.replace("key: money", "key: pain").replace("    concept: need\n", "")
    assert [problem.rule for problem in read_framework(again).problems] == ["framework_elements"]


@given(st.data())
def test_no_mutation_makes_the_reader_fail(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 20)))
    junk = data.draw(st.text(max_size=5) | st.sampled_from(["{", "[", "- ", "&a", "*a", "\n", "  ", ": ", "elements:"]))
    reading = read_framework(GOOD[:start] + junk + GOOD[end:])
    assert (reading.framework is None) == bool(reading.problems)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in reading.problems)
