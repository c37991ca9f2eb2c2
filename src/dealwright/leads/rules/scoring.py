"""What a lead scores by written rules."""

from collections.abc import Iterable
from typing import NamedTuple

from .conditions import compile_condition
from .facts import Facts

MOST_POINTS = 1_000


class Scoring(NamedTuple):
    """A rule: points for leads that the condition is true of, and the reason shown for them."""

    condition: str
    points: int
    reason: str


class Scored(NamedTuple):
    """A score, and its parts: reason and points of each rule that holds, in the order of the rules."""

    score: int
    reasons: tuple[tuple[str, int], ...]


def score(rules: Iterable[Scoring], facts: Facts) -> Scored:
    """What the lead scores: the points of the rules that hold of it, added up; 0 without any."""
    held = tuple((rule.reason, rule.points) for rule in rules if compile_condition(rule.condition).holds(facts))
    return Scored(sum(points for _, points in held), held)
