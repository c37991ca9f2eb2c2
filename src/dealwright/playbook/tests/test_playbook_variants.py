"""A variant says what differs; everything else comes from the process it extends."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.playbook import Playbook, beside, diff, dump, label, load, parse, picked, read, read_file, shipped
from dealwright.playbook.merging import label_of
from dealwright.playbook.needs import Need
from dealwright.playbook.reading import build
from dealwright.playbook.shape import Variants, spec_of
from dealwright.playbook.source import tree
from dealwright.playbook.words import About

BASE = """\
format: 1
process: base
title: Base
summary: For all
currency: EUR
fields:
  - {key: pain, type: text, title: Pain}
  - {key: size, type: choice, title: Size, choices: [small, large]}
stages:
  - key: first
    title: First
    days: 5
    probability: 20
    questions: [Why now?, Why us?]
    activities: [{key: demo, title: Show it}]
    exit:
      - {need: field, field: pain, why: It hurts}
      - {need: activity, kind: [call, meeting], why: You spoke}
      - {need: any, key: proof, why: Proof, of: [{need: field, field: size, why: w}, {need: task, task: demo, why: w}]}
  - {key: second, title: Second, probability: 60}
outcomes:
  won: {tasks: [{key: thanks, title: Say thank you}]}
  lost: {reasons: [price, {key: timing, title: Not now}]}
moves: {back: warn}
"""
HEAD = "format: 1\nprocess: own\ntitle: Own\nextends: base\n"


def parents(key: str) -> str | None:
    return {"base": BASE, "own": HEAD, "loop": HEAD.replace("base", "loop")}.get(key)


def variant(rest: str) -> Playbook:
    return parse(HEAD + rest, "own.yaml", parents)


def stage(rest: str) -> str:
    return f"stages: [{{key: first, {rest}}}]\n"


def test_what_a_variant_does_not_say_comes_from_what_it_extends() -> None:
    base, own = parse(BASE), variant("")
    assert (own.process, own.title, own.summary, own.extends, own.pick) == ("own", "Own", "", "base", "")
    assert (own.currency, own.fields, own.stages, own.moves) == (base.currency, base.fields, base.stages, base.moves)


@pytest.mark.parametrize(
    ("rest", "sentences"),
    [
        (stage("days: 9"), ['Stage "First": a deal may now stay 9 days instead of 5.']),
        ("moves: {skip: allow}\n", ["Jumping over a stage is now allowed instead of refused."]),
        ("fields: [{key: pain, title: Ache}]\n", ['Field "Ache": the title is now "Ache" instead of "Pain".']),
        ("fields: [{key: deal_no, type: text, title: No}]\n", ['Field "No" added after "Size".']),
        (
            "fields: [{key: no, type: text, title: No, before: size}]\n",
            ['Field "No" added after "Pain".'],
        ),
        (
            "fields: [{key: size, choices: [{key: small, remove: true}, huge]}]\n",
            ['Field "Size": choice "Small" removed.', 'Field "Size": choice "Huge" added after "Large".'],
        ),
        (
            stage("questions: [What now?]"),
            [
                'Stage "First": question "Why now?" removed.',
                'Stage "First": question "Why us?" removed.',
                'Stage "First": question "What now?" added as the first.',
            ],
        ),
        (
            stage("exit: [{key: field-pain, why: Ouch}]"),
            ['Stage "First": field "pain": the why is now "Ouch" instead of "It hurts".'],
        ),
        (
            stage("exit: [{need: field, field: pain, why: Ouch}]"),
            ['Stage "First": field "pain": the why is now "Ouch" instead of "It hurts".'],
        ),
        (
            stage("exit: [{key: activity-call-meeting, remove: true}]"),
            ['Stage "First": no longer needs activity call or meeting.'],
        ),
        (
            stage("exit: [{key: proof, of: [{key: field-size, remove: true}, {need: field, field: pain, why: w}]}]"),
            [
                'Stage "First": one of (task "demo"; field "pain"): no longer needs field "size".',
                'Stage "First": one of (task "demo"; field "pain"): now needs field "pain".',
            ],
        ),
        (
            stage("exit: [{key: proof, need: event, event: quote_sent, why: w}]"),
            [
                'Stage "First": no longer needs one of (field "size"; task "demo").',
                'Stage "First": now needs event "quote sent".',
            ],
        ),
        (
            "stages: [{key: between, title: B, probability: 30, after: first}]\n",
            ['Stage "B" added after "First".'],
        ),
        (
            "stages: [{key: zero, title: Z, probability: 3, before: first}, "
            "{key: one, title: O, probability: 4, after: zero}]\n",
            ['Stage "Z" added as the first.', 'Stage "O" added after "Z".'],
        ),
        ("stages: [{key: second, remove: true}]\n", ['Stage "Second" removed.']),
        (
            "outcomes: {lost: {reasons: [{key: price, remove: true}, {key: timing, title: Later}, fit]}}\n",
            [
                'Reason for a loss "Price" removed.',
                'Reason for a loss "Fit" added after "Later".',
                'Reason for a loss "Later": the title is now "Later" instead of "Not now".',
            ],
        ),
        ("outcomes: {lost: {reasons: [price, timing]}}\n", []),
        ("outcomes: {won: {tasks: [{key: thanks, days: 2}]}}\n", ["now due after 2 days"]),
    ],
)
def test_differences(rest: str, sentences: list[str]) -> None:
    told = [change.sentence for change in diff(variant(""), variant(rest))]
    assert len(told) == len(sentences)
    for sentence in sentences:
        assert any(sentence in each for each in told), told


def test_a_stage_can_be_moved() -> None:
    keys = [each.key for each in variant("stages: [{key: first, after: second, probability: 70}]\n").stages]
    assert keys == ["second", "first"]


REFUSED = [
    ("fields: [{key: nothing, remove: true}]\n", 5, 10, 'There is no "nothing" in this list to remove.'),
    ("fields: [{key: pian, remove: true}]\n", 5, 10, 'Did you mean "pain"?'),
    ("fields: [{key: pain, title: X, remove: true}]\n", 5, 22, "only its key"),
    ("fields: [{key: pain, remove: maybe}]\n", 5, 30, '"remove" cannot be "maybe"'),
    ("stages: [{key: x, title: X, probability: 70, after: frist}]\n", 5, 53, 'Did you mean "first"?'),
    ("stages: [{key: second, after: second}]\n", 5, 31, "in this list to come after"),
    ("stages: [{key: second, after: first, before: first}]\n", 5, 46, "Only one of after and before"),
    ("fields: [{key: pain, help: a}, {key: pain, help: b}]\n", 5, 32, "is there already, in line 5"),
    ("fields: [{key: pain, titel: a}]\n", 5, 22, 'Did you mean "title"?'),
    ("fields: [{key: pian, help: a}]\n", 5, 10, '"type" is missing'),
    ("stages: [{key: new, title: N, probability: 70, exit: [{key: x, remove: true}]}]\n", 5, 55, 'There is no "x"'),
    ("title: Twice\n", 5, 1, "said twice"),
    ("whole: maybe\n", 5, 8, "can only be true"),
    ("currency:\nmoves: {back: no}\n", 6, 15, "Use one of"),
    ("pick: deal.nothing > 1\n", 5, 7, "there is no deal.nothing"),
]


@pytest.mark.parametrize(("rest", "line", "column", "words"), REFUSED)
def test_what_cannot_be_is_refused_at_its_place(rest: str, line: int, column: int, words: str) -> None:
    problems = read(HEAD + rest, "own.yaml", parents).problems
    first = problems[0]
    assert (first.file, first.line, first.column, first.level) == ("own.yaml", line, column, "error")
    assert words in str(first)


def test_a_removed_field_that_is_still_asked_for_is_told_where_it_is_asked_for() -> None:
    [problem] = read(HEAD + "fields: [{key: pain, remove: true}]\n", "own.yaml", parents).problems
    assert (problem.file, problem.line, problem.rule) == ("base.yaml", 17, "unknown_field")


@pytest.mark.parametrize("key", ["nowhere", "../base", "Base"])
def test_what_is_not_there_cannot_be_extended(key: str) -> None:
    problem = read(HEAD.replace("base", key), "own.yaml", beside(Path(__file__).parent)).problems[0]
    assert (problem.line, problem.column) == (4, 10)
    assert f'There is no process "{key}" to extend.' in str(problem)


def test_circles_are_refused() -> None:
    [itself] = read(HEAD.replace("base", "own"), "own.yaml", parents).problems
    assert "own extends own" in str(itself)
    [through] = read(HEAD, "own.yaml", {"base": HEAD.replace("own", "base").replace("s: base", "s: own")}.get).problems
    assert (through.file, through.line) == ("base.yaml", 4)
    assert "own extends base extends own" in str(through)
    [whole] = read(HEAD.replace("base", "own") + "whole: true\n", "own.yaml").problems
    assert "own extends own" in str(whole)


def test_a_variant_of_a_variant_but_not_without_end() -> None:
    def next_one(key: str) -> str:
        return BASE if key == "v9" else HEAD.replace("own", key).replace("base", f"v{int(key[1:]) + 1}")

    assert read(next_one("v5"), "v5.yaml", next_one).playbook is not None
    [problem] = read(next_one("v1"), "v1.yaml", next_one).problems
    assert "more than 5 deep" in str(problem)


def test_what_is_wrong_with_the_process_that_is_extended_is_told_of_its_file() -> None:
    for broken, line in [(BASE.replace("EUR", "EURO"), 5), (BASE.replace("title: Base", 'title: "Base'), 3), ("", 1)]:
        [problem] = read(HEAD, "own.yaml", {"base": broken}.get).problems
        assert (problem.file, problem.line) == ("base.yaml", line)


def test_a_variant_written_in_full_needs_no_other_file() -> None:
    own = variant("pick: deal.amount > 5\nfields: [{key: more, type: text, title: More}]\n")
    text = dump(own)
    assert "whole: true" in text
    assert parse(text) == own
    assert parse(text).digest == own.digest


def test_files_find_what_they_extend_beside_them_and_then_among_the_shipped(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(HEAD.replace("base", "general"), encoding="utf-8")
    assert load(path).stages == load(shipped()["general"]).stages
    (tmp_path / "general.yaml").write_text(BASE.replace("base", "general"), encoding="utf-8")
    assert [each.key for each in load(path).stages] == ["first", "second"]
    (tmp_path / "general.yaml").write_bytes(b"title: \xe4")
    [problem] = read_file(path).problems
    assert (problem.file, problem.line) == ("general.yaml", 1)


def test_the_variant_that_fits_is_picked() -> None:
    large = variant("pick: deal.amount > 100\n")
    german = parse(HEAD.replace("own", "german") + 'pick: deal.country == "DE"\n', "german.yaml", parents)
    never = variant("")
    facts = {"amount": 1000.0, "country": "DE"}
    assert picked([large, german, never], facts) == german
    assert picked([large, german], {"amount": 1000.0}) == large
    assert picked([large, german, never], {"amount": 5}) is None


def test_the_shipped_variant() -> None:
    general, large = load(shipped()["general"]), load(shipped()["general-enterprise"])
    assert large.extends == "general"
    assert [each.key for each in large.stages if each not in general.stages] == [
        "qualifying", "needs_assessment", "presenting_solution", "legal_review", "closing"
    ]  # fmt: skip
    assert picked([large], {"amount": 100_000}) == large
    assert picked([large], {"amount": 99_999}) is None


KEYS = st.from_regex(r"[a-z][a-z_]{0,5}", fullmatch=True)
PLAIN = st.sampled_from(
    [
        "need: field, field: {}",
        "need: activity, kind: call, by: manager",
        "need: activity, kind: [call, email]",
        "need: person, role: {}, stance: champion",
        "need: answer, framework: meddic, element: {}",
        "need: document, document: {}, title: T",
        "need: event, event: quote_sent",
        "need: approval, role: manager",
        "need: check, check: deal.amount > 0",
        "need: task, task: {}",
        "need: buyer, step: {}",
        "need: consent, purpose: {}",
        "need: field, key: own, field: {}",
    ]
)
ASKED = st.builds(lambda form, key: f"{{{form.format(key)}, why: w}}", PLAIN, KEYS)
GROUPS = st.recursive(
    ASKED,
    lambda inner: st.builds(
        lambda kind, parts: f"{{need: {kind}, why: w, of: [{', '.join(parts)}]}}",
        st.sampled_from(["any", "all"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=5,
)


@pytest.mark.thorough
@settings(deadline=None)
@given(GROUPS)
def test_a_need_has_one_label_in_the_file_and_as_an_object(text: str) -> None:
    spec = spec_of(Need, About(""))
    assert isinstance(spec, Variants)
    node = tree(text)
    need: Need = build(node, spec)
    assert label_of(node, spec) == label(need)
