"""What can happen to a dashboard."""

from dealwright.ledger.event import Changed, Event


class DashboardSaved(Event):
    """A dashboard was made."""

    subject = "dashboard"
    sentence = "The dashboard {name} was made."
    name: str
    shared: str
    tiles: list[dict[str, str]]


class DashboardChanged(Changed):
    """A dashboard got another name, other readers or other figures."""

    subject = "dashboard"


class DashboardRemoved(Event):
    """A dashboard was removed."""

    subject = "dashboard"
    sentence = "The dashboard {name} was removed."
    name: str


class DashboardRestored(Event):
    """A removed dashboard is back."""

    subject = "dashboard"
    sentence = "The dashboard {name} is back."
    name: str
