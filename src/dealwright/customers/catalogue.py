"""The fields of organisations and people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dealwright.playbook import FieldType
from dealwright.records.fields import Catalogue, Field
from dealwright.records.money import to_text
from dealwright.records.values import Reading

from .known import known_keys
from .ways import whole


def organisations() -> Catalogue:
    """Every field of an organisation by key."""
    return ORGANISATIONS


def people() -> Catalogue:
    """Every field of a person by key."""
    return PEOPLE


class Written(Mapping[str, str]):
    """Choices that are whatever people wrote: each is its own title, those in use are offered."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __getitem__(self, key: str) -> str:
        """The text itself."""
        if not isinstance(key, str):
            raise KeyError(key)
        return key

    def __iter__(self) -> Iterator[str]:
        """Those in use, asked of the database."""
        return iter(known_keys(self.what))

    def __len__(self) -> int:
        """None is prescribed."""
        return 0


def _text(key: str, label: str, path: str = "", kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(key, label, kind, (path or key,), **more)


def _number(key: str, label: str, **more: Any) -> Field:
    return Field(key, label, FieldType.INTEGER, (key,), **more)


def _list(key: str, label: str, what: str = "", main: str = "", **more: Any) -> Field:
    """A list on the row, told whole: with the main mail or phone that stands in a column of its own."""

    def show(entries: Sequence[Any], first: str = "") -> list[Any]:
        return whole(key, entries, first) if main else list(entries)

    paths = (key, main) if main else (key,)
    options = {"nullable": False, "importable": False, "filterable": bool(what)} | more
    return Field(key, label, FieldType.CHOICES, paths, show, reading=Reading(choices=Written(what)), **options)


def _day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


ID = _number("id", "Number", grouped=False, writable=False, importable=False, sortable=True, nullable=False)
REVISION = _number("revision", "Revision", writable=False, importable=False, filterable=False)
ADDED = Field(
    "added_on",
    "Added",
    FieldType.DATETIME,
    ("created_at",),
    _day,
    True,
    writable=False,
    importable=False,
    nullable=False,
)
TAGS = _list("tags", "Tags", "tag", importable=True)
PHONES = _list("phones", "Phones", "phone", "phone", follows=("phone",))
OWNER = [
    Field("owner", "Owner", FieldType.MEMBER, ("owner_id",), importable=False),
    _text("owner.name", "Owner", "owner__name", writable=False),
    _text("owner.email", "Owner's e-mail", "owner__email", writable=False, listed=False),
]
ORGANISATION = [
    ID,
    _text("name", "Name", sortable=True, nullable=False),
    _text("website", "Website", kind=FieldType.URL, nullable=False),
    _list("domains", "Domains", "domain"),
    _text("phone", "Phone", kind=FieldType.PHONE, nullable=False, hideable=True),
    PHONES,
    _list("addresses", "Addresses"),
    _text("sector", "Sector", nullable=False),
    _text("tier", "Tier", nullable=False),
    TAGS,
    _text("city", "City", nullable=False),
    _text("country", "Country", nullable=False),
    _number("employees", "Employees", hideable=True),
    _number("founded", "Founded", grouped=False),
    Field("revenue", "Yearly revenue", FieldType.MONEY, ("revenue_minor", "revenue_currency"), to_text, hideable=True),
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
    _text("family_name", "Family name", sortable=True, nullable=False),
    _text("email", "E-mail", kind=FieldType.EMAIL, hideable=True, sortable=True, nullable=False),
    _list("mails", "All e-mail addresses", "mail", "email", follows=("email",)),
    _text("phone", "Phone", kind=FieldType.PHONE, nullable=False, hideable=True),
    PHONES,
    _text("job_title", "Job title", nullable=False),
    Field("organisation", "Organisation", FieldType.ORGANISATION, ("organisation_id",), importable=False),
    _text("organisation.name", "Organisation", "organisation__name", writable=False),
    Field("employed_since", "There since", FieldType.DATE, ("employed_since",), _day, importable=False),
    _list("profiles", "Profiles"),
    TAGS,
    _list("consents", "Consents", "consent", writable=False),
    _text("locale", "Language", nullable=False),
    _text("zone", "Time zone", nullable=False),
    *OWNER,
    _text("external_id", "Number elsewhere"),
    ADDED,
    REVISION,
]
ORGANISATIONS: Catalogue = {field.key: field for field in ORGANISATION}
PEOPLE: Catalogue = {field.key: field for field in PERSON}
