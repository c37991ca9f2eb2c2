"""What can have happened in the workspace."""

from dealwright.ledger.event import Event


class CompanyNamed(Event):
    """The company was set up or its settings changed."""

    subject = "company"
    sentence = "The company is {name}, working in {currency}."
    name: str
    currency: str
    zone: str = "UTC"
    locale: str = "en"


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
