"""How the leads' events read on a timeline: statuses and reasons by the names that people know."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dealwright.deals.telling import STRENGTHS
from dealwright.desk.times import day
from dealwright.ledger.event import Event
from dealwright.ledger.queries import Happened

from .events import LeadAnswerGiven, LeadConverted, LeadMoved, LeadScored
from .rules import REASONS, STATUSES

LOOKS = {
    "lead_added": ("plus", "accent", "stages"),
    "lead_changed": ("pencil", "", "changes"),
    "lead_removed": ("trash", "", "changes"),
    "lead_restored": ("arrow-back-up", "", "changes"),
    "lead_erased": ("trash", "", "changes"),
    "lead_touched": ("target", "", "stages"),
    "lead_untouched": ("arrow-back-up", "", "stages"),
    "lead_scored": ("chart-bar", "", "changes"),
    "lead_assigned": ("user", "", "stages"),
    "lead_moved": ("arrow-right", "accent", "stages"),
    "lead_converted": ("trophy", "good", "stages"),
    "lead_conversion_undone": ("arrow-back-up", "", "stages"),
    "lead_answer_given": ("bulb", "", "changes"),
}


def tell(happened: Sequence[Happened]) -> dict[int, str]:
    """Each event of a lead in words, by `Happened.id`; no query."""
    return {each.id: _words(each.event) for each in happened}


def _words(event: Event) -> str:
    return WORDS[type(event)](event)


def _moved(event: LeadMoved) -> str:
    words = STATUSES.get(event.to, event.to)
    if event.origin in ("recycled", "disqualified") and event.to in ("new", "working"):
        words = _("Came back")
    if event.back_on:
        words = _("Put off until %(day)s") % {"day": day(event.back_on)}
    if event.asked:
        words += _(" with %(n)s of %(all)s answers") % {"n": event.answered, "all": event.asked}
    told = [REASONS.get(event.reason, event.reason), event.note]
    return ": ".join([words, " – ".join(part for part in told if part)]) if any(told) else words


def _scored(event: LeadScored) -> str:
    parts = ", ".join(f"{reason} {points:+d}" for reason, points in event.reasons)
    words = _("Scored %(score)s") % {"score": event.score}
    return f"{words}: {parts}" if parts else words


def _converted(event: LeadConverted) -> str:
    return _("Converted") if "deal" in event.made else _("Converted without a deal")


def _answered(event: LeadAnswerGiven) -> str:
    strength = STRENGTHS[event.strength]
    return _("%(title)s is %(strength)s") % {"title": event.title, "strength": strength}


WORDS: Mapping[type[Event], Callable[[Any], str]] = {
    LeadMoved: _moved,
    LeadScored: _scored,
    LeadConverted: _converted,
    LeadAnswerGiven: _answered,
}
