"""Who changes which records: one's own, nobody's, and everybody's for those who lead."""

from dealwright import NotAllowed

from .rules import Actor, Right, has_right


def may_write(by: Actor, owner_id: int | None) -> bool:
    """Whether a record that the actor sees is theirs to change: their own, nobody's, or anybody's when they lead."""
    return owner_id is None or owner_id == by.id or has_right(by, Right.REASSIGN)


def require_write(by: Actor, owner_id: int | None, title: str) -> None:
    """Raise NotAllowed unless the record called `title` is the actor's to change."""
    if not may_write(by, owner_id):
        raise NotAllowed(f"“{title}” belongs to somebody else.", remedy="Ask its owner or your manager.")


def require_giving(by: Actor, owner_id: int | None, what: str) -> None:
    """Raise NotAllowed when the actor may not make that member the owner; `what` is given, such as "a person"."""
    if not may_write(by, owner_id):
        raise NotAllowed(f"You may not give {what} to somebody else.", field="owner", remedy="Ask your manager.")
