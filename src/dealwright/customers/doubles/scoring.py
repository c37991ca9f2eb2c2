"""How good a search for doubles is, against pairs that are known; and where it is good enough to merge unseen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .finding import LIKELY, Pair

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """`found` pairs at `threshold` or more, chains closed: how many are true, how many of the true ones they are."""

    threshold: float
    found: int
    precision: float
    recall: float
    f1: float


def link(one: str, other: str) -> Link:
    """The two ids in the order in which every link has them."""
    return (one, other) if one < other else (other, one)


def links(clusters: Iterable[Sequence[str]]) -> set[Link]:
    """Every pair within each cluster."""
    return {link(one, other) for each in clusters for place, one in enumerate(each) for other in each[:place]}


def clusters(pairs: Iterable[Link]) -> list[list[str]]:
    """Ids that hang together by pairs, as sorted lists, the first id leading."""
    leader: dict[str, str] = {}

    def lead(one: str) -> str:
        while (above := leader.setdefault(one, one)) != one:
            leader[one] = one = leader[above]
        return one

    for one, other in pairs:
        leader[lead(other)] = lead(one)
    found = defaultdict(list)
    for one in sorted(leader):
        found[lead(one)].append(one)
    return sorted(found.values())


def score(pairs: Iterable[Pair], truth: Collection[Link], threshold: float = LIKELY) -> Score:
    """The score of what these pairs join at the threshold: two doubles of a third are doubles of each other."""
    found = links(clusters((each.left, each.right) for each in pairs if each.probability >= threshold))
    right = len(found & set(truth))
    precision, recall = right / len(found) if found else 1.0, right / len(truth) if truth else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(threshold, len(found), precision, recall, f1)


THRESHOLDS = (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999)


def lowest_sure(pairs: Sequence[Pair], truth: Collection[Link], precision: float = 0.99) -> Score | None:
    """The score at the lowest threshold from which on what is joined is right so often; None where none is."""
    scores = [score(pairs, truth, threshold) for threshold in THRESHOLDS]
    good = None
    for each in reversed(scores):
        if each.precision < precision:
            break
        good = each
    return good
