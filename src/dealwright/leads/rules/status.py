"""Where a lead stands, and where it may go from there."""

from enum import StrEnum
from typing import Final

from dealwright import Conflict


class Status(StrEnum):
    """What has become of a lead."""

    NEW = "new"
    WORKING = "working"
    QUALIFIED = "qualified"
    CONVERTED = "converted"
    DISQUALIFIED = "disqualified"
    RECYCLED = "recycled"


STATUSES: Final = {
    "new": "New",
    "working": "Being worked",
    "qualified": "Qualified",
    "converted": "Converted",
    "disqualified": "Disqualified",
    "recycled": "Comes back later",
}
OPEN_STATUSES: Final = (Status.NEW, Status.WORKING, Status.QUALIFIED)
REASONS: Final = {
    "no_need": "No need for what we sell",
    "no_budget": "No budget",
    "wrong_size": "Too small or too large for us",
    "competitor": "Bought from somebody else",
    "no_answer": "Could not be reached",
    "student": "Student, job seeker or private person",
    "existing": "Is our customer already",
    "double": "Is here twice",
    "spam": "Not a real enquiry",
    "timing": "Not now",
}
WAYS: Final[dict[str, frozenset[str]]] = {
    Status.NEW: frozenset({Status.WORKING, Status.QUALIFIED, Status.DISQUALIFIED, Status.RECYCLED}),
    Status.WORKING: frozenset({Status.NEW, Status.QUALIFIED, Status.DISQUALIFIED, Status.RECYCLED}),
    Status.QUALIFIED: frozenset({Status.WORKING, Status.DISQUALIFIED, Status.RECYCLED}),
    Status.DISQUALIFIED: frozenset({Status.NEW, Status.WORKING, Status.RECYCLED}),
    Status.RECYCLED: frozenset({Status.NEW, Status.WORKING, Status.DISQUALIFIED}),
    Status.CONVERTED: frozenset(),
}


def require_move(origin: str, to: str, name: str) -> None:
    """Raise Conflict unless a lead that stands at `origin` may go to `to`; conversion has a way of its own."""
    if to in WAYS[origin]:
        return
    if origin == Status.CONVERTED:
        raise Conflict(f"{name} was converted already.", field="status", remedy="Take the conversion back first.")
    raise Conflict(f"{name} is {STATUSES[origin].lower()} and cannot become {to}.", field="status")
