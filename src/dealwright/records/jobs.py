"""Jobs of the lists: changes of many records, as the member who asked for them."""

from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Machine, member

from .bulk import run
from .events import BulkRequested


def work_on_bulk(happened: Happened) -> None:
    """Try, do or undo the change; goes on where a crash stopped it."""
    asked = happened.event
    if not isinstance(asked, BulkRequested):
        raise TypeError(f"{happened.kind} is no request for a change of many")
    by = member(happened.actor_id) if happened.actor_id is not None else Machine()
    run(happened.subject_id, asked.task, by=by, via="job")
