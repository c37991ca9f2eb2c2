"""What can have happened in the workspace."""

from typing import Any

from dealwright.ledger.event import Event


class CompanyNamed(Event):
    """The company was set up or its settings changed."""

    subject = "company"
    sentence = "The company is {name}, working in {currency}."
    name: str
    currency: str
    zone: str = "UTC"
    locale: str = "en"
    year_begins: int = 1
    rates: dict[str, str] = {}


class TeamAdded(Event):
    """A team was made."""

    subject = "team"
    sentence = "Team {name} was added."
    name: str


class TeamRenamed(Event):
    """A team got another name."""

    subject = "team"
    sentence = "The team is now called {name}."
    name: str


class TeamRemoved(Event):
    """A team that nobody was in was forgotten."""

    subject = "team"
    sentence = "Team {name} was removed."
    name: str


class MemberAdded(Event):
    """Somebody joined."""

    subject = "member"
    sentence = "{name} joined as {role}."
    personal = ("name", "email")
    name: str
    role: str
    sees: str
    email: str | None = None
    team: int | None = None


class MemberChanged(Event):
    """A member's role, team, sight, name or address was changed."""

    subject = "member"
    sentence = "{name} was changed: {role}, sees {sees}."
    personal = ("name", "email")
    name: str
    role: str
    sees: str
    team: int | None = None
    active: bool = True
    email: str | None = None


class PasswordSet(Event):
    """A member set a new password."""

    subject = "member"
    sentence = "A new password was set."


class MemberRemoved(Event):
    """A member who never signed in was taken back by undoing the import that named them."""

    subject = "member"
    sentence = "{name} was taken back."
    personal = ("name",)
    name: str


class TokenMade(Event):
    """An access token was made for a member."""

    subject = "member"
    sentence = "Access token {name} was made."
    name: str
    token: int


class TokenRevoked(Event):
    """An access token was switched off."""

    subject = "member"
    sentence = "Access token {token} was switched off."
    token: int


class TeamMoved(Event):
    """A team became part of another one, or of none."""

    subject = "team"
    sentence = "Team {name} is now {place}."
    name: str
    parent: int | None = None

    @property
    def place(self) -> str:
        """Where it stands, for the sentence."""
        return "a team of its own" if self.parent is None else f"part of team {self.parent}"


class RoleMade(Event):
    """The company made a role of its own."""

    subject = "role"
    sentence = "Role {title} was made."
    title: str
    key: str
    reach: dict[str, Any]
    rights: list[str]


class RoleChanged(Event):
    """What a role of the company gives was changed, for all who hold it."""

    subject = "role"
    sentence = "Role {title} was changed."
    title: str
    reach: dict[str, Any]
    rights: list[str]


class RoleRemoved(Event):
    """A role of the company was taken away from everybody."""

    subject = "role"
    sentence = "Role {title} was removed."
    title: str


class RolesGiven(Event):
    """A member holds these roles of the company now, and no other."""

    subject = "member"
    sentence = "{name} now holds: {held}."
    personal = ("name",)
    name: str
    roles: list[str]

    @property
    def held(self) -> str:
        """The roles, for the sentence."""
        return ", ".join(self.roles) or "no role of the company"


class RecordShared(Event):
    """A record was shared with a member or a team; the kind stands beside the event."""

    subject = "record"
    sentence = "Shared with {name}, who may {verb} it."
    personal = ("name",)
    to: str
    name: str
    verb: str
    reason: str = ""


class RecordUnshared(Event):
    """A record is no longer shared with a member or a team."""

    subject = "record"
    sentence = "No longer shared with {name}."
    personal = ("name",)
    to: str
    name: str


class TerritoryDrawn(Event):
    """A territory was made or changed."""

    subject = "territory"
    sentence = "Territory {title} is drawn by: {rule}"
    title: str
    rule: str
    gives: str
    members: list[int]
    kinds: list[str]
    takes_owned: bool = False


class TerritoryRemoved(Event):
    """A territory is no more; what it gave stays, but for sight."""

    subject = "territory"
    sentence = "Territory {title} was removed."
    title: str


class TerritoriesApplied(Event):
    """Somebody asked to apply all territories to all records."""

    subject = "application"
    sentence = "Territories are applied to all records."


class TerritoriesUndone(Event):
    """An application of territories was taken back."""

    subject = "application"
    sentence = "An application of territories was taken back: {records} records."
    records: int
