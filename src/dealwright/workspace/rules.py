"""Who may do what: roles, what each may do, and what each sees by default."""

from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a member is; each later role may do all that an earlier one may."""

    REP = "rep"
    MANAGER = "manager"
    OPERATOR = "operator"
    OWNER = "owner"


class Sees(StrEnum):
    """Whose records a member sees."""

    OWN = "own"
    TEAM = "team"
    ALL = "all"


class Right(StrEnum):
    """Something that not every member may do."""

    OVERRIDE = "override a gate"
    REASSIGN = "give a deal to somebody else"
    IMPORT = "import and export data"
    PUBLISH = "publish a playbook"
    MEMBERS = "add and change members"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REP: frozenset(),
    Role.MANAGER: frozenset({Right.OVERRIDE, Right.REASSIGN}),
    Role.OPERATOR: frozenset(Right),
    Role.OWNER: frozenset(Right),
}
SEES_BY_DEFAULT = {Role.REP: Sees.OWN, Role.MANAGER: Sees.TEAM, Role.OPERATOR: Sees.ALL, Role.OWNER: Sees.ALL}


class Actor(Protocol):
    """Whoever acts: a member, or the person at the machine's own command line."""

    id: int | None
    role: str
    sees: str
    team_id: int | None


def has_right(actor: Actor, right: Right) -> bool:
    """Whether the actor's role holds the right."""
    return right in RIGHTS[Role(actor.role)]


def may_grant(giver: Actor, role: Role) -> bool:
    """A role is given only by those who may manage members and stand at least as high themselves."""
    ranks = list(Role)
    return has_right(giver, Right.MEMBERS) and ranks.index(role) <= ranks.index(Role(giver.role))
