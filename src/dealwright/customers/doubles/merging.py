"""Merge two records into one with all that points at them, and take them apart again exactly."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.access import require_change
from dealwright.workspace.queries import Actor

from ..commands.keys import refresh
from ..commands.locking import locked
from ..commands.values import PERSON, Shape, told
from ..models import Consent, Key, Organisation
from . import events, rows
from .aliases import survivor_of
from .findings import reopen, settle
from .follows import OWN, Pointer, pointers
from .models import Merge
from .shapes import SHAPES
from .uniting import choices, united

EVENTS: Mapping[str, tuple[type[Any], type[Any], type[Any], type[Any]]] = {
    "organisation": (
        events.OrganisationMerged,
        events.OrganisationMergedAway,
        events.OrganisationUnmerged,
        events.OrganisationCameBack,
    ),
    "person": (events.PersonMerged, events.PersonMergedAway, events.PersonUnmerged, events.PersonCameBack),
}
Kept = dict[str, Any]


@transaction.atomic
def merge(one: str, survivor_id: int, removed_id: int, *, chosen: Collection[str] = (), by: Actor, via: str) -> int:
    """Have a record go up into another of its kind ("organisation" or "person"); returns the merge's number.

    Everything that points at the removed record points at the survivor then; the survivor keeps its values and takes
    over those it lacks, and those of the fields in `chosen`. Raises NotFound, NotAllowed unless the actor may change
    both, Invalid for one and the same and for a field that is not there. `undo_merge` takes them apart.
    """
    shape = SHAPES[one]
    _require_two(shape, survivor_id, removed_id, chosen)
    locked(shape, [survivor_id, removed_id], by)
    kept = _followed(shape, removed_id, survivor_id)
    both = {row.id: row for row in locked(shape, [survivor_id, removed_id], by)}  # either may have named the other
    survivor, removed = both[survivor_id], both[removed_id]
    new = united(shape, survivor, removed, chosen)
    kept |= {"removed": rows.plain(removed)}
    shape.model._default_manager.filter(id=removed_id)._raw_delete(using=connection.alias)
    if one == "organisation":
        new |= _out_of_circles(survivor_id, new.get("parent_id", survivor.parent_id))
    new |= _consents(shape, survivor, new)
    old = {column: getattr(survivor, column) for column in new}
    _store(shape, survivor, new)
    Key.objects.filter(one=one, record_id=removed_id).delete()
    refresh(shape, [survivor_id])
    kept |= {
        "findings": settle(one, survivor_id, removed_id, by),
        "old": msgspec.to_builtins(old),
        "new": msgspec.to_builtins(new),
    }
    made = Merge(kind=one, survivor_id=survivor_id, removed_id=removed_id, name=removed.name, by_id=by.id)
    made.at, made.kept = timezone.now(), msgspec.json.encode(kept).decode()
    made.save()
    merged, away, *_ = EVENTS[one]
    told_of = {"removed": removed_id, "other": removed.name, "merge": made.id, **_told(shape, old, new)}
    _record(made, merged(**told_of), away(survivor=survivor_id, merge=made.id), by, via)
    return made.id


@transaction.atomic
def undo_merge(merge_id: int, *, by: Actor, via: str) -> int:
    """Take a merge apart: the removed record is there again with all that came from it; returns its number.

    What has happened since stays with the survivor, and a field of the survivor that was changed since keeps its
    value. Raises NotFound, NotAllowed unless the actor may change both, Conflict where the survivor itself is gone,
    where the merge was undone already, or where another record has its number elsewhere now.
    """
    made = Merge.objects.select_for_update().filter(id=merge_id).first()
    if made is None:
        raise NotFound(f"There is no merge {merge_id}.")
    if not made.kept:
        raise Conflict("One of the two was erased for good since.")
    shape, kept = SHAPES[made.kind], msgspec.json.decode(made.kept)
    _require_whole(shape, made)
    (survivor,) = locked(shape, [made.survivor_id], by)
    require_change(by, made.kind, made.removed_id, kept["removed"]["owner_id"], made.name)
    now = {column: kept["old"][column] for column, value in kept["new"].items() if _plain(survivor, column) == value}
    read = {column: _field(shape, column).to_python(value) for column, value in now.items()}
    was = {column: getattr(survivor, column) for column in read}
    _store(shape, survivor, read)
    _require_free(shape, kept["removed"])
    rows.insert(shape.model, [kept["removed"]])
    _back(made, kept)
    refresh(shape, [made.survivor_id, made.removed_id])
    made.undone_at = timezone.now()
    made.save()
    reopen(made.kind, made.survivor_id, made.removed_id, kept["findings"])
    *_, unmerged, came_back = EVENTS[made.kind]
    told_of = {"removed": made.removed_id, "other": made.name, "merge": made.id, **_told(shape, was, read)}
    _record(made, unmerged(**told_of), came_back(survivor=made.survivor_id, merge=made.id), by, via)
    return made.removed_id


def _require_two(shape: Shape, survivor_id: int, removed_id: int, chosen: Collection[str]) -> None:
    if survivor_id == removed_id:
        raise Invalid("These are one and the same record.", field="removed")
    known = choices(shape)
    if strange := {key for key in chosen if key not in known and not key.startswith("fields.")}:
        raise Invalid(
            f"There is no field “{min(strange)}” to choose.", field="chosen", remedy=f"There are: {', '.join(known)}."
        )


def _followed(shape: Shape, removed: int, survivor: int) -> Kept:
    """Have everything follow; returns what it takes to undo it."""
    dropped: list[tuple[str, list[rows.Row]]] = []
    moved: list[tuple[str, str, list[int]]] = []
    for pointer in pointers(shape.model):
        if not (keys := rows.keys_of(pointer, shape.one, removed)):
            continue
        label = pointer.model._meta.label_lower
        if doubled := rows.drop_doubles(pointer, shape.one, removed, survivor):
            dropped.append((label, doubled))
            keys = rows.keys_of(pointer, shape.one, removed)
        if keys:
            rows.move(pointer, shape.one, removed, survivor)
            moved.append((label, pointer.column, keys))
    own = {name: dict(each.follow(shape.one, removed, survivor)) for name, each in OWN.items()}
    return {"dropped": dropped, "moved": moved, "own": own}


def _back(made: Merge, kept: Kept) -> None:
    for label, column, keys in kept["moved"]:
        rows.move_back(Pointer(apps.get_model(label), column), keys, made.survivor_id, made.removed_id)
    for label, dropped in kept["dropped"]:
        rows.bring_back(apps.get_model(label), dropped)
    for name, changed in kept["own"].items():
        OWN[name].back(changed)


def _store(shape: Shape, row: Any, new: Mapping[str, Any]) -> None:
    for column, value in new.items():
        setattr(row, column, value)
    row.revision += 1
    row.save(update_fields=[*(_field(shape, column).name for column in new), "revision"])


def _field(shape: Shape, column: str) -> Any:
    return next(field for field in shape.model._meta.concrete_fields if field.attname == column)


def _plain(row: Any, column: str) -> Any:
    return msgspec.to_builtins(getattr(row, column))


def _out_of_circles(survivor_id: int, parent_id: int | None) -> dict[str, Any]:
    """Without a parent where following the parents would lead back to the survivor."""
    above, seen = parent_id, {survivor_id}
    while above is not None and above not in seen:
        seen.add(above)
        above = Organisation.objects.filter(id=above).values_list("parent_id", flat=True).first()
    return {} if above is None else {"parent_id": None}


def _consents(shape: Shape, survivor: Any, new: Mapping[str, Any]) -> dict[str, Any]:
    """The purposes consented to, by the newest word on each: one of them may have withdrawn what the other gave."""
    if shape is not PERSON:
        return {}
    given = new.get("consents", survivor.consents)
    words = Consent.objects.filter(person=survivor, purpose__in=given).order_by("at", "id")
    newest = dict(words.values_list("purpose", "given"))
    held = [each for each in given if newest.get(each, True)]
    return {"consents": held} if held != survivor.consents else {}


def _told(shape: Shape, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    keys = {column: key for key, column in shape.columns.items()}
    return {
        name: {keys[column]: told(value) for column, value in values.items() if column in keys}
        for name, values in (("old", old), ("new", new))
    }


def _record(made: Merge, of_survivor: Any, of_removed: Any, by: Actor, via: str) -> None:
    now = timezone.now()
    pairs = ((of_survivor, made.survivor_id), (of_removed, made.removed_id))
    record(Happening(event, record_id, by.id, via, now) for event, record_id in pairs)


def _require_whole(shape: Shape, made: Merge) -> None:
    if made.undone_at is not None:
        raise Conflict("This merge was undone already.")
    there = shape.model._default_manager.filter(id=made.survivor_id).exists()
    into = survivor_of(made.kind, made.survivor_id)
    if not there and into is not None:
        raise Conflict("What it went up into was merged with another one since.", remedy="Undo that merge first.")
    if not there:
        raise Conflict("What it went up into is no longer there.", remedy="Bring that back first.")


def _require_free(shape: Shape, row: rows.Row) -> None:
    number = row["external_id"]
    if number and shape.model._default_manager.filter(external_id=number).exists():
        raise Conflict(f"Another {shape.one} has the number {number} now.", field="external_id")
