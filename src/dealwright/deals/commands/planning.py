"""Plan what the process asks for in the stage in which deals are, for those that came with a past."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from dealwright.activities.commands import plan_tasks
from dealwright.processes.queries import playbook

from ..models import Deal


@transaction.atomic
def plan_present_tasks(deal_ids: Sequence[int]) -> None:
    """Plan the tasks of its stage for each of these deals that is open, as entering the stage would have done."""
    rows = Deal.objects.filter(id__in=deal_ids, status="open").order_by("id")
    plans = [
        (deal_id, owner_id, plan)
        for deal_id, owner_id, version_id, stage in rows.values_list("id", "owner_id", "version_id", "stage")
        for plan in playbook(version_id).stage(stage).activities
    ]
    plan_tasks(plans, at=timezone.now())
