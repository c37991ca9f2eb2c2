"""Give a field another type with nothing lost, and take that back: a part of the records in each transaction.

Meanwhile the field rests: it is shown and written nowhere, so that nobody meets values of two types. A run that was
broken off goes on behind the last record it finished.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import insert_rows
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.queries import Actor, Right, require

from ..kinds import kind_of
from ..models import CustomField, TypeChange, ValueBefore
from ..own import indexes
from ..own.events import FieldTypeChanged, FieldTypeRequested, FieldTypeTakenBack
from ..own_values import write_values
from .fields import locked, read_type
from .types import DEFINITION, Conversion, defined, definition, read

BATCH = 2_000
AT_ONCE = 2_000  # records that are worked on while somebody waits; more are left to the worker
DO, UNDO = "do", "undo"
Held = tuple[int, Any, str]


@transaction.atomic
def change_type(field_id: int, to: str, choices: Any = (), *, by: Actor, via: str) -> int:
    """Give a field another type; returns the id of the change, by which it can be followed and taken back.

    Values that fit are taken along, the others are set aside; what every record held before is kept. With many
    records the worker does it. Raises Invalid for an unknown type or missing choices, Conflict when the field has
    that type already or is being changed, NotFound and NotAllowed.
    """
    row = locked(field_id, by)
    if row.type == to:
        raise Conflict(f"“{row.title}” has that type already.", field="type", remedy="Choose another one.")
    becomes = defined(row, read_type(to), choices)
    change = TypeChange.objects.create(field=row, was=dict(definition(row)), becomes=dict(becomes), by_id=by.id)
    _begin(change, DO, by, via)
    return int(change.id)


@transaction.atomic
def take_back_type(change_id: int, *, by: Actor, via: str) -> None:
    """Give a field its former type and every record the value it had; what was written since is taken along.

    Raises Conflict when the field was changed again after it, is being changed, or when it was taken back already.
    """
    require(by, Right.FIELDS)
    change = TypeChange.objects.select_for_update().filter(id=change_id).first()
    if change is None:
        raise NotFound(f"There is no change {change_id} of a type.")
    row = locked(change.field_id, by)
    if last_change(row.id) != change:
        raise Conflict("This change is no longer the last one.", remedy="Take the later one back first.")
    if not change.becomes:  # made before changes said what they make
        change.becomes = dict(definition(row))
    _begin(change, UNDO, by, via)


def _begin(change: TypeChange, task: str, by: Actor, via: str) -> None:
    row, kind = change.field, kind_of(change.field.kind)
    change.task, change.last_id, change.finished = task, 0, 0
    change.count = kind.model._default_manager.filter(fields__has_key=row.key).count()
    if task == UNDO:
        change.count = max(change.count, ValueBefore.objects.filter(change=change).count())
    change.save()
    indexes.drop(row.id)  # it has no room for long texts
    renew_settings()
    if change.count <= AT_ONCE:
        run(change.id, by=by, via=via)
    else:
        _tell(change, FieldTypeRequested(of=row.kind, title=row.title, task=task, count=change.count), by, via)


def run(change_id: int, *, by: Actor, via: str) -> None:
    """Work through the records of a change that is under way; may be called again after a crash."""
    while _step(change_id, by, via):
        pass


def last_change(field_id: int) -> TypeChange | None:
    """The last change of the field's type that was not taken back."""
    return TypeChange.objects.filter(field_id=field_id, undone_at=None).order_by("-id").first()


@transaction.atomic
def _step(change_id: int, by: Actor, via: str) -> bool:
    """Do the next records, or when there are none left finish; returns whether there is more to do."""
    change = (
        TypeChange.objects.select_for_update().select_related("field").filter(id=change_id).exclude(task="").first()
    )
    if change is None:
        return False
    row, kind = change.field, kind_of(change.field.kind)
    batch = read(kind, row.key, after=change.last_id, limit=BATCH)
    if change.task == UNDO:
        batch = _with_emptied(change, batch)
    if not batch:
        _finish(change, row, by, via)
        return False
    values = _converted(change, batch) if change.task == DO else _former(change, batch)
    write_values(kind, row.key, values)
    change.last_id = batch[-1][0]
    change.finished += len(batch)
    change.save()
    return True


def _converted(change: TypeChange, batch: Sequence[Held]) -> dict[int, Any]:
    """The values as the new type has them; what they were is kept."""
    way = Conversion(change.field, change.was, change.becomes)
    became = [(record_id, value, way.became(value, currency)[0]) for record_id, value, currency in batch]
    insert_rows(ValueBefore, ["change_id", "record_id", "value", "became"], _stored(change.id, became))
    change.converted += sum(new is not None for *_, new in became)
    return {record_id: new for record_id, _, new in became}


def _former(change: TypeChange, batch: Sequence[Held]) -> dict[int, Any]:
    """The values of records before the change; one that was written since is converted instead, where it can be."""
    back = Conversion(change.field, change.becomes, change.was)
    kept = ValueBefore.objects.filter(change=change, record_id__in=[record_id for record_id, *_ in batch])
    before = {record_id: (value, became) for record_id, value, became in kept.values_list(*KEPT)}
    found = {}
    for record_id, value, currency in batch:
        was, became = before.get(record_id, (None, None))
        new = back.became(value, currency)[0] if value not in (became, None) else None
        found[record_id] = was if new is None else new
    return found


KEPT = ("record_id", "value", "became")


def _with_emptied(change: TypeChange, batch: list[Held]) -> list[Held]:
    """With those records, up to the last of the batch, that hold nothing now and held something before the change."""
    rows = ValueBefore.objects.filter(change=change, record_id__gt=change.last_id).order_by("record_id")
    if len(batch) == BATCH:
        rows = rows.filter(record_id__lte=batch[-1][0])
    had = set(rows.values_list("record_id", flat=True)[:BATCH]) - {record_id for record_id, *_ in batch}
    there = kind_of(change.field.kind).model._default_manager.filter(id__in=had).values_list("id", flat=True)
    together = sorted([*batch, *((record_id, None, "") for record_id in there)], key=lambda held: held[0])
    return together[:BATCH]


def _stored(change_id: int, became: Sequence[tuple[int, Any, Any]]) -> list[tuple[Any, ...]]:
    return [
        (change_id, record_id, json.dumps(value), None if new is None else json.dumps(new))
        for record_id, value, new in became
    ]


def _finish(change: TypeChange, row: CustomField, by: Actor, via: str) -> None:
    was = row.type
    made = change.becomes if change.task == DO else change.was
    for key in DEFINITION:
        setattr(row, key, made[key])
    row.save()
    told: Event = FieldTypeTakenBack(of=row.kind, title=row.title, type=row.type)
    if change.task == DO:
        told = FieldTypeChanged(
            of=row.kind, title=row.title, type=row.type, was=was, converted=change.converted,
            emptied=change.finished - change.converted,
        )  # fmt: skip
    else:
        change.undone_at = timezone.now()
    change.task = ""
    change.save()
    renew_settings()
    _tell(change, told, by, via)


def _tell(change: TypeChange, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, change.field_id, by.id, via, timezone.now())])
