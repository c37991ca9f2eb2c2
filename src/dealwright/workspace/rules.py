"""Who may do what: roles, what each may do and sees; and what a name may look like."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from dealwright import Invalid


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
    IMPORT = "import data"
    DRAFT = "draft a playbook"
    PUBLISH = "publish a playbook"
    MEMBERS = "add and change members"
    FIELDS = "change fields and layouts"
    ERASE = "erase people for good"
    LEADS = "set up how leads come in"
    DUPLICATES = "search for duplicates"


RIGHTS: dict[str, frozenset[Right]] = {
    Role.REP: frozenset(),
    Role.MANAGER: frozenset({Right.OVERRIDE, Right.REASSIGN, Right.DRAFT, Right.DUPLICATES}),
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
    access: Mapping[str, Any]  # what roles, teams and shares add up to; see commands.compiling


def has_right(actor: Actor, right: Right) -> bool:
    """Whether the actor's role, or a role of the company that they hold, gives the right."""
    return right in RIGHTS[actor.role] or right in actor.access.get("rights", ())


def rights_of(actor: Actor) -> frozenset[Right]:
    """All rights the actor holds."""
    return RIGHTS[actor.role] | {Right(each) for each in actor.access.get("rights", ())}


def roles_up_to(actor: Actor) -> Sequence[Role]:
    """The actor's own role and those below it."""
    ranks = list(Role)
    return ranks[: ranks.index(Role(actor.role)) + 1]


def may_grant(giver: Actor, role: Role) -> bool:
    """A role is given only by those who may manage members and stand at least as high themselves."""
    return has_right(giver, Right.MEMBERS) and role in roles_up_to(giver)


def may_manage(giver: Actor, member: Actor) -> bool:
    """Whether the giver may change the member, sign in as them or make tokens for them: nobody who may more."""
    return may_grant(giver, Role(member.role)) and rights_of(member) <= rights_of(giver)


def sight(role: Role, wanted: Sees | None) -> Sees:
    """What a member of that role sees. Who manages members sees everything, so that nobody can give away more than
    they have themselves."""
    return Sees.ALL if Right.MEMBERS in RIGHTS[role] else wanted or SEES_BY_DEFAULT[role]


def one_line(text: str, what: str, *, field: str, longest: int = 200) -> str:
    """The text without blanks around it; raises Invalid when nothing, too much or something unprintable is left."""
    line = text.strip()
    if not line:
        raise Invalid(f"{what} is missing.", field=field)
    if len(line) > longest:
        raise Invalid(f"{what} is longer than {longest} characters.", field=field, remedy="Shorten it.")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in line):
        raise Invalid(f"{what} holds a character that cannot be shown.", field=field, remedy="Type it anew.")
    return line
