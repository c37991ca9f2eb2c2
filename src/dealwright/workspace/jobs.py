"""Jobs of the workspace: territories are applied to all records, and taken back, in the worker."""

from dealwright.ledger.queries import Happened

from .commands.territories import apply_all, take_back
from .models import Application
from .queries import Machine, member
from .rules import Actor


def work_on_application(happened: Happened) -> None:
    """Apply all territories as the member who asked; once more from the start after a crash."""
    row = Application.objects.filter(id=happened.subject_id, finished_at=None, undone_at=None).first()
    if row is not None:
        apply_all(row.id, by=_whose(row.by_id))


def work_on_undo(happened: Happened) -> None:
    """Take an application back; doing it again finds nothing left to give back."""
    take_back(happened.subject_id, by=_whose(happened.actor_id))


def _whose(member_id: int | None) -> Actor:
    return Machine() if member_id is None else member(member_id)
