"""The fields of organisations and people."""

from datetime import date, datetime
from typing import Any

from dealwright.playbook import FieldType
from dealwright.records.fields import Catalogue, Field
from dealwright.records.money import to_text


def organisations() -> Catalogue:
    """Every field of an organisation by key."""
    return {field.key: field for field in ORGANISATION}


def people() -> Catalogue:
    """Every field of a person by key."""
    return {field.key: field for field in PERSON}


def _text(key: str, label: str, path: str = "", kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(key, label, kind, (path or key,), **more)


def _number(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, FieldType.INTEGER, (key,), **more)


def _day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


ID = _number("id", "Number", grouped=False, writable=False, importable=False, sortable=True, nullable=False)
REVISION = _number("revision", "Revision", writable=False, importable=False, filterable=False)
ADDED = Field("added_on", "Added", FieldType.DATETIME, ("created_at",), _day, writable=False, importable=False)
OWNER = [
    Field("owner", "Owner", FieldType.MEMBER, ("owner_id",), importable=False),
    _text("owner.name", "Owner", "owner__name", writable=False),
    _text("owner.email", "Owner's e-mail", "owner__email", writable=False, listed=False),
]
ORGANISATION = [
    ID,
    _text("name", "Name", sortable=True, nullable=False),
    _text("website", "Website", kind=FieldType.URL, nullable=False),
    _text("phone", "Phone", kind=FieldType.PHONE, nullable=False),
    _text("sector", "Sector", nullable=False),
    _text("country", "Country", nullable=False),
    _number("employees", "Employees"),
    _number("founded", "Founded", grouped=False),
    Field("revenue", "Yearly revenue", FieldType.MONEY, ("revenue_minor", "revenue_currency"), to_text),
    _text("revenue_currency", "Currency of revenue", nullable=False),
    Field("parent", "Part of", FieldType.ORGANISATION, ("parent_id",), importable=False),
    _text("parent.name", "Part of", "parent__name", writable=False),
    *OWNER,
    _text("external_id", "Number elsewhere"),
    ADDED,
    REVISION,
]
PERSON = [
    ID,
    _text("name", "Name", sortable=True, nullable=False),
    _text("email", "E-mail", kind=FieldType.EMAIL, nullable=False),
    _text("phone", "Phone", kind=FieldType.PHONE, nullable=False),
    _text("job_title", "Job title", nullable=False),
    Field("organisation", "Organisation", FieldType.ORGANISATION, ("organisation_id",), importable=False),
    _text("organisation.name", "Organisation", "organisation__name", writable=False),
    *OWNER,
    _text("external_id", "Number elsewhere"),
    ADDED,
    REVISION,
]
