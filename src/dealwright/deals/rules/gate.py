"""The gate of a stage: each exit criterion judged by the evidence."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dealwright.playbook import AllNeed, AnyNeed, CheckNeed, FieldNeed, Need, Playbook, Stage, compile_check, label

from .asking import remedy, target
from .proof import Evidence, Proof, proofs_of


@dataclass(frozen=True)
class Judgement:
    """One need of a gate: whether it is met, by what, and otherwise how to supply it.

    `asks` is the need itself; `expired` is proof that no longer counts; `parts` are the needs of a group.
    """

    asks: Need
    met: bool
    remedy: str
    proof: Proof | None = None
    expired: Proof | None = None
    parts: tuple["Judgement", ...] = ()

    @property
    def need(self) -> str:
        """The kind of the need."""
        return self.asks.need

    @property
    def key(self) -> str:
        """The key of the need in its process."""
        return label(self.asks)

    @property
    def why(self) -> str:
        """Why the process asks for it."""
        return self.asks.why

    @property
    def duty(self) -> str:
        """The law or rule that demands it; "" for what is no compliance check."""
        return self.asks.duty

    @property
    def target(self) -> str:
        """What supplies it."""
        return target(self.asks)

    @property
    def evidence(self) -> str:
        """What meets the need, in words; "" when nothing does."""
        return self.proof.text if self.proof else ""

    def as_missing(self) -> dict[str, Any]:
        """The need as a refusal shows it."""
        told: dict[str, Any] = {"need": self.need, "key": self.key, "why": self.why, "remedy": self.remedy}
        told["target"] = self.target
        if self.duty:
            told["duty"] = self.duty
        if self.expired and self.expired.until:
            told["expired"] = self.expired.until.date().isoformat()
        if self.parts:
            told["of"] = [part.as_missing() for part in self.parts if not part.met]
        return told


def judge(stage: Stage, evidence: Evidence, playbook: Playbook) -> list[Judgement]:
    """Each exit criterion of the stage that is asked of this deal, in order, judged by the evidence."""
    return [_judge(need, evidence, playbook, None) for need in stage.exit if _asked(need, evidence)]


def missing(playbook: Playbook, passed: Sequence[Stage], evidence: Evidence) -> list[Judgement]:
    """The unmet needs of all stages that a move leaves behind, each named once."""
    found = (one for stage in passed for one in judge(stage, evidence, playbook) if not one.met)
    return list({(one.need, one.key): one for one in found}.values())


def proofs_kept(playbook: Playbook, passed: Sequence[Stage], evidence: Evidence) -> tuple[dict[str, Any], ...]:
    """What met the needs of the stages that a move leaves behind, as its event keeps it; expressions are left out."""
    judged = (leaf for stage in passed for one in judge(stage, evidence, playbook) for leaf in _leaves(one))
    return tuple(_kept(one, one.proof) for one in judged if one.proof and one.need != "check")


def _leaves(one: Judgement) -> Iterator[Judgement]:
    """The judgement itself; of a group those of its parts, for each has a proof of its own."""
    if not one.parts:
        yield one
    for part in one.parts:
        yield from _leaves(part)


def _kept(one: Judgement, proof: Proof) -> dict[str, Any]:
    # The ledger is never rewritten, so a person is kept by the link to them, and what a rep wrote of a talk not at all.
    text = "" if one.need in ("person", "activity") else proof.text
    told = {"key": one.key, "text": text, "link": proof.link, "by": proof.by, "at": proof.at, "until": proof.until}
    return {name: value for name, value in told.items() if value not in (None, "")}


def is_met(need: Need, evidence: Evidence, playbook: Playbook) -> bool:
    """Whether a need is met, or not asked of this deal at all; tells no more, for lists of many deals."""
    return not _asked(need, evidence) or _holds(need, evidence, playbook, None)


def _holds(need: Need, evidence: Evidence, playbook: Playbook, days: int | None) -> bool:
    days = _shorter(need.valid_days, days)
    match need:
        case AnyNeed():
            asked = [part for part in need.any_of if _asked(part, evidence)]
            return not asked or any(_holds(part, evidence, playbook, days) for part in asked)
        case AllNeed():
            asked = [part for part in need.all_of if _asked(part, evidence)]
            return all(_holds(part, evidence, playbook, days) for part in asked)
    return any(counts(proof, evidence) for proof in proofs_of(need, evidence, playbook, days))


def _shorter(days: int | None, others: int | None) -> int | None:
    """For how long proof counts: what a group says holds for its parts too."""
    return min(days, others) if days and others else days or others


def counts(proof: Proof, evidence: Evidence) -> bool:
    """Whether proof has not expired."""
    return proof.until is None or proof.until > evidence.now


def _asked(need: Need, evidence: Evidence) -> bool:
    if evidence.hidden and not evidence.hidden.isdisjoint(_fields(need)):
        return False
    return not need.when or compile_check(need.when).holds(evidence.facts)


def _fields(need: Need) -> Collection[str]:
    """The fields that a need is about."""
    match need:
        case FieldNeed():
            return (need.field,)
        case CheckNeed():
            return compile_check(need.check).names
    return ()


def _judge(need: Need, evidence: Evidence, playbook: Playbook, days: int | None) -> Judgement:
    days = _shorter(need.valid_days, days)
    match need:
        case AnyNeed():
            return _judge_group(need, need.any_of, evidence, playbook, days, any)
        case AllNeed():
            return _judge_group(need, need.all_of, evidence, playbook, days, all)
    proof = expired = None
    for found in proofs_of(need, evidence, playbook, days):
        if counts(found, evidence):
            proof = found
            break
        expired = expired or found
    return Judgement(need, proof is not None, remedy(need, playbook), proof, None if proof else expired)


def _judge_group(
    need: AnyNeed | AllNeed,
    parts: Sequence[Need],
    evidence: Evidence,
    playbook: Playbook,
    days: int | None,
    joined: Callable[[Iterable[bool]], bool],
) -> Judgement:
    judged = tuple(_judge(part, evidence, playbook, days) for part in parts if _asked(part, evidence))
    met = joined(part.met for part in judged) or not judged
    proof = next(_proofs(judged), None) if met else None
    return Judgement(need, met, remedy(need, playbook), proof, None, judged)


def _proofs(judged: Sequence[Judgement]) -> Iterator[Proof]:
    return (part.proof for part in judged if part.proof)
