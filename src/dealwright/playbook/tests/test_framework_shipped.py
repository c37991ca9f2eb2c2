"""The frameworks that come with the product."""

from collections import defaultdict

import pytest

from dealwright.playbook import Strength, element, framework_data, frameworks, read_framework
from dealwright.playbook.framework import SHELF

MONTHS = {
    "bant": (1, 6),
    "challenger": (6, 18),
    "consultative": (6, 24),
    "meddic": (9, 36),
    "meddpicc": (9, 36),
    "sandler": (1, 6),
    "solution": (3, 9),
    "spin": (3, 12),
}


def test_which_come() -> None:
    found = frameworks()
    assert {key: (one.months.least, one.months.most) for key, one in found.items()} == MONTHS
    assert set(found) == {path.stem for path in SHELF.glob("*.yaml")}


@pytest.mark.parametrize("key", MONTHS)
def test_is_right(key: str) -> None:
    reading = read_framework((SHELF / f"{key}.yaml").read_text(encoding="utf-8"))
    assert reading.problems == ()
    assert reading.framework == frameworks()[key]
    assert frameworks()[key].framework == key


@pytest.mark.parametrize("key", MONTHS)
def test_is_of_use_to_a_rep(key: str) -> None:
    found = frameworks()[key]
    assert len(found.best_for) >= 3
    assert len(found.characteristics) >= 3
    for one in found.elements:
        assert 3 <= len(one.questions) <= 5, one.key
        assert all(question.endswith("?") for question in one.questions), one.key
        assert len(one.evidence) >= 3, one.key
        assert len({one.claimed, one.confirmed, one.proven}) == 3, one.key


def test_a_strength_takes_the_same_wherever_a_concept_is_asked_for() -> None:
    """An answer is given once, so confirmed in one framework has to be confirmed in every other."""
    told = defaultdict(set)
    for found in frameworks().values():
        for one in found.elements:
            told[one.concept].add((one.evidence, one.claimed, one.confirmed, one.proven))
    assert {concept: ways for concept, ways in told.items() if len(ways) > 1} == {}


def test_who_can_say_yes_is_answered_once() -> None:
    asked = [("bant", "authority"), ("meddic", "economic_buyer"), ("sandler", "decision_maker"), ("solution", "power")]
    assert {element(frameworks()[framework], key).concept for framework, key in asked} == {"authority"}


def test_meddpicc_asks_all_that_meddic_asks_and_two_things_more() -> None:
    meddic, meddpicc = frameworks()["meddic"].elements, frameworks()["meddpicc"].elements
    assert meddpicc[: len(meddic)] == meddic
    assert [one.key for one in meddpicc[len(meddic) :]] == ["paper_process", "competition"]


def test_an_unknown_element_is_named() -> None:
    with pytest.raises(KeyError, match='"bant" has no element "charm"'):
        element(frameworks()["bant"], "charm")


def test_data_for_programs() -> None:
    data = framework_data(frameworks()["bant"])
    assert list(data) == ["key", "title", "summary", "best_for", "characteristics", "months", "elements"]
    assert data["months"] == {"from": 1, "to": 6}
    first = data["elements"][0]
    assert list(first) == ["key", "title", "concept", "meaning", "questions", "evidence", *Strength]
    assert (first["key"], first["concept"]) == ("need", "need")
