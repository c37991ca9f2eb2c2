"""How much is known: laws that hold for any frameworks and any answers."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.playbook import Framework, coverage, frameworks

CONCEPTS = sorted({one.concept for each in frameworks().values() for one in each.elements})
ANSWERS = st.dictionaries(st.sampled_from([*CONCEPTS, "weather"]), st.integers(0, 3))
CARRIED = st.lists(st.sampled_from(list(frameworks().values())), unique=True)


def asked(carried: list[Framework]) -> set[str]:
    return {one.concept for each in carried for one in each.elements}


def test_a_concept_of_two_frameworks_counts_once() -> None:
    both = [frameworks()["bant"], frameworks()["meddic"]]
    known = coverage(both, {"authority": 3, "need": 1, "budget": 0})
    assert (known.total.concepts, known.total.answered) == (8, 2)
    assert known.total.strength == pytest.approx(4 / 24)
    assert known.frameworks["bant"].share == 0.5
    assert known.frameworks["meddic"].share == pytest.approx(2 / 6)


def test_no_frameworks_nothing_known() -> None:
    known = coverage([], {"need": 3})
    assert (known.total.concepts, known.total.share, known.total.strength, known.frameworks) == (0, 0.0, 0.0, {})


@pytest.mark.parametrize("strength", [-1, 4])
def test_a_strength_outside_its_scale_is_refused(strength: int) -> None:
    with pytest.raises(ValueError, match="it is 0, 1, 2 or 3"):
        coverage([frameworks()["bant"]], {"need": strength})


@given(CARRIED, ANSWERS)
def test_shares_stay_between_nothing_and_all(carried: list[Framework], answers: Mapping[str, int]) -> None:
    known = coverage(carried, answers)
    for part in [known.total, *known.frameworks.values()]:
        assert 0 <= part.strength <= part.share <= 1
    assert known.total.concepts == len(asked(carried))


@given(CARRIED, CARRIED, ANSWERS)
def test_switching_frameworks_loses_nothing(
    before: list[Framework], after: list[Framework], answers: Mapping[str, int]
) -> None:
    """What a framework knows depends on the answers alone, not on what else the deal carries or once carried."""
    first, second = coverage(before, answers), coverage(after, answers)
    shared = first.frameworks.keys() & second.frameworks.keys()
    assert {key: first.frameworks[key] for key in shared} == {key: second.frameworks[key] for key in shared}
    still_asked = {concept for concept in asked(before) & asked(after) if answers.get(concept)}
    assert second.total.answered >= len(still_asked)


@given(CARRIED, ANSWERS)
def test_the_order_of_frameworks_does_not_matter(carried: list[Framework], answers: Mapping[str, int]) -> None:
    assert coverage(carried[::-1], answers).total == coverage(carried, answers).total


@given(CARRIED, ANSWERS, st.sampled_from(CONCEPTS), st.integers(0, 3))
def test_a_better_answer_never_lowers_anything(
    carried: list[Framework], answers: Mapping[str, int], concept: str, strength: int
) -> None:
    better = {**answers, concept: max(strength, answers.get(concept, 0))}
    before, after = coverage(carried, answers), coverage(carried, better)
    pairs = [
        (before.total, after.total),
        *((before.frameworks[key], after.frameworks[key]) for key in before.frameworks),
    ]
    for old, new in pairs:
        assert new.share >= old.share
        assert new.strength >= old.strength
