"""A rep who sells by the book: supplies what gates ask for, and remembers it apart from the program's own judgement."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dealwright.activities.commands import complete_task, log_activity
from dealwright.activities.queries import open_tasks_about
from dealwright.customers.commands import add_organisation, add_person, change_organisation
from dealwright.deals.commands import (
    NewConfirmation,
    NewDeal,
    add_stakeholder,
    answer,
    ask_approval,
    change_deal,
    change_stance,
    confirm,
    decide_approval,
    open_deal,
)
from dealwright.deals.tests.imagined_deals import ABSENT, Facts, holds, kind_of, names_in, values
from dealwright.playbook import (
    ActivityKind,
    ActivityNeed,
    AllNeed,
    AnswerNeed,
    AnyNeed,
    ApprovalNeed,
    BuyerNeed,
    CheckNeed,
    ConsentNeed,
    DocumentNeed,
    EventNeed,
    FieldNeed,
    FieldType,
    Need,
    PersonNeed,
    Playbook,
    Stage,
    Stance,
    Strength,
    TaskNeed,
    compile_check,
    element,
    flat,
    frameworks,
    label,
)
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast

OF_THE_ORGANISATION = ("country", "sector", "employees")
TOOK_PLACE = ("", "held", "agreed", "declined")
TALKS = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.EMAIL)
BUYER = "Zyta Quist"
EASIEST = ["document", "event", "field", "buyer", "consent", "person", "answer", "activity", "task", "approval", "all"]


class Seller:
    """Ann and a deal of hers. `told` are the facts that stand on the deal so far, of all those in `facts`."""

    def __init__(self, cast: "Cast", book: Playbook, facts: Facts) -> None:
        """Open the deal in the first stage, with the facts that no gate asks for."""
        self.cast, self.book, self.facts = cast, book, facts
        self.who: dict[str, Any] = {"by": cast.rep, "via": "page"}
        self.firm = add_organisation({"name": "Customer"}, **self.who)
        self.deal = open_deal(NewDeal("A sale", book.process, organisation_id=self.firm), **self.who)
        self.told: Facts = {"title": "A sale", "organisation": "Customer", "owner": "Ann", "currency": book.currency}
        self.talks: list[tuple[str, str, str]] = []  # kind, outcome, stage
        self.stances: dict[str, tuple[int, str]] = {}  # person and stance, by role
        self.strengths: dict[str, int] = defaultdict(int)  # by concept
        self.proofs: set[tuple[str, str]] = set()
        self.stage = book.stages[0]
        asked_for = set(_asked_names(book))
        self.tell(name for name in facts if name not in asked_for)

    def asked(self, needs: Iterable[Need]) -> list[Need]:
        """The needs that are asked of the deal as it stands."""
        return [need for need in needs if not need.when or holds(need.when, self.told)]

    def missing(self, stage: Stage) -> list[Need]:
        """What the gate asks for that was not supplied."""
        return [need for need in self.asked(stage.exit) if not self.has(need)]

    def has(self, need: Need) -> bool:
        """Whether what is asked for was supplied."""
        match need:
            case FieldNeed():
                return _name(need, self.book) in self.told
            case ActivityNeed():
                return any(self._counts(need, *talk) for talk in self.talks)
            case PersonNeed():
                stance = self.stances.get(need.role, (0, ""))[1]
                return need.role in self.stances and (need.stance is None or _rank(stance) >= _rank(need.stance))
            case AnswerNeed():
                return self.strengths[_concept(need)] > list(Strength).index(need.strength)
            case CheckNeed():
                return holds(need.check, self.told)
            case AnyNeed():
                parts = self.asked(need.any_of)
                return not parts or any(map(self.has, parts))
            case AllNeed():
                return all(map(self.has, self.asked(need.all_of)))
        return (need.need, _proof_key(need)) in self.proofs

    def _counts(self, need: ActivityNeed, kind: str, outcome: str, stage: str) -> bool:
        wanted = need.outcome or TOOK_PLACE
        came_of_it = outcome in wanted or (not outcome and "held" in wanted)
        return kind in need.kinds and came_of_it and (need.since == "deal" or stage == self.stage.key)

    def supply(self, need: Need) -> None:
        """Do what a rep does to meet a need."""
        match need:
            case FieldNeed():
                self.tell([_name(need, self.book)])
            case ActivityNeed():
                self._talk(need)
            case PersonNeed():
                self._meet(need)
            case AnswerNeed():
                strength = list(Strength).index(need.strength) + 1
                answer(self.deal, need.framework, need.element, strength, "They told us", **self.who)
                self.strengths[_concept(need)] = strength
            case CheckNeed():
                self.tell(names_in(compile_check(need.check)))
            case TaskNeed():
                self._do(need)
            case ApprovalNeed():
                approval = ask_approval(self.deal, label(need), **self.who)
                approver = self.cast.everybody()[need.approver]
                decide_approval(approval, True, by=approver, via="page")
            case AnyNeed():
                self.supply(min(self.asked(need.any_of), key=_effort))
            case AllNeed():
                for part in self.asked(need.all_of):
                    self.supply(part)
            case ConsentNeed():
                new = NewConfirmation(need=need.need, key=need.purpose, person=self._person())
                confirm(self.deal, new, **self.who)
            case _:
                confirm(self.deal, NewConfirmation(need=need.need, key=_proof_key(need)), **self.who)
        if key := _proof_key(need):
            self.proofs.add((need.need, key))

    def tell(self, names: Iterable[str]) -> None:
        """Write facts on the deal or its organisation: as imagined, else something usual."""
        for name in names:
            value = self.facts[name] if name in self.facts else next(self._usual(name))
            if value is ABSENT:
                continue
            self._write(name, value)
            self.told[name] = value

    def _usual(self, name: str) -> Iterator[Any]:
        references = {FieldType.PERSON: self._person, FieldType.ORGANISATION: lambda: self.firm}
        kind = kind_of(name, self.book)
        if kind == FieldType.MEMBER:
            yield self.cast.rep.id
        elif kind in references:
            yield references[kind]()
        else:
            yield from values(name, self.book, [])

    def _write(self, name: str, value: Any) -> None:
        given = str(Decimal(str(value))) if kind_of(name, self.book) == FieldType.MONEY else value
        if name in OF_THE_ORGANISATION:
            change_organisation(self.firm, {name: given}, **self.who)
        elif name.startswith("fields."):
            change_deal(self.deal, {"fields": {name.removeprefix("fields."): given}}, **self.who)
        else:
            change_deal(self.deal, {name: given}, **self.who)

    def _talk(self, need: ActivityNeed) -> None:
        kind, outcome = need.kinds[0], need.outcome[0] if need.outcome else ""
        doer = self.cast.manager if need.by == "manager" else self.cast.rep
        log_activity(("deal", self.deal), kind, f"Talked with {BUYER}", outcome=outcome, by=doer, via="page")
        self.talks.append((kind, outcome, self.stage.key))

    def _meet(self, need: PersonNeed) -> None:
        stance = need.stance or ""
        if need.role in self.stances:
            person = self.stances[need.role][0]
            change_stance(self.deal, person, need.role, stance, **self.who)
        else:
            person = self._person()
            add_stakeholder(self.deal, person, need.role, stance=stance, **self.who)
        self.stances[need.role] = person, stance

    def _do(self, need: TaskNeed) -> None:
        planned = next(one for one in open_tasks_about("deal", [self.deal], Machine(), 500) if one.planned == need.task)
        complete_task(planned.id, **self.who)
        if planned.kind in TALKS:
            self.talks.append((planned.kind, "", self.stage.key))

    def _person(self) -> int:
        return add_person({"name": BUYER, "organisation": self.firm}, **self.who)


def _asked_names(book: Playbook) -> Iterator[str]:
    """The facts that some gate asks for by a field or a check."""
    for need in flat(need for stage in book.stages for need in stage.exit):
        match need:
            case FieldNeed():
                yield _name(need, book)
            case CheckNeed():
                yield from names_in(compile_check(need.check))


def _name(need: FieldNeed, book: Playbook) -> str:
    own = need.field in {field.key for field in book.fields}
    return f"fields.{need.field}" if own else need.field


def _concept(need: AnswerNeed) -> str:
    return element(frameworks()[need.framework], need.element).concept


def _rank(stance: str) -> int:
    return list(Stance).index(Stance(stance)) if stance else -1


def _effort(need: Need) -> int:
    return EASIEST.index(need.need) if need.need in EASIEST else len(EASIEST)


def _proof_key(need: Need) -> str:
    """The key under which proof that is noted once counts everywhere; "" for other needs."""
    match need:
        case DocumentNeed():
            return need.document
        case EventNeed():
            return str(need.event)
        case BuyerNeed():
            return need.step
        case ConsentNeed():
            return need.purpose
        case TaskNeed():
            return need.task
        case ApprovalNeed():
            return label(need)
    return ""
