"""What can happen to the weekly mail."""

from dealwright.ledger.event import Event


class WeeklyMailChosen(Event):
    """A member chose on which weekday (0: Monday) the week is mailed to them; None: not at all."""

    subject = "member"
    sentence = "The day of the weekly mail was chosen."
    weekday: int | None = None
