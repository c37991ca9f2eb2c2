"""Jobs of the lists and fields: changes of many records, as the member who asked for them, and indexes of fields."""

from dealwright.ledger.queries import Happened
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.queries import Machine, member

from .bulk import run
from .events import BulkRequested
from .filters import TEXTS, UNORDERED
from .kinds import KINDS, Kind
from .own.configured import OwnField, configured
from .own.events import FieldTypeRequested
from .own.indexes import drop, indexed, make
from .queries import SORT_UP_TO
from .setup.retyping import last_change
from .setup.retyping import run as change_values

MOST_INDEXED = 12  # of a kind


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


def keep_indexes() -> None:
    """Give the company's fields that lists are sorted by their indexes, and drop those that are no longer needed.

    Of each kind with more records than are sorted without one, these are the first twelve fields that have an order.
    """
    there = indexed()
    wanted = {field.id: (kind, field) for kind in KINDS.values() for field in _wanted(kind)}
    for field_id in there - set(wanted):
        drop(field_id)
    for field_id in sorted(set(wanted) - there):
        kind, field = wanted[field_id]
        make(kind.model, field.id, field.key, is_text=field.type in TEXTS)
    if there != set(wanted):
        renew_settings()


def _wanted(kind: Kind) -> list[OwnField]:
    fields = [field for field in configured(Machine()).fields.get(kind.key, ()) if field.type not in UNORDERED]
    is_long = fields and kind.model._default_manager.order_by("id")[SORT_UP_TO : SORT_UP_TO + 1].exists()
    return fields[:MOST_INDEXED] if is_long else []
