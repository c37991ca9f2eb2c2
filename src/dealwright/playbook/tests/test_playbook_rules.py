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
    ("reserved_process", "process: small", "process: frameworks", 2, 'cannot be called "frameworks"'),
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


RICH = """\
format: 1
process: rich
title: Rich process
currency: EUR
fields: [{key: s, type: choices, title: Sizes, choices: [small, large]}, {key: n, type: long_text, title: Notes}]
frameworks: [meddic]
stages:
  - key: first
    title: First
    probability: 20
    activities: [{key: demo, kind: meeting, title: Show it}]
    buyer: [{key: trial, title: They try it}]
    objections: [{key: dear, title: Too dear, answer: Than what?}]
    materials: [{key: deck, title: Slides, when: deal.amount > 5}]
    exit:
      - {need: task, task: demo, why: w}
      - {need: buyer, step: trial, why: w}
      - {need: answer, framework: meddic, element: champion, why: w}
      - need: any
        why: w
        of:
          - {need: check, check: deal.amount > 1, why: w}
          - {need: all, why: w, of: [{need: field, field: s, why: w}, {need: check, check: deal.amount > 2, why: w}]}
      - {need: event, event: quote_sent, key: sent, when: deal.country == "DE", why: w}
  - {key: second, title: Second, probability: 60}
  - {key: third, title: Third, probability: 80}
outcomes:
  won:
    onboarding: [{key: kick-off, title: Kick-off}]
    rhythm: [{key: review, title: Review, every: 90}]
  lost: {reasons: [price]}
moves:
  shortcuts:
    [{key: repeat, title: Repeat, from: first, to: third, when: deal.amount > 5}]
"""

RICH_CASES = [
    ("unknown_task", "task: demo", "task: dmo", 16, 'Did you mean "demo"?'),
    ("unknown_step", "step: trial", "step: tried", 17, 'Did you mean "trial"?'),
    ("unknown_framework", "[meddic]", "[meddic, medic]", 6, 'Did you mean "meddic"?'),
    ("unknown_framework", "framework: meddic", "framework: bant", 18, "is not one of this process"),
    ("unknown_element", "element: champion", "element: champ", 18, 'Did you mean "champion"?'),
    ("unknown_stage", "from: first", "from: frist", 34, 'Did you mean "first"?'),
    ("unknown_stage", "to: third", "to: fourth", 34, 'There is no stage "fourth"'),
    ("backward_shortcut", "from: first, to: third", "from: third, to: first", 34, 'forward from "third"'),
    ("backward_shortcut", "from: first, to: third", "from: third, to: third", 34, 'forward from "third"'),
    ("idle_pick", "process: rich", "process: rich\npick: deal.amount > 5", 3, "extends: general"),
    ("late_milestone", "title: Kick-off}", "title: Kick-off, counts_as: demo}", 29, "here the deal has ended"),
    ("repeated_need", "      - {need: buyer", "      - {task: demo, why: w, need: task}\n      - {need: buyer", 17,
     "in line 16"),
    ("duplicate_key", "They try it}", "A}, {key: trial, title: B}", 12, "The step of the buyer"),
    ("duplicate_key", "Than what?}", "A}, {key: dear, title: B, answer: C}", 13, "The objection"),
    ("duplicate_key", "title: Slides,", "title: A}, {key: deck, title: B,", 14, "The material"),
    ("duplicate_key", "title: Kick-off}", "title: A}, {key: kick-off, title: B}", 29, "The step of the onboarding"),
    ("duplicate_key", "every: 90}", "every: 9}, {key: review, title: B, every: 8}", 30, "The contact"),
    ("duplicate_key", "to: third, when", "to: third}, {key: repeat, title: A, from: first, to: second, when", 34,
     "The shortcut"),
    ("duplicate_key", "[meddic]", "[meddic, meddic]", 6, "The framework"),
    ("duplicate_key", "need: task,", "need: task, key: sent,", 24, "The need"),
    ("duplicate_key", "[{need: field,", "[{need: field, key: a, field: s, why: w}, {key: a, need: field,", 23,
     "The need"),
    ("unknown_field", "field: s", "field: t", 23, "no field"),
    ("bad_check", "deal.amount > 2", "deal.amunt > 2", 23, "did you mean deal.amount?"),
    ("bad_check", 'deal.country == "DE"', 'deal.land == "DE"', 24, "there is no deal.land"),
    ("bad_check", "when: deal.amount > 5}]", "when: deal.amount >}]", 14, "missing at its end"),
    ("bad_check", "third, when: deal.amount > 5", "third, when: deal.amount", 34, "does not come to yes or no"),
    ("bad_check", "deal.amount > 2", "'deal.title.matches(r\"a{500}\")'", 23, "repeats something more than 100 times"),
    ("bad_check", "deal.amount > 2", "'deal.fields.s.all(a, deal.fields.s.all(b, a == b))'", 23, "for each item"),
    ("bad_check", "deal.amount > 2", f"'deal.fields.s.all(a, size({'deal.fields.n + ' * 25}a) > 0)'", 23,
     "takes too long"),
    ("bad_check", "deal.amount > 2", f"'false && deal.fields.s.exists(a, size({'deal.fields.n + ' * 25}a) > 0)'", 23,
     "takes too long"),
    ("unreachable_stage", "deal.amount > 2", "false", 23, "never met"),
    ("unreachable_stage", "deal.amount > 2", "true", 23, "always met"),
]  # fmt: skip
WARNINGS = ("falling_probability", "repeated_need")


@pytest.mark.parametrize("good", [GOOD, RICH])
def test_the_good_playbook_has_no_problem(good: str) -> None:
    assert read(good).problems == ()


@pytest.mark.parametrize(
    ("good", "rule", "old", "new", "line", "words"),
    [*((GOOD, *case) for case in CASES), *((RICH, *case) for case in RICH_CASES)],
)
def test_rule(good: str, rule: str, old: str, new: str, line: int, words: str) -> None:
    assert old in good
    reading = read(good.replace(old, new, 1), "small.yaml")
    [problem] = reading.problems
    assert (problem.rule, problem.line, problem.file) == (rule, line, "small.yaml")
    assert words in str(problem)
    warned = rule in WARNINGS or "always met" in words or "never met" in words
    assert problem.level == ("warning" if warned else "error")
    assert (reading.playbook is None) == (not warned)


def test_a_group_that_is_never_met_stops_every_deal() -> None:
    never = "{need: any, why: w, of: [{need: check, check: 1 > 2, why: w}, {need: all, why: w, of: [GROUP]}]}"
    parts = "{need: field, field: amount, why: w}, {need: check, check: 2 > 3, why: w}"
    text = RICH.replace("{need: task, task: demo, why: w}", never.replace("GROUP", parts))
    [problem] = read(text).problems
    assert problem.level == "error"
    assert 'This group does not look at the deal and always fails, so stage "second" is out of reach.' in str(problem)
    asked_of_few = text.replace("{need: any, why: w,", "{need: any, why: w, when: deal.amount > 9,", 1)
    assert [problem.level for problem in read(asked_of_few).problems] == ["warning", "warning"]


def test_every_rule_has_a_case() -> None:
    names = [rule.__name__.rpartition(".")[2] for rule in RULES]
    assert sorted(set(names)) == sorted({case[0] for case in [*CASES, *RICH_CASES]})
    assert len(set(names)) == len(names)


def test_a_playbook_of_500_stages_and_one_of_a_million_characters_are_refused_in_words() -> None:
    many = "".join(f"  - {{key: stage_{number}, title: S, probability: 80}}\n" for number in range(500))
    stages = read(RICH.replace("outcomes:", many + "outcomes:", 1)).problems
    assert [(problem.rule, problem.message) for problem in stages] == [("list_length", '"stages" has 503 items.')]
    [size] = read(RICH + "# " + "x" * 1_000_000).problems
    assert "a playbook may have 500,000" in size.message


def test_rules_do_not_stop_at_the_first() -> None:
    broken = GOOD.replace("days: 10", "days: ten").replace("EUR", "EURO").replace("field: pain", "field: x")
    assert {problem.rule for problem in read(broken).problems} == {
        "wrong_type",
        "unknown_currency",
        "unknown_field",
    }
