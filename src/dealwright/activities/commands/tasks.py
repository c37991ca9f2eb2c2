"""Plan tasks, change them, do them, and take that back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import as_json, insert_rows, take_ids
from dealwright.playbook import PlannedActivity
from dealwright.records.kinds import missing, require_visible
from dealwright.workspace.access import Verb, covers, require_owner, visible_owner_ids
from dealwright.workspace.queries import Actor, Machine, member

from ..calendars import working_calendar, working_calendars
from ..events import ActivityRemoved, TaskChanged, TaskDone, TaskPlanned, TaskReopened
from ..hours import Calendar, on_working_day
from ..models import Activity, Change, Task
from ..own import fields_known, own_changed, own_of_new, require_may_say, require_unlocked
from ..repeating import WORKING_DAYS, next_day, read_rule
from ..rules import (
    DONE_WITH_THEM,
    PLANNED,
    at_time,
    clock_of,
    read_kind,
    read_minutes,
    read_outcome,
    read_place,
    read_title,
    require_in_reach,
)
from ..snapshots import differing, snapshot
from .log import log_activity

COLUMNS = ["id", "kind", "title", "due_on", "owner_id", "about_kind", "about_id", "planned", "created_at", "fields"]
CHANGEABLE = frozenset({"title", "due_on", "due_at", "minutes", "place", "repeat", "owner_id", "fields"})
WHEN = {"due_on", "due_at", "repeat"}
HOLIDAYS_IN_A_ROW = 60


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something to do: of a kind (task, call, meeting, email), by a day, by somebody (the actor unless told).

    `due_at` is the moment where the time matters, and then says the day; `minutes` and `place` belong to a meeting or
    call; `repeat` is a rule as `repeating.rule_of` makes it; `fields` are own fields by key. Only what is brought in
    may be done already, at `done_at`.
    """

    title: str
    kind: str = "task"
    due_on: date | None = None
    about: tuple[str, int] | None = None
    owner_id: int | None = None
    due_at: datetime | None = None
    minutes: int | None = None
    place: str = ""
    repeat: str = ""
    done_at: datetime | None = None
    outcome: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def plan_tasks(
    plans: Iterable[tuple[int, int | None, PlannedActivity]], *, at: datetime, about: str = "deal"
) -> list[int]:
    """Make the tasks that a process plans: (record id, owner id, planned activity) each; returns their ids.

    They fall due so many days after `at`, and where that is no working day of their owner, on the next one.
    """
    wanted = list(plans)
    if not wanted:
        return []
    ids, calendars = take_ids(Task, len(wanted)), working_calendars({owner_id for _, owner_id, _ in wanted})
    usual = own_of_new(fields_known("tasks", Machine()), {}, Machine(), strictly=False)
    own = as_json(usual)
    rows = [
        (
            *(task_id, plan.kind, plan.title, _due(at, plan, calendars[owner_id]), owner_id, about, about_id),
            *(plan.key, at, own),
        )
        for task_id, (about_id, owner_id, plan) in zip(ids, wanted, strict=True)
    ]
    insert_rows(Task, COLUMNS, rows)
    record(
        Happening(_planned(row, plan.counts_as or "", usual), row[6], None, "process", at, about)
        for row, (_, _, plan) in zip(rows, wanted, strict=True)
    )
    return ids


def _planned(row: Sequence[Any], counts_as: str, own: dict[str, Any]) -> TaskPlanned:
    return TaskPlanned(
        task=row[0], task_kind=row[1], title=row[2], owner=row[4], due_on=row[3], planned=row[7], counts_as=counts_as,
        fields=own,
    )  # fmt: skip


def _due(at: datetime, plan: PlannedActivity, calendar: Calendar) -> date:
    return on_working_day(calendar.today(at) + timedelta(days=plan.days), calendar)


@transaction.atomic
def add_task(new: NewTask, *, strictly: bool = False, by: Actor, via: str) -> int:
    """Plan a task for oneself or, with the right to reassign, for somebody else; returns its id.

    `strictly` demands the own fields that are required, as from a person who fills a form. Raises Invalid for an empty
    title, an unknown kind or rule, a rule without a day, an own field that is wrong, a field that the actor may only
    read, NotFound for a record that the actor may not see.
    """
    title, kind = read_title(new.title, "title"), read_kind(new.kind, PLANNED)
    if strictly:
        require_may_say("tasks", new, by)
    if new.about is not None:
        require_visible(*new.about, by)
    owner_id = new.owner_id if new.owner_id is not None else by.id
    _require_giving(owner_id, by)
    about_kind, about_id = new.about or ("", None)
    task = Task(
        kind=kind, title=title, due_on=new.due_on, due_at=new.due_at, minutes=read_minutes(new.minutes),
        place=read_place(new.place), repeat=read_rule(new.repeat), owner_id=owner_id, about_kind=about_kind,
        about_id=about_id, created_at=timezone.now(),
        fields=own_of_new(fields_known("tasks", by), new.fields, by, strictly=strictly),
    )  # fmt: skip
    _settle_day(task)
    return _plan(task, by, via)


def _plan(task: Task, by: Actor, via: str) -> int:
    task.save()
    event = TaskPlanned(
        task=task.id, task_kind=task.kind, title=task.title, owner=task.owner_id, due_on=task.due_on,
        due_at=task.due_at, repeat=task.repeat, fields=task.fields,
    )  # fmt: skip
    tell(task, event, by, via)
    return task.id


def _settle_day(task: Task) -> None:
    """A task with a time is due on that day of its owner's clock; one that repeats needs a day."""
    if task.due_at is not None:
        task.due_on = working_calendar(task.owner_id).today(task.due_at)
    if task.repeat and task.due_on is None:
        raise Invalid("A task that repeats needs a first day.", field="due_on")
    require_in_reach(task.due_on, "due_on")


@transaction.atomic
def change_task(task_id: int, changes: Mapping[str, Any], *, by: Actor, via: str) -> int | None:
    """Give a task a new `title`, `due_on`, `due_at`, `minutes`, `place`, `repeat`, `owner_id` or own `fields`, by key.

    A new day alone takes the time away; a new time says the day. Returns what `take_back` undoes, None when nothing
    changed. Raises Invalid for anything else or an empty title, Conflict for a task that is done, NotAllowed for
    somebody else's task or for giving it away without the right.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise Invalid(f"A task has no field “{min(unknown)}” that can be changed.", field=min(unknown))
    task = locked(task_id, by)
    before = snapshot(task)
    changed = change_locked(task, changes, by, via)
    return note("changed", [before], by) if changed else None


def change_locked(task: Task, changes: Mapping[str, Any], by: Actor, via: str) -> bool:
    """Change an open task that is locked, as `change_task` does; returns whether it differs now."""
    if task.done_at is not None:
        raise Conflict("This task is done.", remedy="Open it again first.")
    if "owner_id" in changes and changes["owner_id"] != task.owner_id:
        _require_giving(changes["owner_id"], by, was={task.owner_id})
    before = snapshot(task)
    for name, value in _read(changes).items():
        setattr(task, name, own_changed("tasks", task.fields, value, by) if name == "fields" else value)
    _settle_day(task)
    if (now := snapshot(task)) == before:
        return False
    if WHEN & differing(before, now):
        task.series_on = task.series_time = None
    require_unlocked("tasks", differing(before, now), by)
    save_changed(task, by, via)
    return True


def _read(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as they are stored; a day alone takes the time away."""
    read: dict[str, Any] = {"title": lambda text: read_title(text or "", "title"), "minutes": read_minutes}
    read |= {"place": read_place, "repeat": read_rule}
    plain: dict[str, Any] = {name: read.get(name, lambda value: value)(value) for name, value in changes.items()}
    return {"due_at": None, **plain} if "due_on" in changes else plain


def save_changed(task: Task, by: Actor, via: str) -> None:
    """Save a task that was changed and tell it; a task that moved may be escalated anew."""
    task.escalated_at = task.escalated_to_id = None
    task.save()
    event = TaskChanged(
        task=task.id, title=task.title, owner=task.owner_id, due_on=task.due_on, due_at=task.due_at,
        repeat=task.repeat, fields=task.fields,
    )  # fmt: skip
    tell(task, event, by, via)


@transaction.atomic
def complete_task(task_id: int, note: str = "", *, outcome: str = "", by: Actor, via: str, **more: Any) -> int | None:
    """Say that a task is done; returns the id of the activity that this logged, if any.

    A call, meeting or e-mail that is done is logged as an activity with its `outcome` and `more` (direction, minutes,
    place, people of `NewActivity`), since it is proof at the gate; another task only when there is a note to keep. A
    task that repeats makes the next one. Doing a task twice changes nothing.
    """
    task = locked(task_id, by)
    if task.done_at is not None:
        return task.activity_id
    task.outcome = read_outcome(outcome) or ""
    task.done_at, task.done_by_id = timezone.now(), by.id
    task.activity_id = _log_deed(task, note, by, via, more)
    task.save()
    tell(task, TaskDone(task=task.id, title=task.title, activity=task.activity_id, outcome=task.outcome), by, via)
    _follow(task, by, via)
    return task.activity_id


def _log_deed(task: Task, note: str, by: Actor, via: str, more: Mapping[str, Any]) -> int | None:
    if task.about_id is None or not (task.kind in DONE_WITH_THEM or note.strip()):
        return None
    kind = task.kind if task.kind in DONE_WITH_THEM else "note"
    how = {"minutes": task.minutes, "place": task.place, **more}
    about = (task.about_kind, task.about_id)
    return log_activity(about, kind, task.title, note, outcome=task.outcome, by=by, via=via, **how)


def _follow(task: Task, by: Actor, via: str) -> None:
    """Make the next task of one that repeats: once, however often that one is done."""
    if not task.repeat or task.due_on is None or Task.objects.filter(follows=task).exists():
        return
    calendar = working_calendar(task.owner_id)
    day = _next_day(task, calendar)
    if day is None:
        return
    _, clock = series_of(task, calendar.zone)
    due_at = at_time(day, clock, calendar.zone) if clock else None
    left_out = due_at is not None and clock_of(due_at, calendar.zone) != clock
    following = Task(
        kind=task.kind, title=task.title, due_on=day, due_at=due_at, series_time=clock if left_out else None,
        minutes=task.minutes, place=task.place, repeat=task.repeat, owner_id=task.owner_id, follows=task,
        about_kind=task.about_kind, about_id=task.about_id, created_at=timezone.now(), fields=task.fields,
    )  # fmt: skip
    _plan(following, by, via)


def series_of(task: Task, zone: str) -> tuple[date | None, time | None]:
    """The day and time of the clock that a task's rule goes on from: those before it was put off."""
    if task.series_on is not None or task.series_time is not None:
        return task.series_on or task.due_on, task.series_time
    return task.due_on, clock_of(task.due_at, zone) if task.due_at else None


def _next_day(task: Task, calendar: Calendar) -> date | None:
    """The next day of its rule; on working days one that is no holiday."""
    today = calendar.today(timezone.now())
    start = task.series_on or task.due_on or today
    day = next_day(task.repeat, start, max(today, task.due_on or today))
    for _ in range(HOLIDAYS_IN_A_ROW):
        if day is None or not task.repeat.startswith(WORKING_DAYS) or calendar.works_on(day):
            break
        day = next_day(task.repeat, day, day)
    return day


@transaction.atomic
def reopen_task(task_id: int, *, by: Actor, via: str) -> None:
    """Take back that a task was done, the activity that this had logged, and the next task that this had made."""
    task = locked(task_id, by)
    if task.done_at is None:
        return
    activity = Activity.objects.filter(id=task.activity_id).first()
    task.done_at = task.done_by_id = task.activity_id = None
    task.outcome = ""
    task.save()
    Task.objects.filter(follows=task, done_at=None).delete()
    tell(task, TaskReopened(task=task.id, title=task.title), by, via)
    if activity is not None:
        event = ActivityRemoved(activity=activity.id, activity_kind=activity.kind, title=activity.subject)
        activity.delete()
        tell(task, event, by, via)


def locked(task_id: int, by: Actor, verb: Verb = Verb.CHANGE) -> Task:
    """The task, locked; raises NotFound unless it may be seen, NotAllowed for one the actor does not reach."""
    task = Task.objects.select_for_update().filter(id=task_id).first()
    if task is None or not _may_see(task, by):
        raise NotFound("There is no such task that you may see.")
    if not covers(by, "task", verb, task.owner_id):
        raise NotAllowed("This is somebody else's task.", remedy="Ask them or your manager.")
    return task


def note(verb: str, rows: Iterable[Mapping[str, Any]], by: Actor) -> int:
    """Keep what tasks were before something was done to them at once; returns what `take_back` undoes."""
    return Change.objects.create(verb=verb, rows=list(rows), by_id=by.id, at=timezone.now()).id


def _may_see(task: Task, by: Actor) -> bool:
    seen = visible_owner_ids(by, "task")
    if seen is None or task.owner_id in seen:
        return True
    return task.about_id is not None and not missing(task.about_kind, {task.about_id}, by)


def _require_giving(owner_id: int | None, by: Actor, *, was: Collection[int | None] | None = None) -> None:
    require_owner(by, "task", owner_id, "a task", was=was)
    if owner_id not in (None, by.id):
        member(owner_id)


def tell(task: Task, event: Event, by: Actor, via: str) -> None:
    """Record what happened; a task about no record is its own subject."""
    kind, subject_id = (task.about_kind, task.about_id) if task.about_id is not None else ("task", task.id)
    record([Happening(event, subject_id, by.id, via, timezone.now(), kind)])
