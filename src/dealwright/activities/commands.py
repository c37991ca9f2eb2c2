"""Verbs of the activities: log what was done, plan and do tasks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import insert_rows, take_ids
from dealwright.playbook import PlannedActivity

from .events import TaskPlanned
from .models import Activity, Task

TASK_COLUMNS = ["id", "kind", "title", "due_on", "owner_id", "about_kind", "about_id", "planned", "created_at"]


@transaction.atomic
def plan_tasks(
    plans: Iterable[tuple[int, int | None, PlannedActivity]], *, at: datetime, about: str = "deal"
) -> list[int]:
    """Make the tasks that a process plans: (record id, owner id, planned activity) each; returns their ids."""
    wanted = list(plans)
    if not wanted:
        return []
    ids = take_ids(Task, len(wanted))
    rows = [
        (
            task_id,
            plan.kind,
            plan.title,
            (at + timedelta(days=plan.days)).date(),
            owner_id,
            about,
            about_id,
            plan.key,
            at,
        )
        for task_id, (about_id, owner_id, plan) in zip(ids, wanted, strict=True)
    ]
    insert_rows(Task, TASK_COLUMNS, rows)
    record(
        Happening(
            TaskPlanned(task=row[0], task_kind=row[1], title=row[2], owner=row[4], due_on=row[3], planned=row[7]),
            row[6], None, "process", at, about,
        )
        for row in rows
    )  # fmt: skip
    return ids


@transaction.atomic
def remove_about(about: str, ids: Sequence[int]) -> None:
    """Take away the activities and tasks of records that are themselves taken back."""
    Activity.objects.filter(about_kind=about, about_id__in=ids).delete()
    Task.objects.filter(about_kind=about, about_id__in=ids).delete()
