"""What can happen to alerts and to what somebody watches."""

from dealwright.ledger.event import Event


class AlertRaised(Event):
    """A number was found outside, above or below; told to the member who answers for it or watches it."""

    subject = "alert"
    sentence = "{metric} is {side} what was to be expected."
    metric: str
    side: str
    member: int


class WatchSet(Event):
    """A member wants to hear when a number is above or below a value (kept as that of a goal)."""

    subject = "watch"
    sentence = "Somebody watches whether {metric} is {side} {value}."
    metric: str
    side: str
    value: int


class WatchRemoved(Event):
    """A member watches a number no more."""

    subject = "watch"
    sentence = "Somebody watches {metric} no more."
    metric: str
