"""Add organisations and people, one or very many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import insert_rows, take_ids
from dealwright.records.kinds import missing
from dealwright.workspace.ownership import require_giving
from dealwright.workspace.queries import Actor, member_names

from ..events import OrganisationAdded, PersonAdded
from .values import ORGANISATION, PERSON, Shape, as_fields, read_columns

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation to add, its values as stored; money in minor units."""

    name: str
    website: str = ""
    phone: str = ""
    sector: str = ""
    country: str = ""
    employees: int | None = None
    founded: int | None = None
    revenue_minor: int | None = None
    revenue_currency: str = ""
    parent_id: int | None = None
    owner_id: int | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to add, their values as stored."""

    name: str
    email: str = ""
    phone: str = ""
    job_title: str = ""
    organisation_id: int | None = None
    owner_id: int | None = None
    external_id: str | None = None


@transaction.atomic
def add_organisation(given: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Add an organisation from values by field key, the actor's own unless told; returns its id.

    Raises Invalid naming the field at fault, NotAllowed for somebody else's without the right to give, NotFound for
    an unknown parent or owner, Conflict for a number elsewhere that another one has.
    """
    read = {"owner_id": by.id, **read_columns(ORGANISATION, {"name": "", **given})}
    return record_organisations([NewOrganisation(**read)], by=by, via=via)[0]


@transaction.atomic
def add_person(given: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Add a person from values by field key; as `add_organisation`."""
    read = {"owner_id": by.id, **read_columns(PERSON, {"name": "", **given})}
    return record_people([NewPerson(**read)], by=by, via=via)[0]


@transaction.atomic
def record_organisations(
    news: Sequence[NewOrganisation], *, by: Actor, via: str, import_id: int | None = None
) -> list[int]:
    """Add organisations, any number at a time, each with its event; returns their ids in order. All or none."""
    return _record(ORGANISATION, OrganisationAdded, news, by, via, import_id)


@transaction.atomic
def record_people(news: Sequence[NewPerson], *, by: Actor, via: str, import_id: int | None = None) -> list[int]:
    """Add people, any number at a time, each with their event; returns their ids in order. All or none."""
    return _record(PERSON, PersonAdded, news, by, via, import_id)


def _record(
    shape: Shape,
    added: type[OrganisationAdded] | type[PersonAdded],
    news: Sequence[NewOrganisation] | Sequence[NewPerson],
    by: Actor,
    via: str,
    import_id: int | None,
) -> list[int]:
    ids: list[int] = []
    now = timezone.now()
    columns = [field.name for field in fields(news[0])] if news else []
    for start in range(0, len(news), AT_ONCE):
        rows = [{name: getattr(new, name) for name in columns} for new in news[start : start + AT_ONCE]]
        _check(shape, rows, by)
        fresh = take_ids(shape.model, len(rows))
        table = ([new_id, *row.values(), 1, import_id, now] for new_id, row in zip(fresh, rows, strict=True))
        insert_rows(shape.model, ["id", *columns, "revision", "import_id", "created_at"], table)
        events: Iterable[tuple[int, Event]] = (
            (new_id, added(name=row["name"], fields=as_fields(shape, row), imported=import_id))
            for new_id, row in zip(fresh, rows, strict=True)
        )
        record(Happening(event, new_id, by.id, via, now) for new_id, event in events)
        ids += fresh
    return ids


def _check(shape: Shape, rows: Sequence[Mapping[str, Any]], by: Actor) -> None:
    if any(not row["name"].strip() for row in rows):
        raise Invalid("A name is needed.", field="name")
    for column, key in (("parent_id", "parent"), ("organisation_id", "organisation")):
        wanted = {row[column] for row in rows if row.get(column) is not None}
        if wanted and (gone := missing("organisation", wanted, by)):
            raise NotFound(f"There is no organisation {min(gone)}.", field=key)
    owners = {row["owner_id"] for row in rows} - {None, by.id}
    for owner_id in owners:
        require_giving(by, owner_id, shape.with_article)
    if owners and (strangers := owners - set(member_names())):
        raise NotFound(f"There is no member {min(strangers)}.", field="owner")
    require_free(shape, [row["external_id"] for row in rows if row["external_id"]])


def require_free(shape: Shape, numbers: Sequence[str]) -> None:
    """Raise Conflict when one of these numbers from elsewhere is given twice or belongs to a record already."""
    taken = shape.model._default_manager.filter(external_id__in=numbers).values_list("external_id", flat=True)
    doubled = {number for number in numbers if numbers.count(number) > 1} if len(set(numbers)) < len(numbers) else set()
    if found := doubled | set(taken if numbers else ()):
        raise Conflict(f"Another {shape.one} has the number {min(found)} already.", field="external_id")
