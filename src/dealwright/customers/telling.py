"""How what happens to customers reads on a timeline: with icons, and in words that people use."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dealwright.ledger.event import Event
from dealwright.ledger.queries import Happened

from .events import ConsentNoted, EmploymentKept, EmploymentRemoved, RelationAdded, RelationRemoved
from .relating import said

LOOKS = {
    "record_shared": ("users", "accent"),
    "record_unshared": ("users",),
    "consent_noted": ("shield-lock",),
    "relation_added": ("link", "accent"),
    "relation_removed": ("link",),
    "employment_kept": ("building", "accent"),
    "employment_removed": ("building",),
    "person_erased": ("trash",),
}
BOTH = {
    "changed": ("pencil",),
    "added": ("plus", "accent"),
    "removed": ("trash",),
    "restored": ("arrow-back-up",),
    "merged": ("git-compare", "accent"),
    "merged_away": ("git-compare",),
    "unmerged": ("arrow-back-up",),
    "came_back": ("arrow-back-up",),
}


def tell(happened: Sequence[Happened]) -> dict[int, str]:
    """What was noted of a person in words, by `Happened.id`; no query."""
    return {each.id: WORDS[type(each.event)](each.event) for each in happened}


def looks() -> dict[str, tuple[str, ...]]:
    """Icon and tone of each kind of event that customers know."""
    return LOOKS | {f"{one}_{verb}": look for one in ("organisation", "person") for verb, look in BOTH.items()}


def _consent(event: ConsentNoted) -> str:
    words = _("Agreed to: %(purpose)s") if event.given else _("No longer agrees to: %(purpose)s")
    return words % {"purpose": event.purpose}


def _related(event: RelationAdded) -> str:
    words = f"{_(said(event.relation, from_other=event.from_other))} {event.name}"
    return words[:1].upper() + words[1:]


def _unrelated(event: RelationRemoved) -> str:
    words = _(said(event.relation, from_other=event.from_other))
    return _("No longer so: %(relation)s") % {"relation": f"{words} {event.name}"}


def _worked(event: EmploymentKept) -> str:
    return _("Former employer added")


def _unworked(event: EmploymentRemoved) -> str:
    return _("Former employer taken off")


WORDS: Mapping[type[Event], Callable[[Any], str]] = {
    ConsentNoted: _consent,
    RelationAdded: _related,
    RelationRemoved: _unrelated,
    EmploymentKept: _worked,
    EmploymentRemoved: _unworked,
}
