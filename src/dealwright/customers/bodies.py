"""Bodies of the API's requests about customers."""

from typing import Any

from dealwright.records.bodies import Amount, Body


class Mail(Body):
    """A mail address; the first of a list is the main one."""

    address: str
    kind: str = ""


class Phone(Body):
    """A phone number as it is written; the first of a list is the main one."""

    number: str
    kind: str = ""


class Profile(Body):
    """A profile in a social network: its address, or a handle with the network's name."""

    address: str
    network: str = ""


class Address(Body):
    """A postal address; the country by its ISO code or English name."""

    kind: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


class OrganisationChange(Body):
    """What of an organisation can be written; revenue as decimal text, parent and owner by number, lists whole."""

    name: str | None = None
    website: str | None = None
    domains: list[str] | None = None
    phone: str | None = None
    phones: list[Phone] | None = None
    addresses: list[Address] | None = None
    sector: str | None = None
    tier: str | None = None
    tags: list[str] | None = None
    city: str | None = None
    country: str | None = None
    employees: int | None = None
    founded: int | None = None
    revenue: Amount | None = None
    revenue_currency: str | None = None
    parent: int | None = None
    owner: int | None = None
    external_id: str | None = None
    fields: dict[str, Any] | None = None


class NewOrganisationBody(OrganisationChange):
    """A new organisation needs a name."""

    name: str


class PersonChange(Body):
    """What of a person can be written; organisation and owner by number, days ISO, lists whole."""

    name: str | None = None
    family_name: str | None = None
    email: str | None = None
    mails: list[Mail] | None = None
    phone: str | None = None
    phones: list[Phone] | None = None
    job_title: str | None = None
    organisation: int | None = None
    employed_since: str | None = None
    profiles: list[Profile] | None = None
    tags: list[str] | None = None
    locale: str | None = None
    zone: str | None = None
    owner: int | None = None
    external_id: str | None = None
    fields: dict[str, Any] | None = None


class NewPersonBody(PersonChange):
    """A new person needs a name."""

    name: str


class ConsentBody(Body):
    """A word on a purpose: given or withdrawn, where it was said, and what was agreed to, word for word."""

    purpose: str
    given: bool
    at: str | None = None
    source: str = ""
    text: str = ""


class RelationBody(Body):
    """How the person stands to another, such as reports_to."""

    other: int
    kind: str
    note: str = ""


class EmploymentBody(Body):
    """Where the person worked before."""

    organisation: int
    job_title: str = ""
    since: str | None = None
    until: str | None = None
