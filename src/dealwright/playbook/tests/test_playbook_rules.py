"""One case for each rule: one change to a good playbook, one problem at its line."""

import pytest

from dealwright.playbook import read
from dealwright.playbook.rules import RULES

GOOD = """\
format: 1
process: small
title: Small process
currency: EUR
journey: [awareness, decision]
fields:
  - {key: pain, type: text, title: Main pain}
  - {key: size, type: choice, title: Size, choices: [small, large]}
stages:
  - key: first
    title: First
    phase: awareness
    days: 10
    probability: 20
    questions: [Why now?]
    activities: [{key: first-call, kind: call, title: First call, days: 2}]
    exit:
      - {need: field, field: pain, why: Without a pain there is no deal}
      - {need: activity, kind: [call, meeting], why: You have spoken with them}
      - {need: person, role: decision_maker, why: Somebody can say yes}
      - {need: check, check: deal.amount > 0, why: The deal has a value}
  - key: second
    title: Second
    probability: 60
outcomes:
  won: {tasks: [{key: thanks, kind: email, title: Say thank you}]}
  lost: {reasons: [price, no_decision]}
moves: {skip: refuse, back: allow}
"""

CASES = [
    ("repeated_entry", "    days: 10\n", "    days: 10\n    days: 11\n", 14, 'first in line 13'),
    ("unknown_key", "    days: 10", "    dayz: 10", 13, 'Did you mean "days"?'),
    ("unknown_key", "role: decision_maker", "role: user, kind: call", 20, 'no key "kind"'),
    ("missing_key", "    title: Second\n", "", 22, '"title" is missing'),
    ("missing_key", "currency: EUR", "currency:", 4, '"currency" is missing'),
    ("missing_key", ", why: The deal has a value", "", 21, '"why" is missing'),
    ("wrong_type", "days: 10", "days: ten", 13, "wants a whole number"),
    ("wrong_type", "days: 10", "days: 010", 13, "wants a whole number"),
    ("wrong_type", "[Why now?]", "Why now?", 15, "wants a list"),
    ("wrong_type", "[Why now?]", "[Why: now?]", 15, "here is a mapping"),
    ("wrong_type", "title: Second", "title: [a]", 23, "wants a text, but here is a list"),
    ("unknown_word", "type: text", "type: number", 7, '"type" cannot be "number"'),
    ("unknown_word", "skip: refuse", "skip: no", 28, "Use one of: refuse, warn, allow."),
    ("unknown_word", "need: person", "need: persona", 20, 'Did you mean "person"?'),
    ("unknown_word", "need: person, ", "", 20, '"need" is missing'),
    ("bad_key", "key: second", "key: Second Stage", 22, 'for example "second_stage"'),
    ("bad_key", "key: second", "key: second-stage", 22, "cannot be a key"),
    ("bad_key", "key: second", "key: " + "s" * 61, 22, "60 characters at most"),
    ("bad_key", "reasons: [price", "reasons: [Too dear", 27, 'for example "too_dear"'),
    ("out_of_range", "days: 10", "days: -1", 13, '"days" cannot be -1'),
    ("out_of_range", "probability: 60", "probability: 101", 24, "from 0 to 100"),
    ("list_length", "[price, no_decision]", "[]", 27, '"reasons" is an empty list'),
    ("list_length", "[Why now?]", f"[{'a, ' * 101}]", 15, "At most 100"),
    ("blank_text", "why: The deal has a value", "why: ' '", 21, "the rep reads this sentence"),
    ("blank_text", "title: Second", "title: ''", 23, '"title" is blank'),
    ("long_text", "title: Second", f"title: {'x' * 2001}", 23, "has 2,001 characters"),
    ("hidden_characters", "title: Second", 'title: "Sec\\u202Eond"', 23, "code 202E"),
    ("unknown_format", "format: 1", "format: 2", 1, "Write: format: 1"),
    ("duplicate_key", "key: second", "key: first", 22, 'The stage "first" is there already, in line 10'),
    ("duplicate_key", "key: size", "key: pain", 8, 'field "pain" is there already'),
    ("duplicate_key", "no_decision", "price", 27, 'reason "price" is there already'),
    ("duplicate_key", "[small, large]", "[small, {key: small, title: S}]", 8, 'choice "small" is there already'),
    ("duplicate_key", "call, days: 2}", "A}, {key: first-call, title: B}", 16, "The activity"),
    ("reserved_stage", "key: second", "key: won", 22, 'cannot be called "won"'),
    ("reserved_field", "key: size", "key: amount", 8, 'already has a field "amount"'),
    ("choices_expected", ", choices: [small, large]", "", 8, "nothing to choose from"),
    ("choices_expected", "type: choice", "type: text", 8, "has no choices"),
    ("unknown_currency", "currency: EUR", "currency: eur", 4, "Write EUR."),
    ("unknown_currency", "currency: EUR", "currency: DEM", 4, "not the code of a currency"),
    ("unknown_phase", "phase: awareness", "phase: aware", 12, 'Did you mean "awareness"?'),
    ("unknown_field", "field: pain", "field: pian", 18, 'Did you mean "pain"?'),
    ("bad_check", "deal.amount > 0", "deal.amount >", 21, "missing at its end"),
    ("bad_check", "deal.amount > 0", "deal.amunt > 0", 21, "did you mean deal.amount?"),
    ("bad_check", "deal.amount > 0", "deal.fields.pian == 'x'", 21, "did you mean deal.fields.pain?"),
    ("falling_probability", "probability: 60", "probability: 10", 24, "falls from 20 to 10"),
    ("unreachable_stage", "deal.amount > 0", "1 > 2", 21, 'stage "second" is out of reach'),
    ("unreachable_stage", "deal.amount > 0", "true", 21, "always met"),
]  # fmt: skip


def test_the_good_playbook_has_no_problem() -> None:
    assert read(GOOD).problems == ()


@pytest.mark.parametrize(("rule", "old", "new", "line", "words"), CASES)
def test_rule(rule: str, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    reading = read(GOOD.replace(old, new, 1), "small.yaml")
    [problem] = reading.problems
    assert (problem.rule, problem.line, problem.file) == (rule, line, "small.yaml")
    assert words in str(problem)
    warned = rule == "falling_probability" or "always met" in words
    assert problem.level == ("warning" if warned else "error")
    assert (reading.playbook is None) == (not warned)


def test_every_rule_has_a_case() -> None:
    names = [rule.__name__.rpartition(".")[2] for rule in RULES]
    assert sorted(set(names)) == sorted({case[0] for case in CASES})
    assert len(set(names)) == len(names)


def test_rules_do_not_stop_at_the_first() -> None:
    broken = GOOD.replace("days: 10", "days: ten").replace("EUR", "EURO").replace("field: pain", "field: x")
    assert {problem.rule for problem in read(broken).problems} == {
        "wrong_type",
        "unknown_currency",
        "unknown_field",
    }
