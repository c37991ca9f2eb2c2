"""What can happen to a goal."""

from dealwright.ledger.event import Changed, Event


class GoalSet(Event):
    """A member, a team or (neither) the company got a goal; `target` as the goal's table tells it."""

    subject = "goal"
    sentence = "A goal was set for {metric}, each {period}: {target}."
    metric: str
    period: str
    target: int
    member: int | None = None
    team: int | None = None


class GoalChanged(Changed):
    """A goal got another target."""

    subject = "goal"


class GoalWithdrawn(Event):
    """A goal holds no longer."""

    subject = "goal"
    sentence = "The goal for {metric} was withdrawn."
    metric: str
