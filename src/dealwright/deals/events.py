"""What can have happened to a deal. Money is in minor units of the deal's currency; days and moments are ISO text."""

from datetime import date, datetime
from typing import Any

from dealwright.ledger.event import Event


class DealOpened(Event):
    """A deal began, pinned to a process version, in a stage (None where an import did not tell it)."""

    subject = "deal"
    sentence = "{title} was opened."
    title: str
    process: str
    version: int
    number: int
    currency: str
    stage: str | None = None
    owner: int | None = None
    organisation: int | None = None
    product: str | None = None
    source: str = ""
    amount: int | None = None
    base: int | None = None
    close_on: date | None = None
    opened_at: datetime | None = None
    fields: dict[str, Any] = {}
    imported: int | None = None


class DealChanged(Event):
    """Fields of the deal got new values; `old` and `new` hold just those that differ."""

    subject = "deal"
    sentence = "Changed: {names}."
    old: dict[str, Any]
    new: dict[str, Any]

    @property
    def names(self) -> str:
        """The fields that changed, for the sentence."""
        return ", ".join(sorted(self.new))


class StageMoved(Event):
    """The deal went from one stage to another; `skipped` names stages passed over."""

    subject = "deal"
    sentence = "Moved from {origin} to {to}."
    origin: str | None
    to: str
    forward: bool
    skipped: tuple[str, ...] = ()


class GateOverridden(Event):
    """A manager let the deal pass though the gate's criteria were not met."""

    subject = "deal"
    sentence = "Gate of {stage} overridden: {reason}"
    stage: str | None
    to: str
    reason: str
    missing: tuple[str, ...]


class DealWon(Event):
    """The customer bought."""

    subject = "deal"
    sentence = "Won."
    stage: str | None = None
    closed_at: datetime | None = None
    note: str = ""


class DealLost(Event):
    """The customer did not buy."""

    subject = "deal"
    sentence = "Lost: {reason}"
    stage: str | None = None
    closed_at: datetime | None = None
    reason: str = ""
    note: str = ""


class DealReopened(Event):
    """A won or lost deal became open again, in a stage."""

    subject = "deal"
    sentence = "Opened again in {stage}."
    stage: str
    was: str


class StakeholderAdded(Event):
    """A person plays a part in the deal."""

    subject = "deal"
    sentence = "{name} joined as {role}."
    personal = ("name",)
    person: int
    name: str
    role: str


class StakeholderRemoved(Event):
    """A person no longer plays that part."""

    subject = "deal"
    sentence = "{name} is no longer {role}."
    personal = ("name",)
    person: int
    name: str
    role: str


class DealRemoved(Event):
    """The deal was taken back by undoing the import or the step that made it."""

    subject = "deal"
    sentence = "{title} was taken back."
    title: str


class ProductAdded(Event):
    """Something to sell was named."""

    subject = "product"
    sentence = "Product {name} was added."
    name: str


class ProductRemoved(Event):
    """The product was taken back by undoing the import that named it."""

    subject = "product"
    sentence = "Product {name} was taken back."
    name: str
