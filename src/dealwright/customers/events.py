"""What can have happened to organisations and people."""

from typing import Any

from dealwright.ledger.event import Changed, Event


class OrganisationAdded(Event):
    """An organisation became known."""

    subject = "organisation"
    sentence = "{name} was added."
    name: str
    fields: dict[str, Any] = {}
    imported: int | None = None


class OrganisationChanged(Changed):
    """Fields of an organisation got new values."""

    subject = "organisation"


class OrganisationRemoved(Event):
    """An organisation was taken back by undoing the import that made it."""

    subject = "organisation"
    sentence = "{name} was taken back."
    name: str


class PersonAdded(Event):
    """A person became known."""

    subject = "person"
    sentence = "{name} was added."
    personal = ("name", "fields")
    name: str
    fields: dict[str, Any] = {}
    imported: int | None = None


class PersonChanged(Changed):
    """Fields of a person got new values."""

    subject = "person"
    personal = ("old", "new")


class PersonRemoved(Event):
    """A person was taken back by undoing the import that made them."""

    subject = "person"
    sentence = "{name} was taken back."
    personal = ("name",)
    name: str
