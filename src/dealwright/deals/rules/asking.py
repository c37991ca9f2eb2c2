"""What a gate asks for, in words, and what supplies it."""

from dealwright.playbook import (
    ActivityNeed,
    ActivityOutcome,
    AllNeed,
    AnswerNeed,
    AnyNeed,
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
    TaskNeed,
    compile_check,
    element,
    frameworks,
    label,
    worded,
)

KIND_NAMES = {
    "call": "a call",
    "meeting": "a meeting",
    "email": "an e-mail",
    "note": "a note",
    "task": "a task",
}
OUTCOME_NAMES = {
    ActivityOutcome.HELD: "that took place",
    ActivityOutcome.AGREED: "in which they agreed",
    ActivityOutcome.DECLINED: "in which they declined",
    ActivityOutcome.POSTPONED: "that was postponed",
    ActivityOutcome.NO_ANSWER: "that nobody answered",
}
DOER_NAMES = {Doer.OWNER: "by the owner of the deal", Doer.MANAGER: "by a manager"}
EVENT_NAMES = {
    "quote_sent": "the quote is sent",
    "quote_accepted": "the quote is accepted",
    "contract_sent": "the contract is sent",
    "contract_signed": "the contract is signed",
    "order_received": "the order is here",
    "payment_received": "the payment is here",
}


def remedy(need: Need, book: Playbook) -> str:
    """How to meet a need, in a sentence for the rep."""
    match need:
        case FieldNeed():
            return f"Fill in “{field_title(need.field, book)}”."
        case ActivityNeed():
            return f"Log {_activity(need)}."
        case PersonNeed():
            stance = f" who is at least {need.stance}" if need.stance else ""
            return f"Add a person as {worded(need.role)}{stance}."
        case AnswerNeed():
            framework = frameworks()[need.framework]
            title = element(framework, need.element).title
            return f"Answer “{title}” ({framework.title}), {need.strength} or better."
        case DocumentNeed():
            return f"Add the document “{need.title or worded(need.document, upper=True)}”."
        case EventNeed():
            return f"Confirm that {EVENT_NAMES[need.event]}."
        case ApprovalNeed():
            title = f" for “{need.title}”" if need.title else ""
            return f"Ask the {need.approver} for approval{title}."
        case TaskNeed():
            return f"Do “{task_title(need.task, book)}”."
        case BuyerNeed():
            return f"The buyer has to do their part: “{step_title(need.step, book)}”."
        case ConsentNeed():
            return f"Note who consented to “{need.title or worded(need.purpose)}”."
        case CheckNeed():
            names = ", ".join(worded(name) for name in looked_at(need))
            return f"Look at {names}: {need.check} must be true."
        case AnyNeed():
            return "One of these: " + " Or: ".join(remedy(part, book) for part in need.any_of)
        case AllNeed():
            return " ".join(remedy(part, book) for part in need.all_of)


def target(need: Need) -> str:
    """What supplies a need, for the form that does: a field, kinds of activity, a role, a key."""
    match need:
        case FieldNeed():
            return need.field
        case ActivityNeed():
            return ",".join(need.kinds)
        case PersonNeed():
            return need.role
        case AnswerNeed():
            return f"{need.framework}.{need.element}"
        case DocumentNeed():
            return need.document
        case EventNeed():
            return str(need.event)
        case ApprovalNeed():
            return label(need)
        case TaskNeed():
            return need.task
        case BuyerNeed():
            return need.step
        case ConsentNeed():
            return need.purpose
        case CheckNeed():
            return ",".join(looked_at(need))
        case AnyNeed() | AllNeed():
            return ""


def looked_at(need: CheckNeed) -> list[str]:
    """The parts of the deal that a check looks at, such as amount or fields.budget."""
    return sorted(compile_check(need.check).names)


def _activity(need: ActivityNeed) -> str:
    kinds = " or ".join(KIND_NAMES[kind] for kind in need.kinds)
    outcome = " or ".join(OUTCOME_NAMES[each] for each in need.outcome)
    parts = [f"{kinds} with the customer", outcome, DOER_NAMES.get(need.by, "")]
    parts += [f"within the last {need.within} days"] if need.within else []
    parts += ["in this stage"] if need.since == "stage" else []
    return " ".join(filter(None, parts))


def field_title(key: str, book: Playbook) -> str:
    """What a field is called: an own one by its title, one that every deal has by its key."""
    return next((each.title for each in book.fields if each.key == key), worded(key, upper=True))


def task_title(key: str, book: Playbook) -> str:
    """How a planned activity is shown."""
    plans = (plan for stage in book.stages for plan in stage.activities)
    return next((plan.title for plan in plans if plan.key == key), worded(key, upper=True))


def step_title(key: str, book: Playbook) -> str:
    """How a step of the buyer is shown."""
    steps = (step for stage in book.stages for step in stage.buyer)
    return next((step.title for step in steps if step.key == key), worded(key, upper=True))
