"""Decisions about deals: may it move there, and what does the gate still miss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dealwright.playbook import (
    ActivityNeed,
    CheckNeed,
    Field,
    FieldNeed,
    Need,
    PersonNeed,
    Playbook,
    Stage,
    compile_check,
)

FIRST = 0
KIND_NAMES = {
    "call": "a call",
    "meeting": "a meeting",
    "email": "an e-mail",
    "note": "a note",
    "task": "a task",
}


@dataclass(frozen=True)
class Evidence:
    """What is known of a deal when its gate is judged.

    `facts` are the names that checks may use (`amount` in major units, `fields` the own fields); `done` holds the
    latest activity of each kind; `people` the names of those who play each role.
    """

    facts: Mapping[str, Any]
    done: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """One need of a gate: whether it is met, by what, and otherwise how to supply it."""

    need: str
    why: str
    met: bool
    evidence: str
    remedy: str
    target: str

    def as_missing(self) -> dict[str, str]:
        """The need as a refusal shows it."""
        return {"need": self.need, "why": self.why, "remedy": self.remedy, "target": self.target}


def judge(stage: Stage, evidence: Evidence, playbook: Playbook) -> list[Judgement]:
    """Each exit criterion of the stage, in order, judged by the evidence."""
    return [_judge_one(need, evidence, playbook) for need in stage.exit]


def is_met(need: Need, evidence: Evidence, playbook: Playbook) -> bool:
    """Whether the evidence meets a need."""
    match need:
        case FieldNeed():
            return _value(need.field, evidence, playbook) not in (None, "", [])
        case ActivityNeed():
            return any(kind in evidence.done for kind in need.kinds)
        case PersonNeed():
            return bool(evidence.people.get(need.role))
        case CheckNeed():
            return compile_check(need.check).holds(evidence.facts)


def missing(playbook: Playbook, passed: Sequence[Stage], evidence: Evidence) -> list[Judgement]:
    """The unmet needs of all stages that a move leaves behind, each named once."""
    found = (one for stage in passed for one in judge(stage, evidence, playbook) if not one.met)
    return list({(one.need, one.target): one for one in found}.values())


def _judge_one(need: Need, evidence: Evidence, playbook: Playbook) -> Judgement:
    match need:
        case FieldNeed():
            return _judge_field(need, evidence, playbook)
        case ActivityNeed():
            return _judge_activity(need, evidence)
        case PersonNeed():
            return _judge_person(need, evidence)
        case CheckNeed():
            return _judge_check(need, evidence)


def _own(key: str, playbook: Playbook) -> Field | None:
    return next((each for each in playbook.fields if each.key == key), None)


def _value(key: str, evidence: Evidence, playbook: Playbook) -> Any:
    known = (evidence.facts.get("fields") or {}) if _own(key, playbook) else evidence.facts
    return known.get(key)


def _judge_field(need: FieldNeed, evidence: Evidence, playbook: Playbook) -> Judgement:
    own, met = _own(need.field, playbook), is_met(need, evidence, playbook)
    title = own.title if own else need.field.replace("_", " ").capitalize()
    return Judgement("field", need.why, met, f"{title} is filled in" if met else "", f"Fill in “{title}”.", need.field)


def _judge_activity(need: ActivityNeed, evidence: Evidence) -> Judgement:
    found = next((evidence.done[kind] for kind in need.kinds if kind in evidence.done), "")
    wanted = " or ".join(KIND_NAMES.get(kind, kind) for kind in need.kinds)
    return Judgement("activity", need.why, bool(found), found, f"Log {wanted} with the customer.", ",".join(need.kinds))


def _judge_person(need: PersonNeed, evidence: Evidence) -> Judgement:
    names, role = evidence.people.get(need.role, ()), need.role.replace("_", " ")
    return Judgement("person", need.why, bool(names), ", ".join(names), f"Add a person as {role}.", need.role)


def _judge_check(need: CheckNeed, evidence: Evidence) -> Judgement:
    check = compile_check(need.check)
    met, looked_at = check.holds(evidence.facts), sorted(check.names)
    names = ", ".join(name.removeprefix("fields.").replace("_", " ") for name in looked_at)
    remedy = f"Look at {names}: {need.check} must be true."
    return Judgement("check", need.why, met, need.check if met else "", remedy, ",".join(looked_at))


@dataclass(frozen=True)
class Step:
    """A wished move: forward or back, the stages left behind, and why the process forbids it ("" = it does not)."""

    forward: bool
    passed: tuple[Stage, ...]
    skipped: tuple[str, ...]
    refusal: str


def plan_move(playbook: Playbook, origin: str | None, to: str) -> Step:
    """What a move from one stage to another means under the process's `moves`; `to` must be one of its stages."""
    start = playbook.position(origin) if origin is not None else FIRST
    goal = playbook.position(to)
    if goal <= start:
        refused = goal < start and playbook.moves.back == "refuse"
        return Step(False, (), (), "This process does not let a deal go back." if refused else "")
    return _forward(playbook, start, goal)


def plan_win(playbook: Playbook, origin: str | None) -> Step:
    """What winning from a stage means: the deal leaves it and all later ones behind."""
    return _forward(playbook, playbook.position(origin) if origin is not None else FIRST, len(playbook.stages))


def _forward(playbook: Playbook, start: int, goal: int) -> Step:
    skipped = playbook.stages[start + 1 : goal]
    names = ", ".join(stage.title for stage in skipped)
    refused = bool(skipped) and playbook.moves.skip == "refuse"
    refusal = f"This process goes step by step: {names} would be skipped." if refused else ""
    return Step(True, playbook.stages[start:goal], tuple(stage.key for stage in skipped), refusal)


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
    asked = [need.role for stage in playbook.stages for need in stage.exit if isinstance(need, PersonNeed)]
    yield from dict.fromkeys([*asked, "decision_maker", "champion", "user", "technical", "finance", "blocker"])
