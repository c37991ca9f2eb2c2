"""What can have happened to records that are doubles."""

from typing import Any

from dealwright.ledger.event import Event


class DoubleSearchRequested(Event):
    """Somebody had all records of a kind searched for doubles; the worker takes it up."""

    subject = "double_search"
    sentence = "Doubles are searched."
    of: str


class _Merged(Event):
    """Another record went up into this one: `old` and `new` are the fields that changed by it."""

    sentence = "“{other}” (number {removed}) was merged into this."
    personal = ("other", "old", "new")
    impersonal = ("owner",)
    removed: int
    other: str
    merge: int
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}


class _MergedAway(Event):
    """This record went up into another one, whose number answers in its place."""

    sentence = "Merged into number {survivor}."
    survivor: int
    merge: int


class _Unmerged(Event):
    """A merge was undone: the record that went up into this one is there again."""

    sentence = "The merge with “{other}” (number {removed}) was undone."
    personal = ("other", "old", "new")
    impersonal = ("owner",)
    removed: int
    other: str
    merge: int
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}


class _CameBack(Event):
    """This record is there again, since its merge was undone."""

    sentence = "The merge into number {survivor} was undone."
    survivor: int
    merge: int


class OrganisationMerged(_Merged):
    """Another organisation went up into this one."""

    subject = "organisation"


class OrganisationMergedAway(_MergedAway):
    """This organisation went up into another one."""

    subject = "organisation"


class OrganisationUnmerged(_Unmerged):
    """A merge into this organisation was undone."""

    subject = "organisation"


class OrganisationCameBack(_CameBack):
    """This organisation is there again."""

    subject = "organisation"


class PersonMerged(_Merged):
    """Another person went up into this one."""

    subject = "person"


class PersonMergedAway(_MergedAway):
    """This person went up into another one."""

    subject = "person"


class PersonUnmerged(_Unmerged):
    """A merge into this person was undone."""

    subject = "person"


class PersonCameBack(_CameBack):
    """This person is there again."""

    subject = "person"
