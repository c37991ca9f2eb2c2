"""Verbs of notifications: read one, read all, choose how to hear of what."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from dealwright import NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor

from ..events import NotificationsChosen
from ..models import Notification, Wish
from ..rules import checked_ways


def read_one(notification_id: int, *, by: Actor) -> tuple[str, int]:
    """Note that the actor has read it; returns kind and number of the record. Raises NotFound for somebody else's."""
    found = Notification.objects.filter(id=notification_id, member_id=by.id).first()
    if found is None:
        raise NotFound(f"There is no notification {notification_id}.")
    Notification.objects.filter(id=found.id, read_at=None).update(read_at=timezone.now())
    return found.kind, found.record_id


def read_all(*, by: Actor, upto: int | None = None) -> int:
    """Note that the actor has read all, or those up to a number; returns how many were new."""
    unread = Notification.objects.filter(member_id=by.id, read_at=None)
    return (unread if upto is None else unread.filter(id__lte=upto)).update(read_at=timezone.now())


@transaction.atomic
def choose_ways(ways: Mapping[str, str], *, by: Actor, via: str) -> None:
    """Choose how the actor hears of what ({"task": "digest"}); what is not named comes in the app. Raises Invalid."""
    chosen = checked_ways(ways)
    before = Wish.objects.select_for_update().filter(member_id=by.id).first()
    if by.id is None or (before.ways if before else {}) == chosen:
        return
    Wish.objects.update_or_create(member_id=by.id, defaults={"ways": chosen})
    record([Happening(NotificationsChosen(ways=chosen), by.id, by.id, via, timezone.now())])
