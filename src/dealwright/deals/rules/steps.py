"""Which way a deal may go through its process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from dealwright.playbook import (
    Permission,
    PersonNeed,
    Playbook,
    Shortcut,
    Stage,
    compile_check,
    flat,
)

FIRST = 0
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """A wished move.

    `passed` are the stages whose gates it must pass, `skipped` those it jumps over; `refusal` says why the process
    forbids it, `warning` what it lets pass but counts as a deviation ("" = nothing); `shortcut` the title of the
    named jump that it takes.
    """

    forward: bool
    passed: tuple[Stage, ...] = ()
    skipped: tuple[str, ...] = ()
    refusal: str = ""
    warning: str = ""
    shortcut: str = ""


def plan_move(playbook: Playbook, origin: str | None, to: str, facts: Mapping[str, Any] = NOTHING) -> Step:
    """What a move from one stage to another means under the process's `moves`; `to` must be one of its stages.

    `facts` are the names that the conditions of shortcuts may use.
    """
    start = playbook.position(origin) if origin is not None else FIRST
    goal = playbook.position(to)
    if goal < start:
        return _judged(Step(False), playbook.moves.back, "This process does not let a deal go back.")
    if goal == start:
        return Step(False)
    for shortcut in playbook.moves.shortcuts:
        if (shortcut.origin, shortcut.to) == (origin, to) and _is_open(shortcut, facts):
            skipped = playbook.stages[start + 1 : goal]
            return Step(True, playbook.stages[start : start + 1], _keys(skipped), shortcut=shortcut.title)
    return _forward(playbook, start, goal)


def plan_win(playbook: Playbook, origin: str | None) -> Step:
    """What winning from a stage means: the deal leaves it and all later ones behind."""
    return _forward(playbook, playbook.position(origin) if origin is not None else FIRST, len(playbook.stages))


def _forward(playbook: Playbook, start: int, goal: int) -> Step:
    skipped, passed = playbook.stages[start + 1 : goal], playbook.stages[start:goal]
    if not skipped:
        return Step(True, passed)
    names = ", ".join(stage.title for stage in skipped)
    sentence = f"This process goes step by step: {names} would be skipped."
    return _judged(Step(True, passed, _keys(skipped)), playbook.moves.skip, sentence)


def _judged(step: Step, permission: Permission, sentence: str) -> Step:
    match permission:
        case Permission.REFUSE:
            return replace(step, refusal=sentence)
        case Permission.WARN:
            return replace(step, warning=sentence)
    return step


def _is_open(shortcut: Shortcut, facts: Mapping[str, Any]) -> bool:
    return not shortcut.when or compile_check(shortcut.when).holds(facts)


def _keys(stages: tuple[Stage, ...]) -> tuple[str, ...]:
    return tuple(stage.key for stage in stages)


def start_refusal(playbook: Playbook, stage: str) -> str:
    """Why a deal may not start in the stage; "" when it may."""
    if playbook.moves.start == "first" and playbook.position(stage) > FIRST:
        return f"A deal of this process starts in {playbook.stages[FIRST].title}."
    return ""


def late_by(stage: Stage | None, days: float | None) -> float:
    """How many days longer than expected the deal has been in its stage; 0 when it is in time."""
    if stage is None or stage.days is None or days is None:
        return 0.0
    return max(0.0, days - stage.days)


def known_roles(playbook: Playbook) -> Iterator[str]:
    """The parts people can play: those the process asks for first, then the usual ones."""
    asked = [need.role for stage in playbook.stages for need in flat(stage.exit) if isinstance(need, PersonNeed)]
    yield from dict.fromkeys([*asked, "decision_maker", "champion", "user", "technical", "finance", "blocker"])
