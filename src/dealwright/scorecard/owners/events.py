"""What can happen to who answers for a number."""

from dealwright.ledger.event import Event


class MetricOwnerNamed(Event):
    """Somebody was named to answer for a number; `member` None: the role that usually does."""

    subject = "metric"
    sentence = "Another member answers for {metric}."
    metric: str
    member: int | None = None
