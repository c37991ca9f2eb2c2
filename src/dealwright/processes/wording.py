"""What a need asks for, in words for whoever sells by it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

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
    Need,
    PersonNeed,
    Playbook,
    TaskNeed,
    frameworks,
)
from dealwright.playbook import worded as in_words

EVERY_DEAL = {"amount": "Amount", "close_on": "Expected close", "organisation": "Organisation", "owner": "Owner"}


def worded(key: str) -> str:
    """A key as words: `decision_maker` is "Decision maker"."""
    return in_words(key, upper=True)


def asked(need: Need, book: Playbook) -> str:
    """What must be true, as a sentence; a check gives its expression."""
    match need:
        case FieldNeed():
            titles = EVERY_DEAL | {field.key: field.title for field in book.fields}
            return _("“%(field)s” is filled in") % {"field": titles.get(need.field, worded(need.field))}
        case ActivityNeed():
            return "; ".join(_activity(need))
        case PersonNeed():
            known = _("Known on the deal: %(role)s") % {"role": worded(need.role).lower()}
            return known + (_(", at least %(stance)s") % {"stance": need.stance} if need.stance else "")
        case AnswerNeed():
            return _answer(need)
        case DocumentNeed():
            return _("On the deal: %(document)s") % {"document": need.title or worded(need.document)}
        case EventNeed():
            return _("Has happened: %(event)s") % {"event": worded(need.event).lower()}
        case ApprovalNeed():
            return _("%(title)s by the %(role)s") % {"title": need.title or _("Approved"), "role": need.approver}
        case CheckNeed():
            return need.check
        case TaskNeed():
            return _("Done: %(task)s") % {"task": _task(need.task, book)}
        case BuyerNeed():
            return _("The buyer has done: %(step)s") % {"step": _step(need.step, book)}
        case ConsentNeed():
            return _("Consent: %(purpose)s") % {"purpose": need.title or worded(need.purpose)}
        case AnyNeed():
            return _("One of: %(needs)s") % {"needs": _together(need.any_of, book)}
        case AllNeed():
            return _("All of: %(needs)s") % {"needs": _together(need.all_of, book)}


def _together(needs: tuple[Need, ...], book: Playbook) -> str:
    return "; ".join(asked(need, book) for need in needs)


def _activity(need: ActivityNeed) -> Iterator[str]:
    *others, last = [worded(kind).lower() for kind in need.kinds]
    kinds = _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last
    words = _("Done in this stage: %(kinds)s") if need.since == "stage" else _("Done: %(kinds)s")
    yield words % {"kinds": kinds}
    if need.outcome:
        yield _("it was %(outcome)s") % {"outcome": _(" or ").join(worded(one).lower() for one in need.outcome)}
    if need.by != "anyone":
        yield _("by the %(doer)s") % {"doer": need.by}
    if need.within:
        yield _("within %(days)s days") % {"days": need.within}


def _answer(need: AnswerNeed) -> str:
    known = frameworks().get(need.framework)
    titles = {one.key: one.title for one in known.elements} if known else {}
    return _("Known, and %(strength)s: %(element)s") % {
        "strength": need.strength, "element": titles.get(need.element, worded(need.element)),
    }  # fmt: skip


def _task(key: str, book: Playbook) -> str:
    titles = {one.key: one.title for stage in book.stages for one in stage.activities}
    return titles.get(key, worded(key))


def _step(key: str, book: Playbook) -> str:
    titles = {one.key: one.title for stage in book.stages for one in stage.buyer}
    return titles.get(key, worded(key))
