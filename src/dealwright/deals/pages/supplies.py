"""What a gate misses, as small forms that supply it on the spot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from dealwright.desk.locale import current
from dealwright.playbook import (
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
    PersonNeed,
    Playbook,
    TaskNeed,
    element,
    frameworks,
    worded,
)
from dealwright.workspace.queries import Actor, Role

from ..models import Deal
from ..queries import Part, Wish
from ..rules import EVENT_NAMES, KIND_NAMES, Judgement, looked_at, step_title, task_title
from .controls import Control, control_of

KINDS = {"call": _t("Call"), "meeting": _t("Meeting"), "email": _t("E-mail"), "note": _t("Note"), "task": _t("Task")}
ENDS = {
    "held": _t("It took place"), "agreed": _t("They agreed"), "declined": _t("They declined"),
    "postponed": _t("It was put off"), "no_answer": _t("Nobody answered"),
}  # fmt: skip
STANCES = {
    "against": _t("against it"), "neutral": _t("neutral"), "supporter": _t("in favour"),
    "champion": _t("fights for it"),
}  # fmt: skip
STRENGTHS = {1: _t("claimed"), 2: _t("confirmed"), 3: _t("proven")}
ROLES = {"manager": _t("a manager"), "operator": _t("an operator"), "owner": _t("the owner of the company")}


@dataclass(frozen=True)
class Known:
    """What supplying looks at: the deal, its process, the people on it, what was asked to be approved, who looks."""

    deal: Deal
    book: Playbook
    people: Sequence[Part]
    wishes: Sequence[Wish]
    actor: Actor


@dataclass(frozen=True)
class Supply:
    """A missing need with the controls that supply it (none where waiting or thinking must help).

    `joined` says of a group whether "any" of its `parts` will do, or "all" are needed; `state` is how far it is.
    """

    need: str
    key: str
    title: str
    why: str
    ask: str
    controls: tuple[Control, ...]
    duty: str = ""
    state: str = ""
    joined: str = ""
    parts: tuple["Supply", ...] = ()


def supplies(unmet: Sequence[Judgement], known: Known) -> list[Supply]:
    """For each missing need its controls; a control that two needs ask for stands once."""
    given: set[str] = set()
    return [_supply(one, known, given) for one in unmet]


def _supply(one: Judgement, known: Known, given: set[str]) -> Supply:
    fresh = tuple(each for each in controls_for(one, known) if each.name not in given)
    given.update(each.name for each in fresh)
    parts = tuple(_supply(part, known, given) for part in one.parts if not part.met)
    ask = "" if isinstance(one.asks, CheckNeed | AnyNeed | AllNeed) else one.remedy
    joined = one.need if one.parts else ""
    title, state = title_of(one, known.deal, known.book), state_of(one, known)
    return Supply(one.need, one.key, title, one.why, ask, fresh, one.duty, state, joined, parts)


def title_of(one: Judgement, deal: Deal, book: Playbook) -> str:
    """What a need asks for, in a word or two: the field, "A call or a meeting", the part somebody plays."""
    match one.asks:
        case FieldNeed(field=key):
            control = control_of(key, deal, book)
            return control.label if control else one.why
        case ActivityNeed(kinds=kinds):
            return _upper(" or ".join(KIND_NAMES[kind] for kind in kinds))
        case PersonNeed(role=role, stance=stance):
            name = worded(role, upper=True)
            return _("%(role)s, at least %(stance)s") % {"role": name, "stance": STANCES[stance]} if stance else name
        case AnswerNeed(framework=framework, element=key):
            return element(frameworks()[framework], key).title
        case DocumentNeed(title=title, document=key) | ConsentNeed(title=title, purpose=key):
            return title or worded(key, upper=True)
        case EventNeed(event=event):
            return _upper(EVENT_NAMES[event])
        case ApprovalNeed(title=title):
            return _("Approval: %(title)s") % {"title": title} if title else _("Approval")
        case TaskNeed(task=key):
            return task_title(key, book)
        case BuyerNeed(step=key):
            return _("The buyer: %(step)s") % {"step": step_title(key, book)}
    return one.why


def state_of(one: Judgement, known: Known) -> str:
    """How far an approval is: asked for and not decided, or refused; "" for any other need."""
    wish = next((each for each in known.wishes if each.key == one.key), None)
    if not isinstance(one.asks, ApprovalNeed) or wish is None or wish.granted:
        return ""
    if wish.granted is None:
        names = {"who": wish.asked_by or _("Somebody"), "role": ROLES[wish.role]}
        return _("%(who)s asked for it; it waits for %(role)s.") % names
    return _("%(who)s said no: %(reason)s") % {"who": wish.decided_by or _("Somebody"), "reason": wish.reason}


def controls_for(one: Judgement, known: Known) -> Iterator[Control]:
    """The controls that supply a need; none for a group, whose parts have their own."""
    match one.asks:
        case FieldNeed() | CheckNeed():
            yield from _fields(one.asks, known)
        case ActivityNeed():
            yield from _activity(one.asks)
        case PersonNeed():
            yield from _person(one.asks, known)
        case AnswerNeed():
            yield from _answer(one.asks)
        case DocumentNeed(document=key):
            yield _text(f"document.{key}.link", _("Where it lies"), "url", told=_("A link, if there is one."))
            yield _tick(f"document.{key}.done", _("We have it"))
        case EventNeed(event=key):
            yield _tick(f"event.{key}.done", _upper(EVENT_NAMES[key]))
            yield _date(f"event.{key}.on")
        case ApprovalNeed():
            yield from _approval(one, known)
        case TaskNeed(task=key):
            yield _tick(f"task.{key}.done", _("Done"))
        case BuyerNeed(step=key):
            yield _tick(f"buyer.{key}.done", _("They have done it"))
        case ConsentNeed(purpose=key):
            yield _person_named(f"consent.{key}.who", _("Who consented"))
            yield _date(f"consent.{key}.on")


def _fields(asked: FieldNeed | CheckNeed, known: Known) -> Iterator[Control]:
    names: Iterable[str] = [asked.field] if isinstance(asked, FieldNeed) else looked_at(asked)
    found = (control_of(name, known.deal, known.book) for name in names)
    yield from (each for each in found if each is not None)


def _activity(asked: ActivityNeed) -> Iterator[Control]:
    start = f"activity.{'-'.join(asked.kinds)}"
    offered = tuple((str(kind), str(KINDS[kind])) for kind in asked.kinds)
    said = _("What the %(kind)s was about") % {"kind": offered[0][1].lower()}
    yield Control(f"{start}.kind", _("Kind"), "select", offered[0][0], offered[0][1], offered)
    yield _text(f"{start}.subject", said if len(offered) == 1 else _("What it was about"), required=True)
    yield _date(f"{start}.on")
    if asked.outcome:
        ends = tuple((key, str(title)) for key, title in ENDS.items())
        yield Control(f"{start}.outcome", _("How did it end?"), "select", str(asked.outcome[0]), "", ends)


def _person(asked: PersonNeed, known: Known) -> Iterator[Control]:
    stances = (("", _("not known")), *((key, str(title)) for key, title in STANCES.items()))
    there = [part for part in known.people if part.role == asked.role] if asked.stance else []
    for part in there:
        thinks = _("%(name)s is") % {"name": part.name}
        yield Control(f"stance.{asked.role}.{part.person_id}", thinks, "select", part.stance, "", stances)
    if not there:
        yield _person_named(f"person.{asked.role}", worded(asked.role, upper=True), required=True)
        if asked.stance:
            yield Control(f"person.{asked.role}.stance", _("What they think of it"), "select", "", "", stances)


def _answer(asked: AnswerNeed) -> Iterator[Control]:
    start, founded = f"answer.{asked.framework}.{asked.element}", element(frameworks()[asked.framework], asked.element)
    options = tuple((str(number), f"{title}: {getattr(founded, name)}") for number, name, title in _strengths())
    yield Control(f"{start}.text", founded.title, "textarea", "", "", help=founded.meaning)
    yield Control(f"{start}.strength", _("How sure is it?"), "select", "1", "", options)
    yield _text(f"{start}.link", _("Where it can be seen"), "url")


def _strengths() -> Iterator[tuple[int, str, str]]:
    yield from (
        (number, name, str(STRENGTHS[number])) for number, name in enumerate(("claimed", "confirmed", "proven"), 1)
    )


def _approval(one: Judgement, known: Known) -> Iterator[Control]:
    wish = next((each for each in known.wishes if each.key == one.key and each.granted is None), None)
    start = f"approval.{one.key}"
    at_once = wish is None and known.actor.role == Role.OWNER
    if at_once or (wish is not None and wish.decidable(known.actor)):
        says = (("", _("not yet")), ("yes", _("Yes, it is approved")), ("no", _("No")))
        yield Control(f"{start}.says", _("Do you approve?"), "select", "", "", says, required=True)
        yield _text(f"{start}.reason", _("Why"), told=_("A no needs a reason."))
    elif wish is None:
        yield _tick(f"{start}.ask", _("Ask %(role)s") % {"role": ROLES[_approver(one)]})
        yield _text(f"{start}.note", _("What they should know"))


def _approver(one: Judgement) -> str:
    return str(one.asks.approver) if isinstance(one.asks, ApprovalNeed) else ""


def _person_named(name: str, label: str, required: bool = False) -> Control:
    told = _("A new name is added to your people.")
    return Control(name, label, "combobox", "", "", help=told, finds="person", required=required)


def _text(name: str, label: str, kind: str = "text", *, required: bool = False, told: str = "") -> Control:
    return Control(name, label, kind, "", "", help=told, required=required)


def _tick(name: str, label: str) -> Control:
    return Control(name, label, "checkbox", "", "", required=True)


def _date(name: str) -> Control:
    today = datetime.now(ZoneInfo(current.get().zone)).date().isoformat()
    return Control(name, _("On"), "date", today, today)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
