"""What versions of a process would have said at a moment: which needs were not met, or which move they forbid."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from dealwright.playbook import ApprovalNeed, Need, Playbook, Stage, label

from ..rules import Evidence, Step, is_met, plan_move, plan_win
from .moments import WON

MOVE = "move"


class Refusal(NamedTuple):
    """Why a deal would have stayed: a need of a stage by its key, or MOVE for a step that the process forbids."""

    stage: str
    key: str


Both = tuple[list[Refusal], list[Refusal]]


@dataclass
class Judge:
    """Judges by one version; steps and needs are looked up once. `numbers` are those of needs that ask the same."""

    book: Playbook
    numbers: dict[Need, int]
    _steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    _needs: dict[str, list[tuple[Refusal, Need, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for stage in self.book.stages:
            self._needs[stage.key] = [
                (Refusal(stage.key, label(need)), need, self.numbers.setdefault(_bare(need), len(self.numbers)))
                for need in stage.exit
            ]

    def knows(self, stage: str) -> bool:
        """Whether the version has this stage."""
        return stage in self._needs

    def refusals(self, origin: str, to: str, evidence: Evidence, judged: dict[int, bool]) -> list[Refusal] | None:
        """What would have kept the deal from this step, as the gate says it; None where the version lacks a stage.

        `judged` keeps what was judged by this evidence, so that another version that asks the same need not ask again.
        """
        if not self.knows(origin) or not (to == WON or self.knows(to)):
            return None
        step, missed = self._step(origin, to, evidence), []
        for stage in _gates(step):
            for refusal, need, number in self._needs[stage.key]:
                if number not in judged:
                    judged[number] = is_met(need, evidence, self.book)
                if not judged[number]:
                    missed.append(refusal)
        return missed or ([Refusal(origin, MOVE)] if step.refusal else [])

    def _step(self, origin: str, to: str, evidence: Evidence) -> Step:
        known = self._steps.get((origin, to))
        if known is None:
            known = plan_win(self.book, origin) if to == WON else plan_move(self.book, origin, to, evidence.facts)
            if not any(shortcut.when for shortcut in self.book.moves.shortcuts):
                self._steps[origin, to] = known
        return known


def _bare(need: Need) -> Need:
    """What a need asks, whatever it is called and why ever it is asked; but a proof is known by its key."""
    return need if isinstance(need, ApprovalNeed) else replace(need, why="", key="")


def _gates(step: Step) -> Sequence[Stage]:
    """As in a move: where stages may not be skipped only the gate at hand matters."""
    return step.passed[:1] if step.refusal else step.passed


class Pair:
    """A draft and the version in force."""

    def __init__(self, draft: Playbook, present: Playbook) -> None:
        numbers: dict[Need, int] = {}
        self.draft, self.present = Judge(draft, numbers), Judge(present, numbers)

    def refusals(
        self, origin: str, to: str, evidence: Sequence[Evidence]
    ) -> tuple[list[Refusal], list[Refusal]] | None:
        """What the draft and what the version in force refuse; None where the draft lacks a stage.

        `evidence` is what was known as each of them sees it, or once for both. A version in force that lacks a stage
        refuses nothing.
        """
        judged: dict[int, bool] = {}
        ours = self.draft.refusals(origin, to, evidence[0], judged)
        if ours is None:
            return None
        shared = judged if len(evidence) == 1 else {}
        return ours, self.present.refusals(origin, to, evidence[-1], shared) or []
