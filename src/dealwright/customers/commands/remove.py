"""Take organisations and people back that an import or sample made."""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.workspace.ownership import require_write
from dealwright.workspace.queries import Actor

from ..events import OrganisationRemoved, PersonRemoved
from .values import ORGANISATION, PERSON, Shape


@transaction.atomic
def remove_organisations(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take organisations back; those that other records still need stay. Returns how many went.

    Raises NotAllowed for what is somebody else's; then all stay.
    """
    return _remove(ORGANISATION, OrganisationRemoved, ids, by, via)


@transaction.atomic
def remove_people(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take people back; those that other records still need stay; as `remove_organisations`."""
    return _remove(PERSON, PersonRemoved, ids, by, via)


def _remove(
    shape: Shape, removed: type[OrganisationRemoved] | type[PersonRemoved], ids: Sequence[int], by: Actor, via: str
) -> int:
    now, count = timezone.now(), 0
    for start in range(0, len(ids), 500):
        rows = shape.model._default_manager.select_for_update().filter(id__in=ids[start : start + 500])
        names = {}
        for one, name, owner_id in rows.values_list("id", "name", "owner_id"):
            require_write(by, owner_id, name)
            names[one] = name
        gone = _delete(shape.model, set(names))
        record(Happening(removed(name=names[one]), one, by.id, via, now) for one in sorted(gone))
        count += len(gone)
    return count


def _delete(model: type[models.Model], ids: set[int]) -> set[int]:
    """Delete what nothing needs; the database's own protection says what that is."""
    while ids:
        try:
            with transaction.atomic():
                model._default_manager.filter(id__in=ids).delete()
        except ProtectedError as error:
            ids -= {needed for record in error.protected_objects for needed in _needed(model, record)}
        else:
            break
    return ids


def _needed(model: type[models.Model], record: Any) -> list[int | None]:
    """The records of the model that this record points to."""
    pointers = [field for field in record._meta.concrete_fields if field.related_model is model]
    return [getattr(record, field.attname) for field in pointers]
