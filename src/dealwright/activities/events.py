"""What can have happened by way of activities; the subject is the record that the activity is about."""

from datetime import date, datetime
from typing import Any, ClassVar

from dealwright.ledger.event import Event

ENDED = {
    "agreed": "they agreed",
    "declined": "they declined",
    "postponed": "put off",
    "no_answer": "nobody answered",
}


def label_of(kind: str) -> str:
    """A kind of activity in words."""
    return {"email": "E-mail"}.get(kind, kind.capitalize())


def ended(outcome: str) -> str:
    """What came of an activity in words, as they follow its title; "" where it took place."""
    return f" ({ENDED[outcome]})" if outcome in ENDED else ""


class ActivityLogged(Event):
    """A call, meeting, mail or note took place. The subject is given when recorded: deal, organisation or person."""

    subject: ClassVar[str] = "about"
    sentence = "{label}: {title}{ended}"
    personal = ("title", "text", "place", "fields")
    activity: int
    activity_kind: str
    title: str
    at: datetime
    text: str = ""
    person: int | None = None
    outcome: str = ""
    imported: int | None = None
    direction: str = ""
    minutes: int | None = None
    place: str = ""
    people: list[int] = []
    fields: dict[str, Any] = {}

    @property
    def label(self) -> str:
        """The kind of activity in words."""
        return label_of(self.activity_kind)

    @property
    def ended(self) -> str:
        """What came of it in words, for the end of the sentence; "" where it took place."""
        return ended(self.outcome)


class ActivityRemoved(Event):
    """An activity that was logged by mistake was taken back."""

    subject: ClassVar[str] = "about"
    sentence = "Taken back: {label}: {title}"
    personal = ("title",)
    activity: int
    activity_kind: str
    title: str

    @property
    def label(self) -> str:
        """The kind of activity in words."""
        return label_of(self.activity_kind)


class ActivityChanged(Event):
    """An activity was corrected; the fields tell it as it is now."""

    subject: ClassVar[str] = "about"
    sentence = "Corrected: {label}: {title}"
    personal = ("title", "text", "place", "fields")
    activity: int
    activity_kind: str
    title: str
    at: datetime
    text: str = ""
    person: int | None = None
    outcome: str = ""
    direction: str = ""
    minutes: int | None = None
    place: str = ""
    people: list[int] = []
    fields: dict[str, Any] = {}

    @property
    def label(self) -> str:
        """The kind of activity in words."""
        return label_of(self.activity_kind)


class ActivityRestored(ActivityRemoved):
    """An activity that had been taken back was put back."""

    subject: ClassVar[str] = "about"
    sentence = "Put back: {label}: {title}"


class TaskPlanned(Event):
    """Something is to be done; `counts_as` is what its process says a deal has had once it is done: demo, proposal."""

    subject: ClassVar[str] = "about"
    sentence = "To do: {title}"
    personal = ("title", "fields")
    task: int
    task_kind: str
    title: str
    owner: int | None = None
    due_on: date | None = None
    planned: str = ""
    due_at: datetime | None = None
    repeat: str = ""
    counts_as: str = ""
    fields: dict[str, Any] = {}


class TaskChanged(Event):
    """A task was put off, given to somebody else or renamed; the fields tell it as it is now."""

    subject: ClassVar[str] = "about"
    sentence = "Task changed: {title}"
    personal = ("title", "fields")
    task: int
    title: str
    owner: int | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    repeat: str = ""
    fields: dict[str, Any] = {}


class TaskDone(Event):
    """A task was done; `activity` is what this logged, if anything, `outcome` what came of it."""

    subject: ClassVar[str] = "about"
    sentence = "Done: {title}{ended}"
    personal = ("title",)
    task: int
    title: str
    activity: int | None = None
    outcome: str = ""

    @property
    def ended(self) -> str:
        """What came of it in words, for the end of the sentence."""
        return ended(self.outcome)


class TaskReopened(Event):
    """A task was not done after all."""

    subject: ClassVar[str] = "about"
    sentence = "To do again: {title}"
    personal = ("title",)
    task: int
    title: str


class TaskRemoved(Event):
    """A task need not be done; it was taken off the list."""

    subject: ClassVar[str] = "about"
    sentence = "No longer to do: {title}"
    personal = ("title",)
    task: int
    title: str


class TaskRestored(Event):
    """A task that had been taken off the list was put back."""

    subject: ClassVar[str] = "about"
    sentence = "To do after all: {title}"
    personal = ("title",)
    task: int
    title: str


class TaskEscalated(Event):
    """A task was overdue for longer than the company allows: a manager was told, or got it."""

    subject: ClassVar[str] = "about"
    sentence = "Overdue too long: {title}"
    personal = ("title",)
    task: int
    title: str
    owner: int | None
    to: int
    handed_over: bool = False


class WorkingTimeChanged(Event):
    """When a member or (subject 0) the company works was changed."""

    subject: ClassVar[str] = "working_time"
    sentence = "Working hours changed"
    hours: list[str] | None = None
    country: str = ""
    region: str = ""
    days_off: list[list[str]] = []


class EscalationChanged(Event):
    """The company's rule for overdue tasks was changed; without hours nobody is told."""

    subject: ClassVar[str] = "working_time"
    sentence = "The rule for overdue tasks changed"
    after_hours: int | None
    hands_over: bool = False


class CalendarFeedMade(Event):
    """A member made a secret address for their calendar; the one before stopped working."""

    subject: ClassVar[str] = "member"
    sentence = "A calendar address was made"


class CalendarFeedRevoked(Event):
    """A member's calendar address stopped working."""

    subject: ClassVar[str] = "member"
    sentence = "The calendar address was taken back"
