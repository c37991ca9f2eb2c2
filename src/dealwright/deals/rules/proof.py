"""What is known of a deal when its gate is judged, and which of it proves a need."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from dealwright.playbook import (
    ActivityNeed,
    ActivityOutcome,
    AnswerNeed,
    ApprovalNeed,
    BuyerNeed,
    CheckNeed,
    ConsentNeed,
    DocumentNeed,
    Doer,
    EventNeed,
    FieldNeed,
    Need,
    PersonNeed,
    Playbook,
    Since,
    Stance,
    Strength,
    TaskNeed,
    compile_check,
    element,
    frameworks,
    label,
)

from .asking import field_title

TOOK_PLACE = frozenset({"", ActivityOutcome.HELD, ActivityOutcome.AGREED, ActivityOutcome.DECLINED})
STANCES = list(Stance)
STRENGTHS = list(Strength)


@dataclass(frozen=True, slots=True)
class Proof:
    """What meets a need: in words, where to look at it, which member confirmed it, when, and until when it counts."""

    text: str
    link: str = ""
    by: int | None = None
    at: datetime | None = None
    until: datetime | None = None


class Done(NamedTuple):
    """An activity that took place, or was tried: `leads` says whether a manager did it."""

    kind: str
    outcome: str
    by_id: int | None
    leads: bool
    at: datetime
    proof: Proof


class Standing(NamedTuple):
    """Somebody on the deal: what they think of buying from us ("" = not known)."""

    name: str
    stance: str
    proof: Proof


class Answered(NamedTuple):
    """An answer to an element of a framework: its strength from 0 (unknown) to 3 (proven)."""

    strength: int
    proof: Proof


@dataclass(frozen=True)
class Evidence:
    """What is known of a deal at a moment.

    `facts` are the names that checks may use (`amount` in major units, `fields` the own fields); `supplied` says who
    filled in a field and when; `done` are activities, latest first; `people` by role; `answers` by concept; `tasks`
    by the key of the planned activity; `proofs` by kind and key of a need: documents, events, approvals, steps of
    the buyer and consents; what nobody `supplied` since has been there when the deal was opened, at `opened_at`.
    `hidden` are the fields that whoever asks may not know of: what hangs on them alone is not asked.
    """

    facts: Mapping[str, Any]
    now: datetime
    owner_id: int | None = None
    stage_since: datetime | None = None
    supplied: Mapping[str, Proof] = field(default_factory=dict)
    done: Sequence[Done] = ()
    people: Mapping[str, Sequence[Standing]] = field(default_factory=dict)
    answers: Mapping[str, Answered] = field(default_factory=dict)
    tasks: Mapping[str, Proof] = field(default_factory=dict)
    proofs: Mapping[tuple[str, str], Sequence[Proof]] = field(default_factory=dict)
    opened_at: datetime | None = None
    hidden: frozenset[str] = frozenset()


def proofs_of(need: Need, evidence: Evidence, book: Playbook, days: int | None) -> Iterator[Proof]:
    """All that proves a need that is not a group, best first, each with the moment from which it no longer counts.

    `days` is how long proof counts here: what the need or a group around it says.
    """
    found = FINDERS[type(need)](need, evidence, book)
    return found if days is None else (_ending(proof, timedelta(days=days)) for proof in found)


def _ending(proof: Proof, after: timedelta) -> Proof:
    ends = proof.at + after if proof.at else None
    until = min(filter(None, (proof.until, ends)), default=None)
    return proof if until == proof.until else replace(proof, until=until)


def _field(need: FieldNeed, evidence: Evidence, book: Playbook) -> Iterator[Proof]:
    own = next((each for each in book.fields if each.key == need.field), None)
    value = (evidence.facts.get("fields") or {}).get(need.field) if own else evidence.facts.get(need.field)
    if value is None or value in ("", [], ()):
        return
    known = evidence.supplied.get(need.field)
    at = known.at if known else evidence.opened_at
    yield Proof(f"{field_title(need.field, book)} is filled in", by=known.by if known else None, at=at)


def _activity(need: ActivityNeed, evidence: Evidence, book: Playbook) -> Iterator[Proof]:
    wanted = need.outcome or TOOK_PLACE
    for each in evidence.done:
        if (
            each.kind in need.kinds
            and (each.outcome in wanted or (not each.outcome and ActivityOutcome.HELD in wanted))
            and _by_the_right_one(need, each, evidence)
            and (need.within is None or each.at >= evidence.now - timedelta(days=need.within))
            and (need.since == Since.DEAL or evidence.stage_since is None or each.at >= evidence.stage_since)
        ):
            yield each.proof


def _by_the_right_one(need: ActivityNeed, each: Done, evidence: Evidence) -> bool:
    match need.by:
        case Doer.OWNER:
            return each.by_id is not None and each.by_id == evidence.owner_id
        case Doer.MANAGER:
            return each.leads
    return True


def _person(need: PersonNeed, evidence: Evidence, book: Playbook) -> Iterator[Proof]:
    least = 0 if need.stance is None else STANCES.index(need.stance)
    for each in evidence.people.get(need.role, ()):
        if need.stance is None or (each.stance and STANCES.index(Stance(each.stance)) >= least):
            yield each.proof


def _answer(need: AnswerNeed, evidence: Evidence, book: Playbook) -> Iterator[Proof]:
    asked = element(frameworks()[need.framework], need.element)
    found = evidence.answers.get(asked.concept)
    if found is not None and found.strength > STRENGTHS.index(need.strength):
        yield found.proof


def _check(need: CheckNeed, evidence: Evidence, book: Playbook) -> Iterator[Proof]:
    if compile_check(need.check).holds(evidence.facts):
        yield Proof(need.check)


def _task(need: TaskNeed, evidence: Evidence, book: Playbook) -> Iterator[Proof]:
    if found := evidence.tasks.get(need.task):
        yield found


def _kept(kind: str, key: Callable[[Any], str]) -> Callable[[Any, Evidence, Playbook], Iterator[Proof]]:
    return lambda need, evidence, book: iter(evidence.proofs.get((kind, key(need)), ()))


FINDERS: dict[type, Callable[[Any, Evidence, Playbook], Iterator[Proof]]] = {
    FieldNeed: _field,
    ActivityNeed: _activity,
    PersonNeed: _person,
    AnswerNeed: _answer,
    CheckNeed: _check,
    TaskNeed: _task,
    DocumentNeed: _kept("document", lambda need: need.document),
    EventNeed: _kept("event", lambda need: need.event),
    ApprovalNeed: _kept("approval", label),
    BuyerNeed: _kept("buyer", lambda need: need.step),
    ConsentNeed: _kept("consent", lambda need: need.purpose),
}
