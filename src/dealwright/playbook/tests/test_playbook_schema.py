"""The schema for editors, and the handbook that explains each of its keys."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from dealwright.playbook import beside, dump, label, load, parse, reference, schema, shipped
from dealwright.playbook.source import LOADER

VALIDATOR = Draft202012Validator(schema())
HANDBOOK = Path(__file__).parents[4] / "docs" / "playbook.md"
REFERENCE = HANDBOOK.with_name("playbook-reference.md")


def document_of(text: str) -> Any:
    return yaml.load(text, LOADER)


def general() -> Any:
    return document_of(shipped()["general"].read_text(encoding="utf-8"))


@pytest.mark.thorough
def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.thorough
@pytest.mark.parametrize("key", sorted(shipped()))
def test_shipped_playbooks_fit(key: str) -> None:
    document = document_of(shipped()[key].read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


WRONG: list[tuple[tuple[str | int, ...], Any]] = [
    (("format",), 2),
    (("process",), "Not A Key"),
    (("titel",), "unknown key"),
    (("stages",), []),
    (("stages", 0, "days"), "ten"),
    (("stages", 0, "probability"), 101),
    (("stages", 0, "exit", 0, "why"), ""),
    (("stages", 0, "exit", 0, "need"), "persona"),
    (("stages", 0, "exit", 0, "kind"), "visit"),
    (("fields", 0, "type"), "number"),
    (("moves", "skip"), False),
    (("outcomes", "lost", "reasons"), []),
]


@pytest.mark.thorough
@pytest.mark.parametrize(("path", "value"), WRONG)
def test_typical_mistakes_do_not_fit(path: tuple[str | int, ...], value: Any) -> None:
    document = general()
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(document)


NESTED = {"need": "all", "why": "w", "of": [{"need": "field", "field": "budget", "why": "w"}] * 2}
GROUP = {"need": "any", "why": "w", "of": [NESTED, {"need": "event", "event": "quote_sent", "why": "w"}]}


def test_needs_within_needs() -> None:
    document = general()
    document["stages"][0]["exit"] = [GROUP]
    assert VALIDATOR.is_valid(document)
    document["stages"][0]["exit"] = [{**GROUP, "of": [{**NESTED, "of": [{"need": "field"}] * 2}] * 2}]
    assert not VALIDATOR.is_valid(document)


VARIANT = {"format": 1, "process": "own", "title": "Own", "extends": "general"}
CHANGES: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"stages": [{"key": "closing", "days": 3}]}, True),
    ({"stages": [{"key": "pilot", "title": "Pilot", "probability": 50, "after": "closing"}]}, True),
    ({"stages": [{"key": "closing", "remove": True}]}, True),
    ({"stages": [{"key": "closing", "exit": [{"key": "field-budget", "why": "w"}]}]}, True),
    ({"stages": [{"key": "closing", "exit": [{"key": "field-budget", "remove": True}]}]}, True),
    ({"stages": [{"key": "closing", "exit": [GROUP]}]}, True),
    ({"outcomes": {"lost": {"reasons": ["other", {"key": "price", "remove": True}]}}}, True),
    ({"moves": {"skip": "warn"}}, True),
    ({"stages": [{"days": 3}]}, False),
    ({"stages": [{"key": "closing", "remove": False}]}, False),
    ({"stages": [{"key": "closing", "exit": [{"why": "w"}]}]}, False),
    ({"moves": {"skip": "warn", "remove": True}}, False),
    ({"whole": True}, False),
]


@pytest.mark.parametrize(("change", "fits"), CHANGES)
def test_a_variant_states_what_differs(change: dict[str, Any], fits: bool) -> None:
    assert VALIDATOR.is_valid({**VARIANT, **change}) is fits
    assert not VALIDATOR.is_valid({**general(), **change, "stages": [{"key": "closing", "remove": True}]})


def test_a_variant_in_full_fits() -> None:
    assert VALIDATOR.is_valid(document_of(dump(load(shipped()["general-enterprise"]))))


@pytest.mark.parametrize("key", ["format", "process", "title", "currency", "stages", "outcomes"])
def test_what_is_missing_does_not_fit(key: str) -> None:
    document = general()
    del document[key]
    assert not VALIDATOR.is_valid(document)


def words_of_the_language() -> set[str]:
    records = list(schema()["$defs"].values())
    keys = {key for record in records for key in record["properties"]}
    offered = re.findall(r"'enum': \[(.*?)\]", str(records))
    return keys | set(re.findall(r"'(\w+)'", " ".join(offered)))


def test_every_key_and_word_stands_in_the_handbook() -> None:
    documented = set(re.findall(r"`([^`\n]+)`", HANDBOOK.read_text(encoding="utf-8")))
    assert words_of_the_language() - documented == set()


def test_the_reference_is_the_one_written_from_the_schema() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), (
        "dealwright playbook reference > docs/playbook-reference.md"
    )
    documented = set(re.findall(r"`([^`\n]+)`", reference()))
    assert words_of_the_language() - documented == set()


def test_the_example_of_the_handbook_works() -> None:
    [example] = re.findall(
        r"```yaml\n(format: 1\nprocess: workshop\n.*?)```", HANDBOOK.read_text(encoding="utf-8"), re.DOTALL
    )
    assert parse(example).process == "workshop"


def test_the_other_examples_of_the_handbook_work() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    [whole, needs, moves, variant] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    discount = "  - {key: discount, type: percent, title: Discount}\n"
    gate = "\n".join(f"    {line}" for line in needs.splitlines()) + "\n    buyer: [{key: trial, title: Trial}]\n"
    larger = whole.replace("fields:\n", f"fields:\n{discount}").replace("outcomes:", f"{gate}outcomes:")
    gates = re.sub(r"    exit:\n      - \{need: check[^\n]*\n", "", larger)
    assert [need.need for need in parse(gates).stages[-1].exit] == ["person", "approval", "consent", "any"]
    shortcuts = parse(whole.partition("moves:")[0] + moves).moves.shortcuts
    assert [shortcut.key for shortcut in shortcuts] == ["repeat-order"]
    austria = parse(variant, parents=beside(HANDBOOK.parent))
    assert "legal_review" in [stage.key for stage in austria.stages]
    assert [label(need) for need in austria.stage("qualifying").exit].count("person-decision_maker") == 0
