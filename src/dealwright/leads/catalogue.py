"""The fields of a lead."""

from typing import Any

from dealwright.playbook import FieldType
from dealwright.records.fields import OWN, Catalogue, Field
from dealwright.records.values import Reading

from .known import Titles
from .rules import REASONS, STATUSES


def catalogue() -> Catalogue:
    """Every field of a lead by key."""
    return {field.key: field for field in FIELDS}


def _text(key: str, label: str, path: str = "", kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(key, label, kind, (path or key,), **more)


def _known(key: str, label: str, kind: FieldType, path: str = "", **more: Any) -> Field:
    """A field that follows from what happens and is never written."""
    return Field(key, label, kind, (path or key,), writable=False, importable=False, **more)


def _number(key: str, label: str, **more: Any) -> Field:
    return _known(key, label, FieldType.INTEGER, nullable=False, **more)


FIELDS = [
    _number("id", "Number", grouped=False, sortable=True),
    _text("name", "Name", sortable=True, nullable=False),
    _text("organisation", "Organisation", nullable=False),
    _text("email", "E-mail", kind=FieldType.EMAIL, nullable=False, hideable=True),
    _text("phone", "Phone", kind=FieldType.PHONE, nullable=False, hideable=True),
    _text("job_title", "Job title", nullable=False),
    _text("domain", "Domain", nullable=False),
    _text("country", "Country", nullable=False),
    _text("message", "Message", kind=FieldType.LONG_TEXT, nullable=False),
    _text("source", "Source", "source__name"),
    _text("campaign", "Campaign", "campaign__name"),
    _text("medium", "Medium", nullable=False),
    _text("lists", "Lists", kind=FieldType.CHOICES, reading=Reading(choices=Titles()), nullable=False),
    _known("last_source", "Last source", FieldType.TEXT, "last_source__name"),
    _known("last_campaign", "Last campaign", FieldType.TEXT, "last_campaign__name"),
    _known("first_touch", "First touch", FieldType.DATETIME, "first_touch_at"),
    _known("last_touch", "Last touch", FieldType.DATETIME, "last_touch_at"),
    _number("touches", "Touches"),
    Field("referred_by", "Referred by", FieldType.PERSON, ("referred_by_id",), importable=False),
    _text("referred_by.name", "Referred by", "referred_by__name", writable=False, importable=False),
    Field(
        "status", "Status", FieldType.CHOICE, ("status",), reading=Reading(choices=STATUSES), writable=False,
        importable=False, nullable=False,
    ),
    _known("status_since", "Status since", FieldType.DATETIME, "status_at", nullable=False),
    Field(
        "reason", "Reason", FieldType.CHOICE, ("reason",), reading=Reading(choices=REASONS), writable=False,
        importable=False, nullable=False,
    ),
    _known("back_on", "Comes back on", FieldType.DATE),
    Field("owner", "Owner", FieldType.MEMBER, ("owner_id",), importable=False),
    _text("owner.name", "Owner", "owner__name", writable=False),
    _text("owner.email", "Owner's e-mail", "owner__email", writable=False, listed=False),
    _number("score", "Score", sortable=True),
    _known(
        "reasons", "Reasons for the score", FieldType.TEXT, filterable=False, follows=("email", "phone", OWN)
    ),
    _text("consent", "Consent", kind=FieldType.LONG_TEXT, nullable=False),
    _known("consent_at", "Consent given", FieldType.DATETIME),
    _known("first_contact", "First contact", FieldType.DATETIME, "first_contact_at"),
    _text("external_id", "Number elsewhere"),
    _known("added_on", "Added", FieldType.DATETIME, "created_at", sortable=True, nullable=False),
    _number("revision", "Revision", filterable=False),
]  # fmt: skip
