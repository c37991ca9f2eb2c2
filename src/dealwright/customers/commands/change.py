"""Change the fields of organisations and people."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, Stale
from dealwright.ledger.commands import Happening, record
from dealwright.records.quality.keeping import Watch
from dealwright.workspace.access import require_owner
from dealwright.workspace.queries import Actor, member

from ..events import OrganisationChanged, PersonChanged
from ..models import Organisation
from ..queries import organisation_name
from .add import require_free
from .differing import differing
from .employments import keep, take_back
from .keys import FOUND_BY, refresh
from .locking import locked
from .values import ORGANISATION, PERSON, Shape, read_columns, told

DEEPEST = 50
AT_ONCE = 500
EVENTS: dict[str, type[OrganisationChanged] | type[PersonChanged]] = {
    "organisation": OrganisationChanged,
    "person": PersonChanged,
}


def change_organisation(
    organisation_id: int, changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> bool:
    """Give fields of an organisation new values, by field key; returns whether it differs now.

    Raises Invalid naming the field at fault, NotFound, NotAllowed for what is somebody else's or for giving it away
    without the right, Conflict for a number elsewhere that another one has, Stale when `revision` is not the
    record's. Then nothing is changed.
    """
    return change_organisations([organisation_id], changes, by=by, via=via, revision=revision) == 1


def change_person(
    person_id: int, changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> bool:
    """Give fields of a person new values; as `change_organisation`. A new employer moves the old one into the past."""
    return change_people([person_id], changes, by=by, via=via, revision=revision) == 1


@transaction.atomic
def change_organisations(
    ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> int:
    """Give fields of organisations the same new values, each with its event; returns how many differ now.

    Raises as `change_organisation`; then none is changed.
    """
    return _change(ORGANISATION, ids, changes, by, via, revision)


@transaction.atomic
def change_people(
    ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> int:
    """Give fields of people the same new values; as `change_organisations`."""
    return _change(PERSON, ids, changes, by, via, revision)


def _change(
    shape: Shape, ids: Sequence[int], changes: Mapping[str, Any], by: Actor, via: str, revision: int | None
) -> int:
    wanted, columns, count = sorted(set(ids)), read_columns(shape, changes, by), 0
    for start in range(0, len(wanted), AT_ONCE):
        rows = locked(shape, wanted[start : start + AT_ONCE], by)
        _require_fresh(rows, revision)
        _check(shape, rows, columns, by)
        count += _store(shape, rows, columns, by, via)
    return count


def _require_fresh(rows: Sequence[Any], revision: int | None) -> None:
    for row in rows:
        if revision is not None and revision != row.revision:
            raise Stale(f"“{row.name}” was changed by somebody else.", remedy="Read it again, then change it.")


def _store(shape: Shape, rows: Sequence[Any], columns: Mapping[str, Any], by: Actor, via: str) -> int:
    now = timezone.now()
    moves = shape is PERSON and "organisation_id" in columns
    since = take_back(rows, columns["organisation_id"], by=by, via=via, now=now) if moves else {}
    found = [(row, differing(shape, row, columns, since.get(row.id, now.date()))) for row in rows]
    changed = [(row, new) for row, new in found if new]
    rules = Watch(shape.many, [row for row, _ in changed], by)
    for row, new in changed:
        rules.require(row, new)
    if moves:
        keep([row for row, new in changed if "organisation_id" in new], by=by, via=via, now=now)
    happenings = [Happening(_event(shape, row, new), row.id, by.id, via, now) for row, new in changed]
    for row, new in changed:
        for column, value in (*new.items(), ("revision", row.revision + 1)):
            setattr(row, column, value)
    written = {column for _, new in changed for column in new}
    if changed:
        names = [shape.model._meta.get_field(column).name for column in sorted(written)]
        shape.model._default_manager.bulk_update([row for row, _ in changed], [*names, "revision"])
    if written & FOUND_BY:
        refresh(shape, [row.id for row, _ in changed])
    record(happenings)
    return len(changed)


def _event(shape: Shape, row: Any, new: Mapping[str, Any]) -> OrganisationChanged | PersonChanged:
    keys = {column: key for key, column in shape.columns.items()}
    old = {keys[column]: told(getattr(row, column)) for column in new}
    return EVENTS[shape.one](old=old, new={keys[column]: told(value) for column, value in new.items()})


def _check(shape: Shape, rows: Sequence[Any], new: Mapping[str, Any], by: Actor) -> None:
    if "owner_id" in new and (was := {row.owner_id for row in rows} - {new["owner_id"]}):
        require_owner(by, shape.one, new["owner_id"], shape.with_article, was=was)
        if new["owner_id"] is not None:
            member(new["owner_id"])
    for column in ("organisation_id", "parent_id"):
        if new.get(column) is not None and any(getattr(row, column) != new[column] for row in rows):
            organisation_name(new[column], by)
    if new.get("parent_id") is not None:
        _require_no_circle({row.id for row in rows}, new["parent_id"])
    if new.get("external_id") and any(row.external_id != new["external_id"] for row in rows):
        require_free(shape, [new["external_id"]] * len(rows))


def _require_no_circle(ids: set[int], parent_id: int) -> None:
    """Raise Invalid when the parent is one of the organisations itself or part of it."""
    above: int | None = parent_id
    for _ in range(DEEPEST):
        if above is None:
            return
        if above in ids:
            break
        above = Organisation.objects.filter(id=above).values_list("parent_id", flat=True).first()
    raise Invalid("An organisation cannot be part of itself.", field="parent")
