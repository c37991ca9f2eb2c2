"""Who changes which records, for callers that do not know about shares: one's own, nobody's, and what one reaches."""

from dealwright import NotAllowed

from .access import covers
from .reach import Verb
from .rules import Actor


def may_write(by: Actor, owner_id: int | None, one: str = "organisation") -> bool:
    """Whether a record that the actor sees is theirs to change by its owner."""
    return covers(by, one, Verb.CHANGE, owner_id)


def require_giving(by: Actor, owner_id: int | None, what: str, one: str = "organisation") -> None:
    """Raise NotAllowed when the actor may not make that member the owner; `what` is given, such as "a person"."""
    if owner_id is not None and not covers(by, one, Verb.ADD, owner_id):
        raise NotAllowed(f"You may not give {what} to somebody else.", field="owner", remedy="Ask your manager.")
