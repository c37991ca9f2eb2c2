"""Plan tasks, change them, do them, and take that back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import insert_rows, take_ids
from dealwright.playbook import PlannedActivity
from dealwright.records.kinds import missing, require_visible
from dealwright.workspace.queries import Actor, Right, has_right, member, visible_owner_ids

from ..events import ActivityRemoved, TaskChanged, TaskDone, TaskPlanned, TaskReopened
from ..models import Activity, Task
from ..rules import DONE_WITH_THEM, PLANNED, read_kind, read_title
from .log import log_activity

COLUMNS = ["id", "kind", "title", "due_on", "owner_id", "about_kind", "about_id", "planned", "created_at"]
CHANGEABLE = frozenset({"title", "due_on", "owner_id"})


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something to do: of a kind (task, call, meeting, email), by a day, by somebody (the actor unless told)."""

    title: str
    kind: str = "task"
    due_on: date | None = None
    about: tuple[str, int] | None = None
    owner_id: int | None = None


@transaction.atomic(savepoint=False)
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
    insert_rows(Task, COLUMNS, rows)
    record(
        Happening(
            TaskPlanned(task=row[0], task_kind=row[1], title=row[2], owner=row[4], due_on=row[3], planned=row[7]),
            row[6], None, "process", at, about,
        )
        for row in rows
    )  # fmt: skip
    return ids


@transaction.atomic
def add_task(new: NewTask, *, by: Actor, via: str) -> int:
    """Plan a task for oneself or, with the right to reassign, for somebody else; returns its id.

    Raises Invalid for an empty title or unknown kind, NotFound for a record that the actor may not see.
    """
    title, kind = read_title(new.title, "title"), read_kind(new.kind, PLANNED)
    if new.about is not None:
        require_visible(*new.about, by)
    owner_id = new.owner_id if new.owner_id is not None else by.id
    _require_giving(owner_id, by)
    about_kind, about_id = new.about or ("", None)
    task = Task.objects.create(
        kind=kind,
        title=title,
        due_on=new.due_on,
        owner_id=owner_id,
        about_kind=about_kind,
        about_id=about_id,
        created_at=timezone.now(),
    )
    _tell(task, TaskPlanned(task=task.id, task_kind=kind, title=title, owner=owner_id, due_on=new.due_on), by, via)
    return task.id


@transaction.atomic
def change_task(task_id: int, changes: dict[str, Any], *, by: Actor, via: str) -> None:
    """Give a task a new `title`, `due_on` (date or None) or `owner_id`.

    Raises Invalid for anything else or an empty title, Conflict for a task that is done, NotAllowed for somebody
    else's task or for giving it away without the right.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise Invalid(f"A task has no field “{min(unknown)}” that can be changed.", field=min(unknown))
    task = _locked(task_id, by)
    if task.done_at is not None:
        raise Conflict("This task is done.", remedy="Open it again first.")
    if "title" in changes:
        changes = {**changes, "title": read_title(changes["title"] or "", "title")}
    if "owner_id" in changes and changes["owner_id"] != task.owner_id:
        _require_giving(changes["owner_id"], by)
    before = (task.title, task.due_on, task.owner_id)
    for name, value in changes.items():
        setattr(task, name, value)
    if before != (task.title, task.due_on, task.owner_id):
        task.save()
        _tell(task, TaskChanged(task=task.id, title=task.title, owner=task.owner_id, due_on=task.due_on), by, via)


@transaction.atomic
def complete_task(task_id: int, note: str = "", *, by: Actor, via: str) -> int | None:
    """Say that a task is done; returns the id of the activity that this logged, if any.

    A call, meeting or e-mail that is done is logged as an activity, since it is proof at the gate; another task
    only when there is a note to keep. Doing a task twice changes nothing.
    """
    task = _locked(task_id, by)
    if task.done_at is not None:
        return task.activity_id
    task.done_at, task.done_by_id = timezone.now(), by.id
    task.activity_id = _log_deed(task, note, by, via)
    task.save()
    _tell(task, TaskDone(task=task.id, title=task.title, activity=task.activity_id), by, via)
    return task.activity_id


def _log_deed(task: Task, note: str, by: Actor, via: str) -> int | None:
    if task.about_id is None or not (task.kind in DONE_WITH_THEM or note.strip()):
        return None
    kind = task.kind if task.kind in DONE_WITH_THEM else "note"
    return log_activity((task.about_kind, task.about_id), kind, task.title, note, by=by, via=via)


@transaction.atomic
def reopen_task(task_id: int, *, by: Actor, via: str) -> None:
    """Take back that a task was done, and the activity that this had logged."""
    task = _locked(task_id, by)
    if task.done_at is None:
        return
    activity = Activity.objects.filter(id=task.activity_id).first()
    task.done_at = task.done_by_id = task.activity_id = None
    task.save()
    _tell(task, TaskReopened(task=task.id, title=task.title), by, via)
    if activity is not None:
        event = ActivityRemoved(activity=activity.id, activity_kind=activity.kind, title=activity.subject)
        activity.delete()
        _tell(task, event, by, via)


def _locked(task_id: int, by: Actor) -> Task:
    """The task, locked; raises NotFound unless it may be seen, NotAllowed for another's unless the actor leads."""
    task = Task.objects.select_for_update().filter(id=task_id).first()
    if task is None or not _may_see(task, by):
        raise NotFound("There is no such task that you may see.")
    if task.owner_id not in (None, by.id) and not has_right(by, Right.REASSIGN):
        raise NotAllowed("This is somebody else's task.", remedy="Ask them or your manager.")
    return task


def _may_see(task: Task, by: Actor) -> bool:
    seen = visible_owner_ids(by)
    if seen is None or task.owner_id in seen:
        return True
    return task.about_id is not None and not missing(task.about_kind, {task.about_id}, by)


def _require_giving(owner_id: int | None, by: Actor) -> None:
    if owner_id is None or owner_id == by.id:
        return
    if not has_right(by, Right.REASSIGN):
        raise NotAllowed("You may not give a task to somebody else.", field="owner", remedy="Ask your manager.")
    member(owner_id)


def _tell(task: Task, event: Event, by: Actor, via: str) -> None:
    """Record what happened; a task about no record is its own subject."""
    kind, subject_id = (task.about_kind, task.about_id) if task.about_id is not None else ("task", task.id)
    record([Happening(event, subject_id, by.id, via, timezone.now(), kind)])
