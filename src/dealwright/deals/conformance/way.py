"""How well a way through stages fits a process: pure, so that any log of steps can be measured.

The model of a process is its stages in order. A deal may step to the next stage, over stages by a shortcut or where
the process allows skipping, back where it allows going back; it may begin in any stage unless the process says
otherwise, end anywhere when it is open or lost, and is won from the last stage. What is only let pass with a warning is
not allowed in this sense.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dealwright.playbook import Permission, Playbook, Start

FAR = 10**6


@dataclass(frozen=True)
class Model:
    """The allowed ways through a process.

    `between[a][b]` is how many stages a deal must still pass on the shortest allowed way from one place to another,
    not counting these two (FAR where there is none). Place 0 is before the process, the stages follow, the last place
    is the win. `jumps` are the steps forward over stages that are allowed.
    """

    stages: tuple[str, ...]
    between: tuple[tuple[int, ...], ...]
    jumps: frozenset[tuple[int, int]]

    @property
    def won(self) -> int:
        """The place of the win."""
        return len(self.stages) + 1

    def places(self, trace: Sequence[str], is_won: bool) -> list[int | None]:
        """Where each step of a way stands, None for a stage that the process does not have; the win comes last."""
        known = {stage: place for place, stage in enumerate(self.stages, start=1)}
        return [*(known.get(stage) for stage in trace), *([self.won] if is_won else [])]


@lru_cache(maxsize=256)
def model_of(book: Playbook) -> Model:
    """The model of a process. The condition of a shortcut is not looked at: whoever may take it, it is a way."""
    stages = tuple(stage.key for stage in book.stages)
    shortcuts = {(book.position(each.origin) + 1, book.position(each.to) + 1) for each in book.moves.shortcuts}
    return linear(
        stages,
        skip=book.moves.skip == Permission.ALLOW,
        back=book.moves.back == Permission.ALLOW,
        start_anywhere=book.moves.start == Start.ANY,
        shortcuts=shortcuts,
    )


def linear(
    stages: Sequence[str],
    *,
    skip: bool = False,
    back: bool = False,
    start_anywhere: bool = False,
    shortcuts: Iterable[tuple[int, int]] = (),
) -> Model:
    """The model of stages in this order; `shortcuts` are pairs of places, the first stage being place 1."""
    won = len(stages) + 1
    jumps = set(shortcuts)
    if skip:
        jumps |= {(a, b) for a in range(1, won) for b in range(a + 2, won + 1)}
    if start_anywhere or skip:
        jumps |= {(0, b) for b in range(2, won)}
    steps = jumps | {(a, a + 1) for a in range(won)}
    if back:
        steps |= {(a, b) for a in range(1, won) for b in range(1, a + 1)}
    return Model(tuple(stages), _between(steps, won + 1), frozenset(jumps))


def _between(steps: set[tuple[int, int]], size: int) -> tuple[tuple[int, ...], ...]:
    """The fewest places between any two (Floyd and Warshall)."""
    fewest = [[0 if (a, b) in steps else FAR for b in range(size)] for a in range(size)]
    for middle in range(1, size - 1):
        for a in range(size):
            for b in range(size):
                fewest[a][b] = min(fewest[a][b], fewest[a][middle] + 1 + fewest[middle][b])
    return tuple(map(tuple, fewest))


@lru_cache(maxsize=100_000)
def fitness(model: Model, trace: tuple[str, ...], is_won: bool) -> float:
    """How well a way fits, from 0 (nothing of it) to 1 (wholly).

    1 - cost / (steps of the way + steps of the shortest allowed way). The cost is that of the best alignment: 1 for
    each step of the way that the process does not have there, 1 for each that the way lacks. Winning is a step.
    Source: W. van der Aalst, A. Adriansyah, B. van Dongen, "Replaying History on Process Models for Conformance
    Checking and Performance Analysis", WIREs Data Mining and Knowledge Discovery 2 (2012).
    """
    return 1 - alignment_cost(model, trace, is_won) / (len(trace) + is_won + _shortest(model, is_won))


def _shortest(model: Model, is_won: bool) -> int:
    """The steps of the shortest allowed way: to the win, or else into any one stage."""
    return model.between[0][model.won] + 1 if is_won else 1


def alignment_cost(model: Model, trace: Sequence[str], is_won: bool) -> int:
    """The cost of the best alignment of a way with the process: steps too many and steps lacking."""
    places = model.places(trace, is_won)
    steps, ended = len(places), []
    best: dict[int, int] = {}
    for n, place in enumerate(places):
        if place is None:
            continue
        known = ((n - m - 1) + best[m] + model.between[places[m] or 0][place] for m in best)
        best[n] = min([n + model.between[0][place], *known])
        if place == model.won or not is_won:
            ended.append(best[n] + steps - n - 1)
    return min([*ended, steps + _shortest(model, is_won)])


def skipped(model: Model, trace: Sequence[str], is_won: bool) -> tuple[str, ...]:
    """The stages that a way passed over without having been there, but for jumps that the process allows."""
    places = [place for place in model.places(trace, is_won) if place is not None]
    found: dict[str, None] = {}
    seen: set[int] = set()
    for before, after in pairwise([0, *places]):
        if (before, after) not in model.jumps:
            found.update((model.stages[place - 1], None) for place in range(before + 1, after) if place not in seen)
        seen.add(after)
    return tuple(found)


def repeated(trace: Sequence[str]) -> tuple[str, ...]:
    """The stages that a way came to more than once."""
    return tuple(stage for stage in dict.fromkeys(trace) if trace.count(stage) > 1)
