"""What another program knew of activities and tasks, brought in any number at a time and taken back again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.among import Among
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import as_json, insert_rows, take_ids
from dealwright.workspace.queries import Actor

from ..calendars import working_calendars
from ..events import ActivityRemoved, TaskDone, TaskPlanned, TaskRemoved
from ..models import Activity, Task
from ..own import fields_known, own_of_new
from ..rules import PLANNED, read_kind, read_minutes, read_outcome, read_place, read_title
from .log import NewActivity
from .tasks import NewTask

TASK_COLUMNS = [
    "id", "kind", "title", "due_on", "owner_id", "about_kind", "about_id", "planned", "created_at", "import_id",
    "due_at", "minutes", "place", "done_at", "done_by_id", "outcome", "fields",
]  # fmt: skip
About = tuple[str, int]


def known_activities(news: Sequence[NewActivity]) -> list[int | None]:
    """For each activity the id of the one that is here already: about the same, of the same kind, subject and time."""
    found = {
        (about_kind, about_id, kind, subject, at): activity_id
        for about_kind, ids in _by_kind(new.about for new in news)
        for activity_id, about_id, kind, subject, at in Activity.objects.filter(
            about_kind=about_kind, about_id__in=ids
        ).values_list("id", "about_id", "kind", "subject", "at")
    }
    return [found.get((*new.about, new.kind, new.subject.strip(), new.at)) for new in news]


def known_tasks(news: Sequence[NewTask]) -> list[int | None]:
    """For each task the id of the one that is here already: about the same, with the same title and day.

    Those about nothing are the same where their owner is.
    """
    found: dict[tuple[Any, ...], int] = {
        (about_kind, about_id, title, due_on): task_id
        for about_kind, ids in _by_kind(new.about for new in news if new.about)
        for task_id, about_id, title, due_on in Task.objects.filter(
            about_kind=about_kind, about_id__in=ids
        ).values_list("id", "about_id", "title", "due_on")
    }
    alone = {new.title.strip() for new in news if not new.about}
    free = Task.objects.filter(about_id=None, title__in=Among(alone)) if alone else Task.objects.none()
    found |= {("", *key): task_id for task_id, *key in free.values_list("id", "owner_id", "title", "due_on")}
    return [found.get((*(new.about or ("", new.owner_id)), new.title.strip(), new.due_on)) for new in news]


def _by_kind(abouts: Iterable[About]) -> Iterator[tuple[str, set[int]]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for about_kind, about_id in abouts:
        wanted[about_kind].add(about_id)
    yield from wanted.items()


@transaction.atomic
def add_tasks(news: Sequence[NewTask], *, by: Actor, via: str, import_id: int | None = None) -> list[int]:
    """Plan tasks, any number at a time, each about a record that was found visible; returns their ids in order.

    Those that were done already are told as planned and done then. Raises Invalid for an empty title or an unknown
    kind, and then plans nothing.
    """
    now, ids = timezone.now(), take_ids(Task, len(news)) if news else []
    known = fields_known("tasks", by)
    news = [replace(new, fields=own_of_new(known, new.fields, by, strictly=False)) for new in _settled(news)]
    rows = [_task_row(task_id, new, now, by, import_id) for task_id, new in zip(ids, news, strict=True)]
    insert_rows(Task, TASK_COLUMNS, rows)
    told = zip(rows, news, strict=True)
    record(happening for row, new in told for happening in _told(row, dict(new.fields), by, via))
    return ids


def _settled(news: Sequence[NewTask]) -> list[NewTask]:
    """A task with a time is due on that day of its owner's clock."""
    calendars = working_calendars({new.owner_id for new in news if new.due_at is not None})
    return [
        replace(new, due_on=calendars[new.owner_id].today(new.due_at)) if new.due_at is not None else new
        for new in news
    ]


def _told(row: tuple[Any, ...], own: dict[str, Any], by: Actor, via: str) -> Iterator[Happening]:
    told = dict(zip(TASK_COLUMNS, row, strict=True))
    about = told["about_kind"] or "task", told["about_id"] or told["id"]
    planned = TaskPlanned(
        task=told["id"], task_kind=told["kind"], title=told["title"], owner=told["owner_id"], due_on=told["due_on"],
        due_at=told["due_at"], fields=own,
    )  # fmt: skip
    yield Happening(planned, about[1], by.id, via, told["created_at"], about[0])
    if told["done_at"] is not None:
        done = TaskDone(task=told["id"], title=told["title"], outcome=told["outcome"])
        yield Happening(done, about[1], by.id, via, told["done_at"], about[0])


def _task_row(task_id: int, new: NewTask, now: datetime, by: Actor, import_id: int | None) -> tuple[Any, ...]:
    kind, title = read_kind(new.kind, PLANNED), read_title(new.title, "title")
    owner_id = new.owner_id if new.owner_id is not None else by.id
    made_at = min(now, new.done_at or now)
    planned = task_id, kind, title, new.due_on, owner_id, *(new.about or ("", None)), "", made_at, import_id
    how = new.due_at, read_minutes(new.minutes), read_place(new.place)
    done = new.done_at, owner_id if new.done_at else None, read_outcome(new.outcome) or ""
    return *planned, *how, *done, as_json(new.fields)


@transaction.atomic
def remove_activities(ids: Sequence[int], *, by: Actor, via: str) -> None:
    """Take activities back by their ids, as when an import is undone; those that are gone already are passed over."""
    rows = list(Activity.objects.filter(id__in=ids).values_list("id", "kind", "subject", "about_kind", "about_id"))
    Activity.objects.filter(id__in=ids).delete()
    now = timezone.now()
    record(
        Happening(ActivityRemoved(activity=one, activity_kind=kind, title=title), about_id, by.id, via, now, about_kind)
        for one, kind, title, about_kind, about_id in rows
    )


@transaction.atomic
def remove_tasks(ids: Sequence[int], *, by: Actor, via: str) -> None:
    """Take tasks back by their ids, as when an import is undone; those that are gone already are passed over."""
    rows = list(Task.objects.filter(id__in=ids).values_list("id", "title", "about_kind", "about_id"))
    Task.objects.filter(id__in=ids).delete()
    now = timezone.now()
    record(
        Happening(TaskRemoved(task=one, title=title), about_id or one, by.id, via, now, about_kind or "task")
        for one, title, about_kind, about_id in rows
    )
