"""Do, put off or drop several tasks at once, and take back what was done to tasks and activities."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound, SalesError
from dealwright.workspace.access import Verb
from dealwright.workspace.queries import Actor

from ..calendars import working_calendar
from ..events import TaskRemoved, TaskRestored
from ..models import Change, Task
from ..rules import Until, put_off
from ..snapshots import revived, snapshot
from .correct import put_back
from .tasks import complete_task, locked, note, reopen_task, save_changed, series_of, tell

AT_ONCE = 200


@dataclass(frozen=True)
class Together:
    """What became of several tasks: `change` is what `take_back` undoes, `refused` why by id of those left alone."""

    change: int | None
    done: Sequence[int]
    refused: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def complete_tasks(ids: Sequence[int], *, outcome: str = "", by: Actor, via: str) -> Together:
    """Say that these tasks are done; those that the actor may not change are left alone, with the reason."""

    def do(task: Task) -> None:
        complete_task(task.id, outcome=outcome, by=by, via=via)

    return _each("done", ids, do, by)


@transaction.atomic
def put_off_task(task_id: int, until: Until | date, *, by: Actor, via: str) -> int:
    """Put one task off on its owner's calendar; returns what `take_back` undoes. Raises as `change_task` does."""
    task = _open(task_id, by)
    before = snapshot(task)
    _postpone(task, until, by, via)
    return note("changed", [before], by)


@transaction.atomic
def put_off_tasks(ids: Sequence[int], until: Until | date, *, by: Actor, via: str) -> Together:
    """Put these tasks off, each on its owner's calendar; those that the actor may not change are left alone."""
    return _each("changed", ids, lambda task: _postpone(task, until, by, via), by)


def _postpone(task: Task, until: Until | date, by: Actor, via: str) -> None:
    calendar = working_calendar(task.owner_id)
    if task.repeat:
        task.series_on, task.series_time = series_of(task, calendar.zone)
    task.due_on, task.due_at = put_off(until, task.due_at, timezone.now(), calendar)
    task.put_off += 1
    save_changed(task, by, via)


@transaction.atomic
def drop_tasks(ids: Sequence[int], *, by: Actor, via: str) -> Together:
    """Take these open tasks off the list; those that the actor may not change are left alone."""

    def drop(task: Task) -> None:
        tell(task, TaskRemoved(task=task.id, title=task.title), by, via)
        task.delete()

    return _each("removed", ids, drop, by, Verb.REMOVE)


def _each(
    verb: str, ids: Sequence[int], act: Callable[[Task], None], by: Actor, needed: Verb = Verb.CHANGE
) -> Together:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        raise Invalid("Choose at least one task.", field="tasks")
    if len(wanted) > AT_ONCE:
        raise Invalid(f"These are {len(wanted)} tasks; {AT_ONCE} can be changed at once.", field="tasks")
    before, refused = [], {}
    for task_id in wanted:
        try:
            with transaction.atomic():
                task = _open(task_id, by, needed)
                row = snapshot(task)
                act(task)
                before.append(row)
        except SalesError as error:
            refused[task_id] = error.message
    return Together(note(verb, before, by) if before else None, [row["id"] for row in before], refused)


def _open(task_id: int, by: Actor, verb: Verb = Verb.CHANGE) -> Task:
    task = locked(task_id, by, verb)
    if task.done_at is not None:
        raise Conflict("This task is done.", remedy="Open it again first.")
    return task


@transaction.atomic
def take_back(change_id: int, *, by: Actor, via: str) -> None:
    """Undo what the actor did to tasks or activities at once. Doing so twice changes nothing.

    Raises NotFound for what is not theirs, Conflict where a task has been changed since: then nothing is undone.
    """
    change = Change.objects.select_for_update().filter(id=change_id, by_id=by.id).first()
    if change is None:
        raise NotFound("There is nothing here that you can take back.")
    if change.taken_back_at is not None:
        return
    for row in change.rows:
        if change.verb in ("rewritten", "struck"):
            put_back(change.verb, row, by=by, via=via)
        else:
            _restore(change.verb, row, by, via)
    change.taken_back_at = timezone.now()
    change.save()


def _restore(verb: str, row: Mapping[str, Any], by: Actor, via: str) -> None:
    if verb == "done":
        reopen_task(row["id"], by=by, via=via)
    elif verb == "removed":
        task = revived(Task, row)
        if Task.objects.filter(id=task.id).exists():
            raise Conflict("This task is there already.")
        task.activity_id = None
        task.save(force_insert=True)
        tell(task, TaskRestored(task=task.id, title=task.title), by, via)
    else:
        if locked(row["id"], by).done_at is not None:
            raise Conflict("This task has been done since.", remedy="Open it again first.")
        save_changed(revived(Task, row), by, via)
