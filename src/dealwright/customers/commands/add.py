"""Add organisations and people."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.among import Among
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import as_json, insert_rows, stored_time, take_ids
from dealwright.records.kinds import missing
from dealwright.records.own_values import begun
from dealwright.records.quality.keeping import require_new
from dealwright.workspace.ownership import require_giving
from dealwright.workspace.queries import Actor, member_names

from .. import normal
from ..events import OrganisationAdded, PersonAdded
from ..ways import settled
from .keys import refresh
from .values import ORGANISATION, PERSON, Shape, as_fields, catalogue_for, encoded, read_columns

AT_ONCE = 5_000
Entries = Sequence[Mapping[str, str]]


class NewOrganisation(msgspec.Struct, frozen=True):
    """An organisation to add, its values as stored; money in minor units. `phones` is empty for a single plain one."""

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
    tier: str = ""
    city: str = ""
    domains: Sequence[str] = ()
    phones: Entries = ()
    addresses: Entries = ()
    tags: Sequence[str] = ()
    fields: Mapping[str, Any] = msgspec.field(default_factory=dict)


class NewPerson(msgspec.Struct, frozen=True):
    """A person to add, their values as stored. `mails` and `phones` are empty for a single plain one."""

    name: str
    email: str = ""
    phone: str = ""
    job_title: str = ""
    organisation_id: int | None = None
    owner_id: int | None = None
    external_id: str | None = None
    family_name: str = ""
    employed_since: date | None = None
    locale: str = ""
    zone: str = ""
    mails: Entries = ()
    phones: Entries = ()
    profiles: Entries = ()
    tags: Sequence[str] = ()
    fields: Mapping[str, Any] = msgspec.field(default_factory=dict)


@transaction.atomic
def add_organisation(given: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Add an organisation from values by field key, the actor's own unless told; returns its id.

    Raises Invalid naming the field at fault, NotAllowed for somebody else's without the right to give, NotFound for
    an unknown parent or owner, Conflict for a number elsewhere that another one has.
    """
    read = _whole(ORGANISATION, given, by)
    organisation_id = record_organisations([NewOrganisation(**read)], by=by, via=via)[0]
    refresh(ORGANISATION, [organisation_id])
    return organisation_id


@transaction.atomic
def add_person(given: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Add a person from values by field key; as `add_organisation`."""
    read = _whole(PERSON, given, by)
    read["family_name"] = read.get("family_name") or normal.family_name(read["name"])
    person_id = record_people([NewPerson(**read)], by=by, via=via)[0]
    refresh(PERSON, [person_id])
    return person_id


def _whole(shape: Shape, given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    read = settled(read_columns(shape, {"name": "", **given}, by), {})
    own = begun(catalogue_for(shape, by), read.get("fields", {}), strictly=True)
    new = {"owner_id": by.id, **read, "fields": own}
    require_new(shape.many, new, by)
    return new


@transaction.atomic(savepoint=False)
def record_organisations(
    news: Sequence[NewOrganisation], *, by: Actor, via: str, import_id: int | None = None
) -> list[int]:
    """Add organisations, any number at a time, each with its event; returns their ids in order. All or none, together
    with the transaction that this is called in: who wants to go on after a refusal makes a savepoint.

    Under what they are found beside their names is worked out soon after, by a reader of the ledger.
    """
    return _record(ORGANISATION, OrganisationAdded, news, by, via, import_id)


@transaction.atomic(savepoint=False)
def record_people(news: Sequence[NewPerson], *, by: Actor, via: str, import_id: int | None = None) -> list[int]:
    """Add people, any number at a time; as `record_organisations`. So is the family name of those who tell none."""
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
    stored_now = stored_time(now)
    for start in range(0, len(news), AT_ONCE):
        part = news[start : start + AT_ONCE]
        columns = _used(shape, part)
        read = attrgetter(*columns)
        rows = [dict(zip(columns, read(new), strict=True)) for new in part]
        _check(shape, rows, by)
        fresh = take_ids(shape.model, len(rows))
        _insert(shape, columns, zip(fresh, rows, strict=True), (1, import_id, stored_now))
        told = {key: column for key, column in shape.columns.items() if key != "name" and column in columns}
        record(
            Happening(added(name=row["name"], fields=as_fields(told, row), imported=import_id), new_id, by.id, via, now)
            for new_id, row in zip(fresh, rows, strict=True)
        )
        ids += fresh
    return ids


def _used(shape: Shape, news: Sequence[NewOrganisation] | Sequence[NewPerson]) -> list[str]:
    """The columns to write: those that any of the rows fills, and those for which the database has no value itself."""
    names = news[0].__struct_fields__
    of = shape.model._meta.get_field
    return [
        name
        for name in names
        if getattr(of(name), "db_default", NOT_PROVIDED) is NOT_PROVIDED or any(map(attrgetter(name), news))
    ]


def _insert(shape: Shape, columns: Sequence[str], numbered: Any, rest: tuple[Any, ...]) -> None:
    lists = [column for column in columns if encoded(shape.model, column)]

    def stored(row: Mapping[str, Any]) -> Any:
        return ({**row, **{column: as_json(row[column]) for column in lists}} if lists else row).values()

    table = ([new_id, *stored(row), *rest] for new_id, row in numbered)
    insert_rows(shape.model, ["id", *columns, "revision", "import_id", "created_at"], table)


def _check(shape: Shape, rows: Sequence[Mapping[str, Any]], by: Actor) -> None:
    if any(not row["name"].strip() for row in rows):
        raise Invalid("A name is needed.", field="name")
    for column, key in (("parent_id", "parent"), ("organisation_id", "organisation")):
        wanted = {row[column] for row in rows if row.get(column) is not None}
        if wanted and (gone := missing("organisation", wanted, by)):
            raise NotFound(f"There is no organisation {min(gone)}.", field=key)
    owners = {row["owner_id"] for row in rows} - {None, by.id}
    for owner_id in owners:
        require_giving(by, owner_id, shape.with_article, shape.one)
    if owners and (strangers := owners - set(member_names())):
        raise NotFound(f"There is no member {min(strangers)}.", field="owner")
    require_free(shape, [row["external_id"] for row in rows if row["external_id"]])


def require_free(shape: Shape, numbers: Sequence[str]) -> None:
    """Raise Conflict when one of these numbers from elsewhere is given twice or belongs to a record already."""
    taken = shape.model._default_manager.filter(external_id__in=Among(numbers)).values_list("external_id", flat=True)
    doubled = {number for number in numbers if numbers.count(number) > 1} if len(set(numbers)) < len(numbers) else set()
    if found := doubled | set(taken if numbers else ()):
        raise Conflict(f"Another {shape.one} has the number {min(found)} already.", field="external_id")
