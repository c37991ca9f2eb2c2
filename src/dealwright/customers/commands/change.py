"""Change the fields of organisations and people."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound, Stale
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.ownership import require_giving, require_write
from dealwright.workspace.queries import Actor, member

from ..events import OrganisationChanged, PersonChanged
from ..models import Organisation
from ..queries import organisation_name, visible
from .add import require_free
from .values import ORGANISATION, PERSON, Shape, read_columns

DEEPEST = 50


@transaction.atomic
def change_organisation(
    organisation_id: int, changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> bool:
    """Give fields of an organisation new values, by field key; returns whether it differs now.

    Raises Invalid naming the field at fault, NotFound, NotAllowed for what is somebody else's or for giving it away
    without the right, Conflict for a number elsewhere that another one has, Stale when `revision` is not the
    record's. Then nothing is changed.
    """
    return _change(ORGANISATION, OrganisationChanged, organisation_id, changes, by, via, revision)


@transaction.atomic
def change_person(
    person_id: int, changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> bool:
    """Give fields of a person new values; as `change_organisation`."""
    return _change(PERSON, PersonChanged, person_id, changes, by, via, revision)


def _change(
    shape: Shape,
    changed: type[OrganisationChanged] | type[PersonChanged],
    record_id: int,
    changes: Mapping[str, Any],
    by: Actor,
    via: str,
    revision: int | None,
) -> bool:
    row: Any = shape.model._default_manager.select_for_update().filter(visible(by), id=record_id).first()
    if row is None:
        raise NotFound(f"There is no {shape.one} {record_id}.")
    require_write(by, row.owner_id, row.name)
    if revision is not None and revision != row.revision:
        raise Stale(f"“{row.name}” was changed by somebody else.", remedy="Read it again, then change it.")
    columns = read_columns(shape, changes)
    keys = {column: key for key, column in shape.columns.items()}
    new = {keys[column]: value for column, value in columns.items() if getattr(row, column) != value}
    if not new:
        return False
    _check(shape, row, new, by)
    old = {key: getattr(row, shape.columns[key]) for key in new}
    for key, value in new.items():
        setattr(row, shape.columns[key], value)
    row.revision += 1
    row.save()
    record([Happening(changed(old=old, new=new), row.id, by.id, via, timezone.now())])
    return True


def _check(shape: Shape, row: Any, new: Mapping[str, Any], by: Actor) -> None:
    if new.get("owner"):
        require_giving(by, new["owner"], shape.with_article)
        member(new["owner"])
    if new.get("organisation"):
        organisation_name(new["organisation"], by)
    if new.get("parent"):
        organisation_name(new["parent"], by)
        _require_no_circle(row.id, new["parent"])
    if new.get("external_id"):
        require_free(shape, [new["external_id"]])


def _require_no_circle(organisation_id: int, parent_id: int) -> None:
    """Raise Invalid when the parent is the organisation itself or part of it."""
    above: int | None = parent_id
    for _ in range(DEEPEST):
        if above is None:
            return
        if above == organisation_id:
            break
        above = Organisation.objects.filter(id=above).values_list("parent_id", flat=True).first()
    raise Invalid("An organisation cannot be part of itself.", field="parent")
