"""What holds for every text and every playbook."""

import dataclasses
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.playbook import (
    ActivityKind,
    ActivityNeed,
    ActivityOutcome,
    AllNeed,
    AnswerNeed,
    AnyNeed,
    ApprovalNeed,
    Approver,
    BuyerNeed,
    BuyerStep,
    CheckNeed,
    Choice,
    ConsentNeed,
    DocumentNeed,
    Doer,
    EventNeed,
    Field,
    FieldNeed,
    FieldType,
    Lost,
    Material,
    Moves,
    Need,
    Objection,
    OfferEvent,
    Outcomes,
    Permission,
    PersonNeed,
    PlannedActivity,
    Playbook,
    Repeated,
    Shortcut,
    Since,
    Stage,
    Stance,
    Start,
    Strength,
    TaskNeed,
    Won,
    diff,
    dump,
    label,
    load,
    parse,
    read,
    shipped,
    text_diff,
)

pytestmark = pytest.mark.thorough

GENERAL = shipped()["general"].read_text(encoding="utf-8")
GENERAL_BOOK = load(shipped()["general"])

words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp")), min_size=1, max_size=20)
titles = words.filter(lambda text: bool(text.strip())) | st.sampled_from(
    ["no", "~", "null", "1", "2026-01-01", "a: b", "# x", "- x", "[a]", "'", '"', "=", "*a", "&a", "!a", "%", "a\nb"]
)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
kinds = st.sampled_from(ActivityKind)
days = st.integers(0, 3650)
choices = st.builds(Choice, keys, titles) | keys.map(Choice.from_word)


def keyed(items: st.SearchStrategy[Any], most: int = 3, least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, min_size=least, max_size=most, unique_by=lambda item: item.key).map(tuple)


def listed(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, min_size=least, max_size=3).map(tuple)


activities = keyed(st.builds(PlannedActivity, key=keys, kind=kinds, title=titles, days=days))
free_keys = keys.map(lambda key: f"own_{key}")
fields = st.builds(
    Field,
    free_keys,
    st.sampled_from([kind for kind in FieldType if "choice" not in kind]),
    titles,
    help=st.just("") | titles,
) | st.builds(Field, free_keys, st.sampled_from([FieldType.CHOICE, FieldType.CHOICES]), titles, keyed(choices, 3, 1))
conditions = st.sampled_from(["", 'deal.country == "DE"', "deal.amount > 10"])
asked: dict[str, Any] = {
    "why": titles,
    "key": st.just("") | keys,
    "when": conditions,
    "duty": st.just("") | titles,
    "valid_days": st.none() | st.integers(1, 3650),
}


def need_of(cls: type[Any], **own: Any) -> st.SearchStrategy[Any]:
    return st.builds(cls, **asked, **own)


blank_or_titled = st.just("") | titles
# Tasks, steps of the buyer and elements stand in the first stage of each playbook: see FIRST.
plain_needs = st.one_of(
    need_of(FieldNeed, field=st.sampled_from(["amount", "close_on", "owner"])),
    need_of(
        ActivityNeed,
        kinds=listed(kinds, 1),
        outcome=listed(st.sampled_from(ActivityOutcome)),
        by=st.sampled_from(Doer),
        within=st.none() | st.integers(1, 3650),
        since=st.sampled_from(Since),
    ),
    need_of(PersonNeed, role=keys, stance=st.none() | st.sampled_from(Stance)),
    need_of(
        AnswerNeed,
        framework=st.just("meddic"),
        element=st.sampled_from(["champion", "metrics"]),
        strength=st.sampled_from(Strength),
    ),
    need_of(DocumentNeed, document=keys, title=blank_or_titled),
    need_of(EventNeed, event=st.sampled_from(OfferEvent)),
    need_of(ApprovalNeed, approver=st.sampled_from(Approver), title=blank_or_titled),
    need_of(CheckNeed, check=st.sampled_from(["deal.amount > 0", 'deal.title != "x"'])),
    need_of(TaskNeed, task=st.just("known")),
    need_of(BuyerNeed, step=st.just("known")),
    need_of(ConsentNeed, purpose=keys, title=blank_or_titled),
)


def groups(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=3, unique_by=label).map(tuple)
    return need_of(AnyNeed, any_of=several) | need_of(AllNeed, all_of=several)


needs: st.SearchStrategy[Need] = st.recursive(plain_needs, groups, max_leaves=4)
stages = st.builds(
    Stage,
    key=free_keys,
    title=titles,
    phase=st.sampled_from(["", "awareness", "growth"]),
    goal=st.just("") | titles,
    days=st.none() | days,
    probability=st.integers(0, 100),
    questions=listed(titles),
    activities=activities,
    exit=st.lists(needs, max_size=3, unique_by=label).map(tuple),
    buyer=keyed(st.builds(BuyerStep, keys, titles, blank_or_titled)),
    beliefs=listed(titles),
    objections=keyed(st.builds(Objection, keys, titles, titles)),
    materials=keyed(st.builds(Material, keys, titles, conditions, blank_or_titled)),
)
FIRST = Stage(
    key="first",
    title="First",
    probability=1,
    activities=(PlannedActivity(key="known", title="Known"),),
    buyer=(BuyerStep("known", "Known"),),
)
LAST = Stage(key="last", title="Last", probability=99)
shortcuts = keyed(
    st.builds(Shortcut, key=keys, title=titles, origin=st.just("first"), to=st.just("last"), when=conditions)
)
playbooks = st.builds(
    Playbook,
    process=keys.map(lambda key: f"own_{key}"),
    title=titles,
    summary=blank_or_titled,
    extends=st.sampled_from(["", "general"]),
    currency=st.sampled_from(["EUR", "USD", "CHF"]),
    fields=keyed(fields),
    frameworks=st.sampled_from([("meddic",), ("bant", "meddic")]),
    stages=keyed(stages, 3).map(lambda between: (FIRST, *between, LAST)),
    outcomes=st.builds(
        Outcomes,
        won=st.builds(
            Won,
            titles,
            activities,
            activities,
            keyed(st.builds(Repeated, key=keys, kind=kinds, title=titles, every=st.integers(1, 3650))),
        ),
        lost=st.builds(Lost, title=titles, reasons=keyed(choices, 3, 1)),
    ),
    moves=st.builds(
        Moves,
        skip=st.sampled_from(Permission),
        back=st.sampled_from(Permission),
        start=st.sampled_from(Start),
        shortcuts=shortcuts,
    ),
)
playbooks = st.builds(
    lambda playbook, pick: dataclasses.replace(playbook, pick=pick if playbook.extends else ""), playbooks, conditions
)

slow = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=15
)


@slow
@given(playbooks)
def test_written_and_read_again_it_is_equal(playbook: Playbook) -> None:
    again = parse(dump(playbook))
    assert again == playbook
    assert again.digest == playbook.digest
    assert dump(again) == dump(playbook)


@slow
@given(playbooks, playbooks)
def test_there_are_differences_exactly_when_the_digests_differ(old: Playbook, new: Playbook) -> None:
    assert diff(old, old) == ()
    assert bool(diff(old, new)) == bool(text_diff(old, new)) == (old.digest != new.digest) == (old != new)


@slow
@given(st.lists(needs, max_size=3).map(tuple), st.lists(needs, max_size=3).map(tuple))
def test_needs_that_differ_are_told_apart(old: tuple[Need, ...], new: tuple[Need, ...]) -> None:
    before, after = (
        dataclasses.replace(GENERAL_BOOK, stages=(dataclasses.replace(FIRST, exit=exit_needs),))
        for exit_needs in (old, new)
    )
    changes = diff(before, after)
    assert bool(changes) == (before.digest != after.digest) == (old != new)
    assert all(change.sentence and change.path for change in changes)


@slow
@given(playbooks, st.data())
def test_every_change_of_a_stage_is_told_and_changes_the_digest(playbook: Playbook, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(playbook.stages) - 1))
    changed = dataclasses.replace(data.draw(stages), key=playbook.stages[place].key)
    line = (*playbook.stages[:place], changed, *playbook.stages[place + 1 :])
    new = dataclasses.replace(playbook, stages=line)
    assert bool(diff(playbook, new)) == (new.digest != playbook.digest) == (new != playbook)


@slow
@given(playbooks, st.randoms())
def test_the_order_of_keys_and_comments_do_not_matter(playbook: Playbook, random: Any) -> None:
    def shuffled(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: shuffled(data[key]) for key in random.sample(list(data), len(data))}
        return [shuffled(item) for item in data] if isinstance(data, list) else data

    text = "# a comment\n" + yaml.safe_dump(shuffled(yaml.safe_load(dump(playbook))), sort_keys=False)
    assert parse(text).digest == playbook.digest


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    reading = read(text)
    assert reading.playbook is None
    assert reading.problems


LANGUAGE = ["format", "stages", "fields", "key", "exit", "need", "outcomes", "lost", "reasons", "kind", "check", "x"]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text() | st.sampled_from(LANGUAGE)
structures = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(LANGUAGE) | st.integers() | st.booleans() | st.text(), inner, max_size=5)
    ),
    max_leaves=25,
)


@slow
@given(structures)
def test_any_structure_is_read_without_raising(structure: Any) -> None:
    reading = read(yaml.safe_dump(structure, allow_unicode=True))
    assert reading.playbook is None
    assert all(problem.line >= 1 and problem.message and problem.remedy for problem in reading.problems)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, len(GENERAL)), st.integers(0, 40), st.text(alphabet=" \n\t-:{}[],'\"#&*!|>%@ax1é", max_size=8))
def test_any_mutation_gives_problems_or_a_playbook(start: int, length: int, instead: str) -> None:
    reading = read(GENERAL[:start] + instead + GENERAL[start + length :])
    refused = any(problem.level == "error" for problem in reading.problems)
    assert (reading.playbook is None) == refused
    if reading.playbook:
        assert parse(dump(reading.playbook)) == reading.playbook


@slow
@given(
    st.lists(st.sampled_from(["stages", 0, 1, "exit", "fields", "outcomes", "lost", "moves"]), max_size=4), structures
)
def test_any_value_at_any_place_is_read_without_raising(path: list[Any], value: Any) -> None:
    document: Any = yaml.safe_load(GENERAL)
    place = document
    for step in path:
        try:
            parent, place = place, place[step]
        except (KeyError, IndexError, TypeError):
            continue
        if not isinstance(place, dict | list):
            parent[step] = value
            break
    else:
        document[path[0] if path and isinstance(path[0], str) else "stages"] = value
    read(yaml.safe_dump(document))


def test_shipped_playbooks_survive_writing() -> None:
    for path in shipped().values():
        playbook = load(path)
        assert parse(dump(playbook)) == playbook
