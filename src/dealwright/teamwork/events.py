"""What can have happened by way of working on a record together; the subject is the record, told when recorded."""

from typing import ClassVar

from dealwright.ledger.event import Event


class CommentAdded(Event):
    """Somebody said something about a record. Who comments follows it, unless they left."""

    subject: ClassVar[str] = "about"
    sentence = "Comment: {said}"
    personal = ("said",)
    comment: int
    said: str
    mentions: list[int] = []


class CommentChanged(Event):
    """A comment was corrected; the fields tell it as it is now."""

    subject: ClassVar[str] = "about"
    sentence = "Comment corrected: {said}"
    personal = ("said",)
    comment: int
    said: str
    mentions: list[int] = []


class CommentRemoved(Event):
    """A comment was taken back."""

    subject: ClassVar[str] = "about"
    sentence = "A comment was taken back."
    comment: int


class CommentRestored(Event):
    """A comment that had been taken back was put back."""

    subject: ClassVar[str] = "about"
    sentence = "A comment was put back."
    comment: int


class CommentCarried(Event):
    """A comment on another record came along, as when a lead became this one; who was told of it is not told again."""

    subject: ClassVar[str] = "about"
    sentence = "A comment came along."
    comment: int


class Followed(Event):
    """A member wants to hear of what happens to the record."""

    subject: ClassVar[str] = "about"
    sentence = "Somebody follows this."
    member: int


class Unfollowed(Event):
    """A member no longer wants to hear of what happens to the record."""

    subject: ClassVar[str] = "about"
    sentence = "Somebody no longer follows this."
    member: int


class TeammateAdded(Event):
    """A member has a part in the record, or another part than before."""

    subject: ClassVar[str] = "about"
    sentence = "{name} joined the team as {role}."
    personal = ("name",)
    member: int
    name: str
    role: str


class TeammateRemoved(Event):
    """A member has no part in the record any more."""

    subject: ClassVar[str] = "about"
    sentence = "{name} left the team."
    personal = ("name",)
    member: int
    name: str


class NotificationsChosen(Event):
    """A member chose how they hear of what; kinds that are not named stand in the app."""

    subject: ClassVar[str] = "member"
    sentence = "What to be told of was chosen."
    ways: dict[str, str]
