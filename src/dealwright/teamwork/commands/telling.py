"""Recording what happened to a record by way of teamwork."""

from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.workspace.queries import Actor


def tell(event: Event, one: str, record_id: int, by: Actor, via: str) -> None:
    """Record the event about the record; call inside the transaction of the change."""
    record([Happening(event, record_id, by.id, via, timezone.now(), one)])
