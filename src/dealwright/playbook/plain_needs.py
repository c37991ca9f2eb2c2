"""What a need asks for, in a few plain words."""

from collections.abc import Iterable

from dealwright.playbook.needs import (
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
    Need,
    PersonNeed,
    TaskNeed,
)


def asked_for(need: Need) -> str:
    """The kind of a need and what it asks for, such as: field "budget", approval by manager, one of (...)."""
    match need:
        case FieldNeed():
            return f'field "{need.field}"'
        case ActivityNeed():
            return f"activity {_joined(need.kinds)}"
        case PersonNeed():
            return f'person "{need.role}"'
        case AnswerNeed():
            return f'answer "{need.element}" of {need.framework}'
        case DocumentNeed():
            return f'document "{need.document}"'
        case EventNeed():
            return f'event "{need.event.replace("_", " ")}"'
        case ApprovalNeed():
            return f"approval by {need.approver}"
        case CheckNeed():
            return f'check "{need.check}"'
        case TaskNeed():
            return f'task "{need.task}"'
        case BuyerNeed():
            return f'step of the buyer "{need.step}"'
        case ConsentNeed():
            return f'consent "{need.purpose}"'
        case AnyNeed():
            return f"one of ({_joined(map(asked_for, need.any_of), '; ')})"
        case AllNeed():
            return f"all of ({_joined(map(asked_for, need.all_of), '; ')})"


def _joined(words: Iterable[str], separator: str = " or ") -> str:
    return separator.join(words)
