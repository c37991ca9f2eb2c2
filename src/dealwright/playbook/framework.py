"""Frameworks: what a rep should know about a deal, element by element. And how much of it is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

from dealwright.playbook.building import build
from dealwright.playbook.shape import Record
from dealwright.playbook.source import tree
from dealwright.playbook.words import HYPHENED_KEY, KEY, About, Strength

SHELF = Path(__file__).parent / "frameworks"
STRONGEST: Final = len(Strength)


@dataclass(frozen=True)
class Months:
    """How long deals that suit a framework take."""

    least: Annotated[int, About("The shortest usual time, in months.", name="from", low=0, high=120)]
    most: Annotated[int, About("The longest usual time, in months.", name="to", low=1, high=120)]


@dataclass(frozen=True, kw_only=True)
class Element:
    """One thing to know about a deal, and how one can tell that it is known."""

    key: Annotated[str, About("Names the element within its framework.", pattern=KEY)]
    title: Annotated[str, About("How the element is shown.")]
    shared: Annotated[
        str,
        About("What is known, under a name that frameworks share; without it, the key.", name="concept", pattern=KEY),
    ] = ""
    meaning: Annotated[str, About("What the rep has to find out.")]
    questions: Annotated[tuple[str, ...], About("Questions to ask the buyer.", low=1, high=10)]
    evidence: Annotated[tuple[str, ...], About("What counts as evidence of the answer.", low=1, high=10)]
    claimed: Annotated[str, About("What it takes for the answer to be claimed: one source says so.")]
    confirmed: Annotated[str, About("What it takes to be confirmed: somebody who must know says the same.")]
    proven: Annotated[str, About("What it takes to be proven: it stands in writing, or has been seen.")]

    @property
    def concept(self) -> str:
        """The name under which a deal keeps the answer: elements of one concept are answered once."""
        return self.shared or self.key


@dataclass(frozen=True, kw_only=True)
class Framework:
    """A way to qualify deals: the elements to know, what each means and what proves it."""

    format: Annotated[int, About("The version of the playbook language: 1.", required=True)] = 1
    framework: Annotated[str, About("Names the framework for good.", pattern=HYPHENED_KEY)]
    title: Annotated[str, About("How the framework is shown.")]
    summary: Annotated[str, About("What it is about, in a sentence or two.")]
    best_for: Annotated[tuple[str, ...], About("The deals it suits best.", low=1, high=10)]
    characteristics: Annotated[tuple[str, ...], About("What marks this way of selling.", low=1, high=10)]
    months: Annotated[Months, About("How long deals that suit it take.")]
    elements: Annotated[tuple[Element, ...], About("What there is to know, in the order of asking.", low=1, high=20)]


@dataclass(frozen=True)
class Known:
    """How much is known: so many of these concepts are answered, with so much strength (0 to 1, 1 is all proven)."""

    concepts: int
    answered: int
    strength: float

    @property
    def share(self) -> float:
        """The share of the concepts that are answered, 0 to 1; 0 where there are none."""
        return self.answered / self.concepts if self.concepts else 0.0


@dataclass(frozen=True)
class Coverage:
    """What is known in sum, each concept counted once, and for each framework by its key."""

    total: Known
    frameworks: Mapping[str, Known]


def coverage(frameworks: Iterable[Framework], answers: Mapping[str, int]) -> Coverage:
    """How much of these frameworks is answered.

    `answers` has a strength for each concept: 0 unknown, 1 claimed, 2 confirmed, 3 proven; a concept that is
    missing is unknown, one that no framework asks for counts nothing. A concept is answered when it is at least
    claimed. The strength of an answer is its number divided by 3; that of several is their mean. Raises ValueError
    where a strength is none of the four.
    """
    concepts = {each.framework: {element.concept for element in each.elements} for each in frameworks}
    parts = {key: _known(asked, answers) for key, asked in concepts.items()}
    return Coverage(_known(set().union(*concepts.values()), answers), parts)


def _known(concepts: set[str], answers: Mapping[str, int]) -> Known:
    strengths = [answers.get(concept, 0) for concept in concepts]
    if strange := [strength for strength in strengths if strength not in range(STRONGEST + 1)]:
        raise ValueError(f"{strange[0]} is no strength of an answer: it is 0, 1, 2 or 3.")
    whole = STRONGEST * len(concepts)
    return Known(len(concepts), sum(map(bool, strengths)), sum(strengths) / whole if whole else 0.0)


@cache
def frameworks() -> Mapping[str, Framework]:
    """The frameworks that come with the product, by key; their files are read when first asked for.

    They are not checked here but by the tests: the rules of playbooks ask themselves which frameworks there are.
    """
    trees = [tree(path.read_text(encoding="utf-8")) for path in sorted(SHELF.glob("*.yaml"))]
    found: list[Framework] = [build(root, Record(Framework)) for root in trees]
    return MappingProxyType({framework.framework: framework for framework in found})


def element(framework: Framework, key: str) -> Element:
    """The element with this key; KeyError when there is none."""
    for one in framework.elements:
        if one.key == key:
            return one
    raise KeyError(f'Framework "{framework.framework}" has no element "{key}".')


def framework_data(framework: Framework) -> dict[str, Any]:
    """A framework as mappings, lists, texts and numbers for programs, each element with its concept."""
    return {
        "key": framework.framework,
        "title": framework.title,
        "summary": framework.summary,
        "best_for": list(framework.best_for),
        "characteristics": list(framework.characteristics),
        "months": {"from": framework.months.least, "to": framework.months.most},
        "elements": [_element_data(one) for one in framework.elements],
    }


def _element_data(one: Element) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "concept": one.concept,
        "meaning": one.meaning,
        "questions": list(one.questions),
        "evidence": list(one.evidence),
        **{strength: getattr(one, strength) for strength in Strength},
    }
