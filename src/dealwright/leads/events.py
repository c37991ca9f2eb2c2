"""What can have happened to a lead. Days and moments are ISO text, members and records numbers."""

from datetime import date, datetime
from typing import Any

from dealwright.ledger.event import Changed, Event


class LeadAdded(Event):
    """A lead became known; `fields` holds what is filled in, by field key, as stored."""

    subject = "lead"
    sentence = "{name} became a lead."
    personal = ("name", "fields", "consent")
    impersonal = ("source", "campaign", "medium")
    name: str
    fields: dict[str, Any] = {}
    owner: int | None = None
    consent: str = ""
    imported: int | None = None


class LeadChanged(Changed):
    """Fields of a lead got new values; `old` and `new` hold just those that differ."""

    subject = "lead"
    personal = ("old", "new")
    impersonal = ("source", "campaign", "medium")


class LeadTouched(Event):
    """The lead came to us, or heard from us, by way of a source; `source` and `campaign` are names."""

    subject = "lead"
    sentence = "Came to us{way}."
    personal = ("address", "utm")
    at: datetime
    source: str = ""
    campaign: str = ""
    medium: str = ""
    address: str = ""
    utm: dict[str, str] = {}

    @property
    def way(self) -> str:
        """Source, campaign and medium in words, as they follow in the sentence; nothing where nobody noted any."""
        known = ", ".join(part for part in (self.source, self.campaign, self.medium) if part)
        return f" by way of {known}" if known else ""


class LeadUntouched(LeadTouched):
    """A touch that was noted by mistake was taken back."""

    subject = "lead"
    sentence = "No longer counts as having come to us{way}."
    personal = ("address", "utm")


class LeadScored(Event):
    """The rules gave the lead another score: the sum of the points, each with its reason."""

    subject = "lead"
    sentence = "Scored {score} (before {was})."
    score: int
    was: int
    reasons: tuple[tuple[str, int], ...] = ()


class LeadAssigned(Event):
    """The lead was given to a member (None: to nobody), and why."""

    subject = "lead"
    sentence = "Given to {who}: {why}"
    owner: int | None
    was: int | None
    name: str
    why: str
    rule: str = ""

    @property
    def who(self) -> str:
        """The new owner's name."""
        return self.name or "nobody"


class LeadMoved(Event):
    """The lead got another status: new, working, qualified, converted, disqualified or recycled.

    `reason` says why it was disqualified or recycled, `back_on` when a recycled one comes back, `answered` of `asked`
    things were known when it was qualified.
    """

    subject = "lead"
    sentence = "{before} → {now}"
    origin: str
    to: str
    reason: str = ""
    note: str = ""
    back_on: date | None = None
    answered: int = 0
    asked: int = 0

    @property
    def before(self) -> str:
        """The old status as people read it."""
        return self.origin.capitalize()

    @property
    def now(self) -> str:
        """The new status as people read it, with the reason."""
        return self.to.capitalize() + (f": {self.reason}" if self.reason else "")


class LeadConverted(Event):
    """The lead was turned into an organisation, a person and a deal; `made` names those that are new."""

    subject = "lead"
    sentence = "Converted."
    origin: str
    organisation: int | None = None
    person: int | None = None
    deal: int | None = None
    made: tuple[str, ...] = ()


class LeadConversionUndone(Event):
    """The conversion was taken back, and the lead has the status it had before."""

    subject = "lead"
    sentence = "Conversion taken back."
    to: str


class LeadAnswerGiven(Event):
    """Something became known of the lead under an element; strength goes from 0 (unknown) to 3 (proven)."""

    subject = "lead"
    sentence = "{title}: {text}"
    personal = ("text",)
    concept: str
    framework: str
    element: str
    title: str
    strength: int
    was: int = 0
    text: str = ""
    link: str = ""


class LeadRemoved(Event):
    """A lead that was brought in by mistake was taken back; `kept` holds all it had, so that it can come back."""

    subject = "lead"
    sentence = "{name} was taken back."
    personal = ("name", "kept")
    name: str
    kept: dict[str, Any] = {}


class LeadRestored(Event):
    """A lead that was taken back is there again as it was."""

    subject = "lead"
    sentence = "{name} was brought back."
    personal = ("name",)
    name: str


class LeadErased(Event):
    """A lead was erased for good; so many events held something personal. What it came by and became stays."""

    subject = "lead"
    sentence = "Erased for good."
    events: int


class ProspectListChanged(Event):
    """A list of leads was made, renamed, or got another purpose or owner."""

    subject = "lead_list"
    sentence = "{title} was set up."
    title: str
    purpose: str = ""
    owner: int | None = None
    was: str = ""


class ProspectListRemoved(Event):
    """A list was taken away; its leads stay. `leads` are those that stood on it, in order."""

    subject = "lead_list"
    sentence = "{title} was removed."
    title: str
    purpose: str = ""
    owner: int | None = None
    leads: tuple[int, ...] = ()


class ProspectListRestored(Event):
    """A removed list is there again, with those of its leads that there still are."""

    subject = "lead_list"
    sentence = "{title} was brought back."
    title: str


class SourceChanged(Event):
    """A source or campaign of leads got a name or a cost; money in minor units."""

    subject = "lead_source"
    sentence = "{name} was set up."
    name: str
    campaign: bool = False
    cost: int | None = None
    currency: str = ""


class LeadRulesChanged(Event):
    """The rules by which leads are scored or given away were changed; they are told as they are now."""

    subject = "lead_rules"
    sentence = "The rules that {what} leads were changed."
    what: str
    rules: tuple[dict[str, Any], ...]


class LeadFormChanged(Event):
    """A form or an address for sign-ups was set up, or revoked."""

    subject = "lead_form"
    sentence = "{title} was {done}."
    title: str
    done: str


class FormSubmitted(Event):
    """Somebody sent a form whose sender has to confirm by mail."""

    subject = "lead_form"
    sentence = "A form was sent."
    submission: int
