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
    CheckNeed,
    Choice,
    Field,
    FieldNeed,
    FieldType,
    Lost,
    Moves,
    Outcomes,
    Permission,
    PersonNeed,
    PlannedActivity,
    Playbook,
    Stage,
    Start,
    Won,
    diff,
    dump,
    load,
    parse,
    read,
    shipped,
)

pytestmark = pytest.mark.thorough

GENERAL = shipped()["general"].read_text(encoding="utf-8")

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
needs = (
    st.builds(FieldNeed, st.sampled_from(["amount", "close_on", "owner"]), titles)
    | st.builds(ActivityNeed, listed(kinds, 1), titles)
    | st.builds(PersonNeed, keys, titles)
    | st.builds(CheckNeed, st.sampled_from(["deal.amount > 0", 'deal.title != "x"']), titles)
)
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
    exit=listed(needs),
)
playbooks = st.builds(
    Playbook,
    process=keys,
    title=titles,
    currency=st.sampled_from(["EUR", "USD", "CHF"]),
    fields=keyed(fields),
    stages=keyed(stages, 4, 1),
    outcomes=st.builds(
        Outcomes,
        won=st.builds(Won, titles, activities),
        lost=st.builds(Lost, title=titles, reasons=keyed(choices, 3, 1)),
    ),
    moves=st.builds(
        Moves, skip=st.sampled_from(Permission), back=st.sampled_from(Permission), start=st.sampled_from(Start)
    ),
)

slow = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=40
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
    assert bool(diff(old, new)) == (old.digest != new.digest) == (old != new)


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


@settings(deadline=None, max_examples=100)
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
