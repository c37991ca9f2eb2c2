"""The story of a process's versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.ledger.queries import entries_of
from dealwright.workspace.queries import member_names

from .events import PlaybookPublished
from .queries import Published


@dataclass(frozen=True)
class Edition:
    """A published version: who published it, when, what changed from the one before, in words, and who approved it."""

    number: int
    at: datetime
    who: str = ""
    changes: Sequence[str] = ()
    approver: str = ""
    draft: int | None = None


def editions(versions: Sequence[Published]) -> list[Edition]:
    """The story of a process's versions (newest first), as the ledger tells it."""
    names, told = member_names(), {}
    for happened in entries_of("process", [version.process_id for version in versions[:1]], limit=500):
        event = happened.event
        if isinstance(event, PlaybookPublished):
            who = names.get(happened.actor_id, "") if happened.actor_id else _("The command line")
            told[event.number] = who, event.changes, names.get(event.approved_by or 0, ""), event.draft
    return [Edition(each.number, each.published_at, *told.get(each.number, ())) for each in versions]
