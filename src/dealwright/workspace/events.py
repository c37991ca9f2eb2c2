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
    """A member's role, team, sight or name was changed."""

    subject = "member"
    sentence = "{name} was changed: {role}, sees {sees}."
    personal = ("name",)
    name: str
    role: str
    sees: str
    team: int | None = None
    active: bool = True


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
