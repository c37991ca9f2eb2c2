"""How the workspace's commands write what happened into the ledger."""

from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event

from ..rules import Actor


def tell(event: Event, subject_id: int, by: Actor, via: str) -> None:
    """Record one event that happens now."""
    record([Happening(event, subject_id, by.id, via, timezone.now())])
