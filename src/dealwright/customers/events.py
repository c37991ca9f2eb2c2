"""What can have happened to organisations and people."""

from datetime import datetime
from typing import Any

from dealwright.ledger.event import Changed, Event

from .relating import said


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
    """An organisation was removed; `kept` holds all it had, so that it can be brought back."""

    subject = "organisation"
    sentence = "{name} was removed."
    name: str
    kept: dict[str, Any] = {}


class OrganisationRestored(Event):
    """A removed organisation was brought back as it was."""

    subject = "organisation"
    sentence = "{name} was brought back."
    name: str
    kept: dict[str, Any] = {}


class PersonAdded(Event):
    """A person became known."""

    subject = "person"
    sentence = "{name} was added."
    personal = ("name", "fields")
    impersonal = ("owner",)
    name: str
    fields: dict[str, Any] = {}
    imported: int | None = None


class PersonChanged(Changed):
    """Fields of a person got new values."""

    subject = "person"
    personal = ("old", "new")
    impersonal = ("owner",)


class PersonRemoved(Event):
    """A person was removed; `kept` holds all they had, so that they can be brought back."""

    subject = "person"
    sentence = "{name} was removed."
    personal = ("name", "kept")
    name: str
    kept: dict[str, Any] = {}


class PersonRestored(Event):
    """A removed person was brought back as they were."""

    subject = "person"
    sentence = "{name} was brought back."
    personal = ("name", "kept")
    name: str
    kept: dict[str, Any] = {}


class PersonErased(Event):
    """A person was erased for good; so many events held something personal. All but the owner is empty since."""

    subject = "person"
    sentence = "Erased for good."
    events: int


class EmploymentKept(Event):
    """Where somebody worked before was noted, by hand or because they have gone elsewhere."""

    subject = "person"
    sentence = "A former employer was noted."
    personal = ("organisation", "job_title", "since", "until")
    id: int
    organisation: int
    job_title: str = ""
    since: str | None = None
    until: str | None = None


class EmploymentRemoved(Event):
    """A former employment was a mistake, or goes on after all."""

    subject = "person"
    sentence = "A former employer was taken off."
    personal = ("organisation", "job_title", "since", "until")
    id: int
    organisation: int
    job_title: str = ""
    since: str | None = None
    until: str | None = None


class ConsentNoted(Event):
    """Somebody gave or withdrew their consent to a purpose; `text` is what they agreed to, word for word."""

    subject = "person"
    sentence = "Consent to {purpose} was {verb}."
    personal = ("source", "text")
    id: int
    purpose: str
    given: bool
    at: datetime
    source: str = ""
    text: str = ""

    @property
    def verb(self) -> str:
        """What happened to it, for the sentence."""
        return "given" if self.given else "withdrawn"


class RelationAdded(Event):
    """How a person stands to another became known; `from_other` when it is said from the other's side."""

    subject = "person"
    sentence = "{words} {name}."
    personal = ("name", "note")
    other: int
    name: str
    relation: str
    from_other: bool = False
    note: str = ""

    @property
    def words(self) -> str:
        """How they stand to the other, for the sentence."""
        return said(self.relation, from_other=self.from_other).capitalize()


class RelationRemoved(RelationAdded):
    """A relation to another person is no longer so."""

    subject = "person"
    sentence = "No longer {words} {name}."
    personal = ("name", "note")

    @property
    def words(self) -> str:
        """How they stood to the other, for the sentence."""
        return said(self.relation, from_other=self.from_other)
