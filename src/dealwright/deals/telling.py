"""How the deals' events read on a timeline: stages, reasons and fields by the names that people know."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from dealwright.ledger.event import Event
from dealwright.ledger.queries import Happened
from dealwright.playbook import Playbook, frameworks, worded
from dealwright.processes.queries import playbook
from dealwright.records.history import changed_own, own_title
from dealwright.records.kinds import kind_of

from .catalogue import BUILT_IN, CATEGORIES
from .events import (
    AnswerGiven,
    ApprovalAsked,
    ApprovalGiven,
    ApprovalRefused,
    ConfirmationAdded,
    ConfirmationTakenBack,
    DealChanged,
    DealLost,
    DealMovedOver,
    DealOpened,
    DealRemoved,
    DealReopened,
    DealRestored,
    DealReviewed,
    DealWon,
    FrameworksChosen,
    GateOverridden,
    ReviewPassedOn,
    StageMoved,
    StakeholderAdded,
    StakeholderChanged,
    StakeholderRemoved,
)
from .models import Deal

STRENGTHS = (_t("unknown"), _t("claimed"), _t("confirmed"), _t("proven"))
STANCES = {
    "against": _t("against it"),
    "neutral": _t("neutral"),
    "supporter": _t("a supporter"),
    "champion": _t("a champion"),
}
CONFIRMED = {
    "document": _t("Document added: %(title)s"),
    "event": _t("Confirmed: %(title)s"),
    "buyer": _t("The buyer did their part: %(title)s"),
    "consent": _t("Consent given: %(title)s"),
}
LABELS = {field.key: field.label for field in BUILT_IN}
LOOKS = {
    "deal_opened": ("plus", "accent", "stages"),
    "deal_changed": ("pencil", "", "changes"),
    "deal_removed": ("trash", "", "stages"),
    "deal_restored": ("refresh", "", "stages"),
    "stage_moved": ("arrow-right", "accent", "stages"),
    "gate_overridden": ("alert-triangle", "warn", "stages"),
    "deal_won": ("trophy", "good", "stages"),
    "deal_lost": ("x", "bad", "stages"),
    "deal_reopened": ("refresh", "", "stages"),
    "deal_reviewed": ("message-2", "accent", "stages"),
    "review_passed_on": ("message-2", "", "changes"),
    "stakeholder_added": ("user", "", "changes"),
    "stakeholder_removed": ("user", "", "changes"),
    "stakeholder_changed": ("user", "", "changes"),
    "confirmation_added": ("file-check", "good", "changes"),
    "confirmation_taken_back": ("file-check", "", "changes"),
    "approval_asked": ("gavel", "", "changes"),
    "approval_given": ("gavel", "good", "changes"),
    "approval_refused": ("gavel", "bad", "changes"),
    "answer_given": ("bulb", "", "changes"),
    "frameworks_chosen": ("bulb", "", "changes"),
    "deal_moved_over": ("book", "", "stages"),
}


def tell(happened: Sequence[Happened]) -> dict[int, str]:
    """Each event of a deal in words, by `Happened.id`; one query for all of them, and playbooks that are kept."""
    ids = {each.subject_id for each in happened}
    books = dict(Deal.objects.filter(id__in=ids).values_list("id", "version_id"))
    return {
        each.id: _words(each.event, playbook(books[each.subject_id])) for each in happened if each.subject_id in books
    }


def _words(event: Event, book: Playbook) -> str:
    return WORDS[type(event)](event, book)


def _opened(event: DealOpened, book: Playbook) -> str:
    stage = _stage(book, event.stage)
    words = _("Opened in %(stage)s") % {"stage": stage} if stage else _("Opened")
    return words + (_("; it started on %(process)s") % {"process": event.picked} if event.picked else "")


def _moved(event: StageMoved, book: Playbook) -> str:
    words = _("Moved on to %(stage)s") if event.forward else _("Moved back to %(stage)s")
    skipped = ", ".join(_stage(book, key) for key in event.skipped)
    return words % {"stage": _stage(book, event.to)} + (
        _("; %(stages)s skipped") % {"stages": skipped} if skipped else ""
    )


def _overridden(event: GateOverridden, book: Playbook) -> str:
    return _("Let pass without all that %(stage)s asks for: %(reason)s") % {
        "stage": _stage(book, event.stage) or book.title, "reason": event.reason,
    }  # fmt: skip


def _won(event: DealWon, book: Playbook) -> str:
    return book.outcomes.won.title


def _lost(event: DealLost, book: Playbook) -> str:
    reasons = {choice.key: choice.title for choice in book.outcomes.lost.reasons}
    reason = reasons.get(event.reason, event.reason)
    return f"{book.outcomes.lost.title}: {reason}" if reason else book.outcomes.lost.title


def _reopened(event: DealReopened, book: Playbook) -> str:
    return _("Opened again in %(stage)s") % {"stage": _stage(book, event.stage)}


def _reviewed(event: DealReviewed, book: Playbook) -> str:
    said = {"stage": _stage(book, event.stage), "why": event.decided}
    if not event.decided:  # erased since
        return _("Reviewed: decided in %(stage)s") % said
    return _("Reviewed: decided in %(stage)s. %(why)s") % said


def _joined(event: StakeholderAdded, book: Playbook) -> str:
    return _("%(name)s joined as %(role)s") % {"name": event.name, "role": worded(event.role)}


def _left(event: StakeholderRemoved, book: Playbook) -> str:
    return _("%(name)s is no longer %(role)s") % {"name": event.name, "role": worded(event.role)}


def _stance(event: StakeholderChanged, book: Playbook) -> str:
    if not event.stance:
        return _("It is not known what %(name)s thinks of buying") % {"name": event.name}
    return _("%(name)s is now %(stance)s") % {"name": event.name, "stance": STANCES[event.stance]}


def _confirmed(event: ConfirmationAdded, book: Playbook) -> str:
    return CONFIRMED[event.need] % {"title": event.title}


def _taken_back(event: ConfirmationTakenBack, book: Playbook) -> str:
    return _("“%(title)s” no longer holds") % {"title": event.title}


def _asked(event: ApprovalAsked, book: Playbook) -> str:
    return _("Asked the %(role)s to approve: %(title)s") % {"role": event.role, "title": event.title}


def _given(event: ApprovalGiven, book: Playbook) -> str:
    return _("Approved: %(title)s") % {"title": event.title}


def _refused(event: ApprovalRefused, book: Playbook) -> str:
    return _("Not approved: %(title)s (%(reason)s)") % {"title": event.title, "reason": event.reason}


def _answered(event: AnswerGiven, book: Playbook) -> str:
    return _("%(title)s (%(strength)s)") % {"title": event.title, "strength": STRENGTHS[event.strength]}


def _qualified(event: FrameworksChosen, book: Playbook) -> str:
    known = frameworks()
    return _("Qualified by %(frameworks)s") % {"frameworks": ", ".join(known[key].title for key in event.frameworks)}


def _moved_over(event: DealMovedOver, book: Playbook) -> str:
    return _("Follows version %(number)s of the process from now on") % {"number": event.number}


def _changed(event: DealChanged, book: Playbook) -> str:
    if event.new.keys() == {"base"}:
        return _("An exchange rate was found for its amount")
    parts = [_change(key, event) for key in event.new if key in LABELS and key != "fields"]
    own = {field.key: field.title for field in book.fields}
    parts += [own.get(key) or own_title(kind_of("deals"), key) for key in changed_own(event.old, event.new)]
    return _("Changed: %(fields)s") % {"fields": ", ".join(parts)}


def _change(key: str, event: DealChanged) -> str:
    """A field with its new value where that says something by itself."""
    value: Any = event.new[key]
    if key == "forecast_category":
        return f"{LABELS[key]} → {CATEGORIES[value]}"
    if key in ("title", "source", "close_on", "product", "currency") and value:
        return f"{LABELS[key]} → {value}"
    return LABELS[key]


def _stage(book: Playbook, key: str | None) -> str:
    return next((stage.title for stage in book.stages if stage.key == key), key or "")


WORDS: Mapping[type[Event], Callable[[Any, Playbook], str]] = {
    DealOpened: _opened,
    StageMoved: _moved,
    GateOverridden: _overridden,
    DealWon: _won,
    DealLost: _lost,
    DealReopened: _reopened,
    DealChanged: _changed,
    DealReviewed: _reviewed,
    ReviewPassedOn: lambda event, book: _("What the review says was passed on to who keeps the process"),
    StakeholderAdded: _joined,
    StakeholderRemoved: _left,
    StakeholderChanged: _stance,
    ConfirmationAdded: _confirmed,
    ConfirmationTakenBack: _taken_back,
    ApprovalAsked: _asked,
    ApprovalGiven: _given,
    ApprovalRefused: _refused,
    AnswerGiven: _answered,
    FrameworksChosen: _qualified,
    DealMovedOver: _moved_over,
    DealRemoved: lambda event, book: _("Removed"),
    DealRestored: lambda event, book: _("Brought back"),
}
