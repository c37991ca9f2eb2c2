"""The verb of owners: name who answers for a number."""

from django.db import transaction
from django.utils import timezone

from dealwright import NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.metrics import METRICS
from dealwright.workspace.queries import Actor, Right, require, working_members

from .events import MetricOwnerNamed
from .models import MetricOwner

ACTIVITIES = "activities"  # what no metric counts but can have goals and alerts
OWNED = (ACTIVITIES, *METRICS)


@transaction.atomic
def name_owner(metric: str, member_id: int | None, *, by: Actor, via: str) -> None:
    """Have a member answer for a number, or (None) the role that usually does.

    Raises NotFound for an unknown number or somebody who does not work here, NotAllowed for whoever manages no members.
    """
    require(by, Right.MEMBERS)
    if metric not in OWNED:
        raise NotFound(f"There is no number called “{metric[:40]}”.", field="metric")
    if member_id is not None and not working_members([member_id]):
        raise NotFound(f"There is no member {member_id}.", field="member")
    before = MetricOwner.objects.select_for_update().filter(metric=metric).first()
    if (before.member_id if before else None) == member_id:
        return
    if member_id is None:
        MetricOwner.objects.filter(metric=metric).delete()
    else:
        MetricOwner.objects.update_or_create(metric=metric, defaults={"member_id": member_id})
    place = OWNED.index(metric) + 1
    told = MetricOwnerNamed(metric=metric, member=member_id)
    record([Happening(told, place, by.id, via, timezone.now())])
