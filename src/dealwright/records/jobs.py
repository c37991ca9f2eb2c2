"""Jobs of the lists and fields: changes of many records, as the member who asked for them."""

from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Machine, member

from .bulk import run
from .events import BulkRequested
from .own.events import FieldTypeRequested
from .setup.retyping import last_change
from .setup.retyping import run as change_values


def work_on_bulk(happened: Happened) -> None:
    """Try, do or undo the change; goes on where a crash stopped it."""
    asked = happened.event
    if not isinstance(asked, BulkRequested):
        raise TypeError(f"{happened.kind} is no request for a change of many")
    by = member(happened.actor_id) if happened.actor_id is not None else Machine()
    run(happened.subject_id, asked.task, by=by, via="job")


def work_on_type(happened: Happened) -> None:
    """Change the values of a field whose type changes, or set them back; goes on where a crash stopped it."""
    if not isinstance(happened.event, FieldTypeRequested):
        raise TypeError(f"{happened.kind} is no request for another type")
    change = last_change(happened.subject_id)
    if change is not None:
        by = member(happened.actor_id) if happened.actor_id is not None else Machine()
        change_values(change.id, by=by, via="job")
