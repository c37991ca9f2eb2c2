"""What can have happened to a deal. Money is in minor units of the deal's currency; days and moments are ISO text."""

from datetime import date, datetime
from typing import Any

from dealwright.ledger.event import Changed, Event


class DealOpened(Event):
    """A deal began, pinned to a process version, in a stage (None where an import did not tell it).

    `picked` is the title of the variant it started on by itself, because of what it is.
    """

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
    picked: str = ""


class DealChanged(Changed):
    """Fields of the deal got new values; `old` and `new` hold just those that differ."""

    subject = "deal"


class StageMoved(Event):
    """The deal went from one stage to another.

    `skipped` names stages passed over, `warning` what the process lets pass as a deviation, `shortcut` the named
    jump it took; `proofs` is what met the needs of the gate: key, text, link, by, at and until.
    """

    subject = "deal"
    sentence = "Moved from {origin} to {to}."
    origin: str | None
    to: str
    forward: bool
    skipped: tuple[str, ...] = ()
    warning: str = ""
    shortcut: str = ""
    proofs: tuple[dict[str, Any], ...] = ()


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
    warning: str = ""
    proofs: tuple[dict[str, Any], ...] = ()


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


class DealReviewed(Event):
    """Somebody said what decided a deal that ended, in which stage, and what its process should change."""

    subject = "deal"
    sentence = "Reviewed: {decided}"
    personal = ("decided", "change", "customer")
    outcome: str
    stage: str
    decided: str
    reason: str = ""
    change: str = ""
    asked: bool = False
    customer: str = ""


class ReviewPassedOn(Event):
    """A part of the review, what to change or what the customer said, became feedback on the process."""

    subject = "deal"
    sentence = "What the review says was passed on as feedback {feedback}."
    part: str
    feedback: int


class StakeholderAdded(Event):
    """A person plays a part in the deal."""

    subject = "deal"
    sentence = "{name} joined as {role}."
    personal = ("name",)
    person: int
    name: str
    role: str
    stance: str = ""


class StakeholderRemoved(Event):
    """A person no longer plays that part."""

    subject = "deal"
    sentence = "{name} is no longer {role}."
    personal = ("name",)
    person: int
    name: str
    role: str


class StakeholderChanged(Event):
    """What a person on the deal thinks of buying from us was noted."""

    subject = "deal"
    sentence = "{name}, {role}, is {stance} now."
    personal = ("name",)
    person: int
    name: str
    role: str
    stance: str


class ConfirmationAdded(Event):
    """A document, an event of the offer, a step of the buyer or a consent was noted on the deal."""

    subject = "deal"
    sentence = "{title} was noted."
    personal = ("title",)
    confirmation: int
    need: str
    key: str
    title: str
    link: str = ""
    person: int | None = None
    until: datetime | None = None


class ConfirmationTakenBack(Event):
    """Something that was noted on the deal no longer holds."""

    subject = "deal"
    sentence = "{title} was taken back."
    personal = ("title",)
    confirmation: int
    need: str
    key: str
    title: str


class ApprovalAsked(Event):
    """Somebody with the role was asked to approve."""

    subject = "deal"
    sentence = "Approval of {title} was asked for."
    personal = ("note",)
    approval: int
    key: str
    title: str
    role: str
    note: str = ""


class ApprovalGiven(Event):
    """What was asked for is approved."""

    subject = "deal"
    sentence = "{title} was approved."
    personal = ("reason",)
    approval: int
    key: str
    title: str
    reason: str = ""


class ApprovalRefused(Event):
    """What was asked for is not approved."""

    subject = "deal"
    sentence = "{title} was not approved: {reason}"
    personal = ("reason",)
    approval: int
    key: str
    title: str
    reason: str


class AnswerGiven(Event):
    """An element of a framework was answered; strength goes from 0 (unknown) to 3 (proven)."""

    subject = "deal"
    sentence = "{title}: {text}"
    personal = ("text",)
    concept: str
    framework: str
    element: str
    title: str
    strength: int
    was: int
    text: str
    link: str = ""


class FrameworksChosen(Event):
    """The deal is qualified by these frameworks from now on."""

    subject = "deal"
    sentence = "Qualified by {keys}."
    frameworks: tuple[str, ...]

    @property
    def keys(self) -> str:
        """The frameworks, for the sentence."""
        return ", ".join(self.frameworks)


class DealMovedOver(Event):
    """The deal follows another version of its process from now on; `fails` is what its gate newly misses."""

    subject = "deal"
    sentence = "Moved over to version {number} of the process."
    was: int
    version: int
    number: int
    fails: tuple[str, ...] = ()


class DealRemoved(Event):
    """The deal was removed, or taken back by undoing the import or the step that made it.

    `kept` holds all it had where it may come back: what an import brought is brought by the import again.
    """

    subject = "deal"
    sentence = "{title} was taken back."
    personal = ("kept",)
    title: str
    kept: dict[str, Any] = {}


class DealRestored(Event):
    """A deal that was removed is there again as it was."""

    subject = "deal"
    sentence = "{title} was brought back."
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


class StudyRequested(Event):
    """Somebody wants all past deals looked through; the worker takes it up."""

    subject = "study"
    sentence = "A look through all deals of {process} was asked for: {study}."
    study: str
    process: str
