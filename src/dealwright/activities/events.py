"""What can have happened by way of activities; the subject is the record that the activity is about."""

from datetime import date, datetime
from typing import ClassVar

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
    personal = ("title", "text")
    activity: int
    activity_kind: str
    title: str
    at: datetime
    text: str = ""
    person: int | None = None
    outcome: str = ""
    imported: int | None = None

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


class TaskPlanned(Event):
    """Something is to be done."""

    subject: ClassVar[str] = "about"
    sentence = "To do: {title}"
    task: int
    task_kind: str
    title: str
    owner: int | None = None
    due_on: date | None = None
    planned: str = ""


class TaskChanged(Event):
    """A task was put off, given to somebody else or renamed."""

    subject: ClassVar[str] = "about"
    sentence = "Task changed: {title}"
    task: int
    title: str
    owner: int | None = None
    due_on: date | None = None


class TaskDone(Event):
    """A task was done; `activity` is what this logged, if anything."""

    subject: ClassVar[str] = "about"
    sentence = "Done: {title}"
    task: int
    title: str
    activity: int | None = None


class TaskReopened(Event):
    """A task was not done after all."""

    subject: ClassVar[str] = "about"
    sentence = "To do again: {title}"
    task: int
    title: str


class TaskRemoved(Event):
    """A task was taken back, as if it had never been planned."""

    subject: ClassVar[str] = "about"
    sentence = "Taken back: {title}"
    personal = ("title",)
    task: int
    title: str
