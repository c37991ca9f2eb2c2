"""Jobs of the imports: what the worker does when somebody asked for it."""

from dealwright import SalesError
from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Machine, member

from .commands import RunElsewhere, fail_import, plan_import, run_import, start_import
from .crm.commands import PROGRAMS, plan_whole, run_whole
from .events import ImportRequested
from .queries import get
from .undo import undo_import


def work_on_import(happened: Happened) -> None:
    """Plan, run or undo the import, as the member who asked; goes on where a crash stopped it."""
    asked = happened.event
    if not isinstance(asked, ImportRequested):
        raise TypeError(f"{happened.kind} is no request for an import")
    by = member(happened.actor_id) if happened.actor_id is not None else Machine()
    import_id = happened.subject_id
    try:
        whole = get(import_id, by).kind in PROGRAMS
        if asked.task == "plan":
            (plan_whole if whole else plan_import)(import_id, by=by)
        elif asked.task == "undo":
            undo_import(import_id, by=by)
        elif whole:
            run_whole(import_id, by=by, via="import")
        else:
            start_import(import_id, by=by, via="import")
            for _ in run_import(import_id, by=by):
                pass
    except RunElsewhere:
        return  # whoever runs it will finish it
    except SalesError as error:
        fail_import(import_id, error, asked.task)
