"""The same change for many tasks or activities, as lists ask it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from dealwright import Invalid
from dealwright.playbook import FieldType
from dealwright.records.values import read_value
from dealwright.workspace.queries import Actor

from ..models import Task
from .correct import change_activity
from .tasks import change_locked, complete_task, locked, reopen_task

OF_BOTH = {"minutes": FieldType.INTEGER, "place": FieldType.TEXT}
OF_TASKS = {"title": FieldType.TEXT, "due_on": FieldType.DATE, "owner": FieldType.MEMBER, **OF_BOTH}
OF_ACTIVITIES = {"subject": FieldType.TEXT, "text": FieldType.LONG_TEXT, **OF_BOTH}


@transaction.atomic
def change_tasks(task_ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Give tasks the same new values, by field key; returns how many differ now.

    `done` does them or opens them again; what else may change is title, due_on, owner, minutes, place and own `fields`,
    by key. Raises Invalid naming the field at fault, NotFound, NotAllowed, Conflict for a task that is done.
    Then nothing is changed.
    """
    given = dict(changes)
    is_done = read_value(FieldType.BOOLEAN, given.pop("done"), key="done") if "done" in given else None
    read = _read(given, OF_TASKS, "A task")
    stored = {"owner_id" if key == "owner" else key: value for key, value in read.items()}
    return sum([_change(locked(task_id, by), stored, is_done, by, via) for task_id in sorted(set(task_ids))])


def _change(task: Task, stored: Mapping[str, Any], is_done: bool | None, by: Actor, via: str) -> bool:
    was_done = task.done_at is not None
    if was_done and is_done is False:
        reopen_task(task.id, by=by, via=via)
        task = locked(task.id, by)
    changed = change_locked(task, stored, by, via) if stored else False
    if is_done and not was_done:
        complete_task(task.id, by=by, via=via)
    return changed or is_done not in (None, was_done)


@transaction.atomic
def change_activities(activity_ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Give activities the same subject, text, minutes, place or own `fields`, by key; returns how many differ now.

    Raises Invalid naming the field at fault, NotFound, NotAllowed. Then nothing is changed.
    """
    read = _read(changes, OF_ACTIVITIES, "An activity")
    done = [change_activity(each, read, by=by, via=via) for each in sorted(set(activity_ids))]
    return sum(change is not None for change in done)


def _read(given: Mapping[str, Any], known: Mapping[str, FieldType], one: str) -> dict[str, Any]:
    own = {"fields": given["fields"]} if "fields" in given else {}
    plain = {key: value for key, value in given.items() if key != "fields"}
    if unknown := plain.keys() - known.keys():
        raise Invalid(f"{one} has no field “{min(unknown)}” that can be changed.", field=min(unknown))
    return {key: read_value(known[key], value, key=key) for key, value in plain.items()} | own
