"""Jobs of the lists and fields: changes of many records, as the member who asked for them, and indexes of fields."""

import re

from dealwright.ledger.queries import Happened
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.queries import Machine, member

from .asked import Asked
from .bulk import run
from .events import BulkRequested
from .fields import OWN
from .filters import TEXTS, UNORDERED
from .groups import WHERE
from .kinds import LISTS, Kind
from .models import SavedView
from .own.configured import OwnField, configured
from .own.events import FieldTypeRequested
from .own.indexes import drop, indexed, make
from .queries import SORT_UP_TO
from .setup.retyping import last_change
from .setup.retyping import run as change_values
from .views import PRIVATE

MOST_INDEXED = 12  # of a kind
KEY = re.compile(r'"([\w.]+)"\s*:')  # of an object, in JSON


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

    Of each kind with more records than are sorted without one, these are twelve fields that have an order: before the
    others those that shared views filter or sort by.
    """
    there = indexed()
    wanted = {field.id: (kind, field) for kind in LISTS.values() for field in _wanted(kind)}
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
    if not is_long:
        return []
    named = _named_in_views(kind) if len(fields) > MOST_INDEXED else set()
    return sorted(fields, key=lambda field: OWN + field.key not in named)[:MOST_INDEXED]


def _named_in_views(kind: Kind) -> set[str]:
    """The keys of fields by which views that are shared with others filter or sort."""
    queries = SavedView.objects.filter(kind=kind.key, removed_at=None).exclude(shared=PRIVATE)
    asked = [Asked.of_text(query) for query in queries.values_list("query", flat=True)]
    names = [each.sort.removeprefix("-") for each in asked]
    for name, text in (pair for each in asked for pair in each.filters):
        names += KEY.findall(text) if name == WHERE else [name]
    return {name.partition("__")[0] for name in names}
