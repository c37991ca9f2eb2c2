"""What a playbook asks for and plans, in words for whoever sells by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.ledger.queries import entries_of
from dealwright.playbook import ActivityNeed, CheckNeed, FieldNeed, Need, PersonNeed, Playbook
from dealwright.workspace.queries import member_names

from .events import PlaybookPublished
from .queries import Published

EVERY_DEAL = {"amount": "Amount", "close_on": "Expected close", "organisation": "Organisation", "owner": "Owner"}


def asked(need: Need, book: Playbook) -> str:
    """What must be true, as a sentence; a check gives its expression."""
    match need:
        case FieldNeed():
            titles = EVERY_DEAL | {field.key: field.title for field in book.fields}
            return _("“%(field)s” is filled in") % {"field": titles.get(need.field, worded(need.field))}
        case ActivityNeed():
            *others, last = [worded(kind).lower() for kind in need.kinds]
            kinds = _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last
            return _("Done in this stage: %(kinds)s") % {"kinds": kinds}
        case PersonNeed():
            return _("Known on the deal: %(role)s") % {"role": worded(need.role).lower()}
        case CheckNeed():
            return need.check


def worded(key: str) -> str:
    """A key as words: `decision_maker` is "Decision maker"."""
    text = key.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Edition:
    """A published version: who published it, when, and what changed from the one before, in words."""

    number: int
    at: datetime
    who: str
    changes: Sequence[str]


def editions(versions: Sequence[Published]) -> list[Edition]:
    """The story of a process's versions (newest first), as the ledger tells it."""
    names = member_names()
    told: dict[int, tuple[str, Sequence[str]]] = {}
    for happened in entries_of("process", [version.process_id for version in versions[:1]], limit=500):
        event = happened.event
        if isinstance(event, PlaybookPublished):
            who = names.get(happened.actor_id, "") if happened.actor_id else _("The command line")
            told[event.number] = who, event.changes
    return [Edition(each.number, each.published_at, *told.get(each.number, ("", ()))) for each in versions]
