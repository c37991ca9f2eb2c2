"""What a gate can ask for: one class, one kind of proof."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from dealwright.playbook.words import (
    HYPHENED_KEY,
    KEY,
    About,
    ActivityKind,
    ActivityOutcome,
    Approver,
    Doer,
    OfferEvent,
    Since,
    Stance,
    Strength,
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What every need may say."""

    why: Annotated[str, About("Why the process asks for it; the rep reads this sentence at the gate.")]
    key: Annotated[str, About("Names the need, so that a variant can change or remove it.", pattern=HYPHENED_KEY)] = ""
    when: Annotated[str, About('A CEL expression; the need is asked only where it is true: deal.country == "DE".')] = ""
    duty: Annotated[str, About("The law or rule that demands it, for a compliance check.")] = ""
    valid_days: Annotated[
        int | None, About("So many days the proof counts; then it is asked again.", low=1, high=3650)
    ] = None


@dataclass(frozen=True, kw_only=True)
class FieldNeed(Asked):
    """A field of the deal must be filled in."""

    need: ClassVar[str] = "field"
    field: Annotated[str, About("A field of this process, or one that every deal has.", pattern=KEY)]


@dataclass(frozen=True, kw_only=True)
class ActivityNeed(Asked):
    """An activity of one of these kinds must have taken place."""

    need: ClassVar[str] = "activity"
    kinds: Annotated[
        tuple[ActivityKind, ...],
        About("One kind of activity, or a list of which one will do.", name="kind", low=1, lone=True),
    ]
    outcome: Annotated[
        tuple[ActivityOutcome, ...],
        About("What must have come of it; without it, that it took place: held, agreed or declined.", lone=True),
    ] = ()
    by: Annotated[Doer, About("Who must have done it.")] = Doer.ANYONE
    within: Annotated[int | None, About("It must lie no more than so many days back.", low=1, high=3650)] = None
    since: Annotated[Since, About("Whether an activity before this stage counts too.")] = Since.DEAL


@dataclass(frozen=True, kw_only=True)
class PersonNeed(Asked):
    """Somebody with this role in the buying decision must be known on the deal."""

    need: ClassVar[str] = "person"
    role: Annotated[str, About("The part the person plays, such as decision_maker.", pattern=KEY)]
    stance: Annotated[Stance | None, About("What they must at least think of buying from us.")] = None


@dataclass(frozen=True, kw_only=True)
class AnswerNeed(Asked):
    """An element of a framework must be answered, with evidence of some strength."""

    need: ClassVar[str] = "answer"
    framework: Annotated[str, About("A framework of this process, such as meddic.", pattern=HYPHENED_KEY)]
    element: Annotated[str, About("The element, such as economic_buyer.", pattern=KEY)]
    strength: Annotated[Strength, About("How well founded the answer must at least be.")] = Strength.CONFIRMED


@dataclass(frozen=True, kw_only=True)
class DocumentNeed(Asked):
    """A document must lie on the deal."""

    need: ClassVar[str] = "document"
    document: Annotated[str, About("Names the document, such as security_questionnaire.", pattern=KEY)]
    title: Annotated[str, About("How the document is shown; without it, the key in words.")] = ""


@dataclass(frozen=True, kw_only=True)
class EventNeed(Asked):
    """Something must have happened with the offer: a quote accepted, a contract signed."""

    need: ClassVar[str] = "event"
    event: Annotated[OfferEvent, About("What must have happened.")]


@dataclass(frozen=True, kw_only=True)
class ApprovalNeed(Asked):
    """Somebody of ours must have approved; `when` says for which deals."""

    need: ClassVar[str] = "approval"
    approver: Annotated[Approver, About("Who can approve: this role or a higher one.", name="role")]
    title: Annotated[str, About("What is approved, such as Discount.")] = ""


@dataclass(frozen=True, kw_only=True)
class CheckNeed(Asked):
    """An expression about the deal must be true."""

    need: ClassVar[str] = "check"
    check: Annotated[str, About("A CEL expression, such as deal.amount > 0.")]


@dataclass(frozen=True, kw_only=True)
class TaskNeed(Asked):
    """A planned activity must have been done."""

    need: ClassVar[str] = "task"
    task: Annotated[str, About("The key of an activity that a stage plans.", pattern=HYPHENED_KEY)]


@dataclass(frozen=True, kw_only=True)
class BuyerNeed(Asked):
    """The buyer must have taken one of their own steps."""

    need: ClassVar[str] = "buyer"
    step: Annotated[str, About("The key of a step under buyer.", pattern=KEY)]


@dataclass(frozen=True, kw_only=True)
class ConsentNeed(Asked):
    """A person on the deal must have given their consent."""

    need: ClassVar[str] = "consent"
    purpose: Annotated[str, About("What they consent to, such as medical_data.", pattern=KEY)]
    title: Annotated[str, About("How the purpose is shown; without it, the key in words.")] = ""


@dataclass(frozen=True, kw_only=True)
class AnyNeed(Asked):
    """One of several needs must be met."""

    need: ClassVar[str] = "any"
    any_of: Annotated["tuple[Need, ...]", About("The needs, one of which will do.", name="of", low=2, high=20)]


@dataclass(frozen=True, kw_only=True)
class AllNeed(Asked):
    """Several needs must be met together."""

    need: ClassVar[str] = "all"
    all_of: Annotated["tuple[Need, ...]", About("The needs that belong together.", name="of", low=2, high=20)]


Need = (
    FieldNeed
    | ActivityNeed
    | PersonNeed
    | AnswerNeed
    | DocumentNeed
    | EventNeed
    | ApprovalNeed
    | CheckNeed
    | TaskNeed
    | BuyerNeed
    | ConsentNeed
    | AnyNeed
    | AllNeed
)


def flat(needs: Iterable[Need]) -> Iterator[Need]:
    """The needs, and for groups the needs in them."""
    for need in needs:
        yield need
        match need:
            case AnyNeed():
                yield from flat(need.any_of)
            case AllNeed():
                yield from flat(need.all_of)


def label(need: Need) -> str:
    """The key of a need: its own, or one made of its kind and what it asks for, such as field-budget."""
    if need.key:
        return need.key
    match need:
        case FieldNeed():
            return f"field-{need.field}"
        case ActivityNeed():
            return "-".join(["activity", *need.kinds])
        case PersonNeed():
            return f"person-{need.role}"
        case AnswerNeed():
            return f"answer-{need.framework}-{need.element}"
        case DocumentNeed():
            return f"document-{need.document}"
        case EventNeed():
            return f"event-{need.event}"
        case ApprovalNeed():
            return f"approval-{need.approver}"
        case CheckNeed():
            return f"check-{need.check}"
        case TaskNeed():
            return f"task-{need.task}"
        case BuyerNeed():
            return f"buyer-{need.step}"
        case ConsentNeed():
            return f"consent-{need.purpose}"
        case AnyNeed():
            return "any-" + "-".join(map(label, need.any_of))
        case AllNeed():
            return "all-" + "-".join(map(label, need.all_of))
