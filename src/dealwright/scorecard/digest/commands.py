"""The verb of the weekly mail: choose its weekday, or none."""

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor

from .events import WeeklyMailChosen
from .models import WeeklyMail

LAST = 6  # Sunday


@transaction.atomic
def choose_weekday(weekday: int | None, *, by: Actor, via: str) -> None:
    """Have the actor's week mailed on a weekday (0: Monday), or (None) not at all. Raises Invalid."""
    if by.id is None or (weekday is not None and not 0 <= weekday <= LAST):
        raise Invalid("Choose a weekday, or none.", field="weekday")
    before = WeeklyMail.objects.select_for_update().filter(member_id=by.id).first()
    if (before.weekday if before else None) == weekday:
        return
    WeeklyMail.objects.update_or_create(member_id=by.id, defaults={"weekday": weekday})
    record([Happening(WeeklyMailChosen(weekday=weekday), by.id, by.id, via, timezone.now())])


def weekday_of(actor: Actor) -> int | None:
    """The weekday on which the actor gets the mail; None for not at all."""
    return WeeklyMail.objects.filter(member_id=actor.id).values_list("weekday", flat=True).first()
