"""Questions to the activities: what was done about a record, what is to be done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from dealwright.ledger.kept import kept
from dealwright.records.kinds import missing, subject, titles
from dealwright.workspace.queries import Actor, member_names, owned_visibly

from .calendars import working_calendar, working_calendars
from .events import ended, label_of
from .models import Activity, Task
from .repeating import in_words
from .rules import When, grouped
from .telling import ACTIVITY_ICONS

__all__ = ["working_calendar", "working_calendars"]
AT_MOST = 100
TASK_FIELDS = (
    *("id", "kind", "title", "due_on", "owner_id", "about_kind", "about_id", "planned", "done_at", "due_at"),
    *("minutes", "place", "repeat", "put_off", "outcome", "escalated_to_id"),
)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with the name of what it is about ("" for nothing) and of its owner."""

    id: int
    kind: str
    title: str
    due_on: date | None
    owner_id: int | None
    about_kind: str
    about_id: int | None
    planned: str
    done_at: datetime | None
    due_at: datetime | None = None
    minutes: int | None = None
    place: str = ""
    repeat: str = ""
    put_off: int = 0
    outcome: str = ""
    escalated_to_id: int | None = None
    about_title: str = ""
    about_page: str = ""
    owner: str = ""

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ACTIVITY_ICONS.get(self.kind, "checkbox")

    @property
    def repeats(self) -> str:
        """How it comes back, in words; "" when it does not."""
        return in_words(self.repeat)

    @property
    def about(self) -> tuple[str, int] | None:
        """The record it is about."""
        return (self.about_kind, self.about_id) if self.about_id is not None else None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a member has to do, by when; `counts` counts all, the groups that were asked for hold at most a hundred."""

    today: date
    groups: dict[When, list[OpenTask]]
    counts: dict[When, int]

    @property
    def total(self) -> int:
        """How many tasks are open."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Logged:
    """The latest activity of its kind and outcome ("" = not told) that a member did about a record."""

    kind: str
    outcome: str
    by_id: int | None
    at: datetime
    subject: str

    def __str__(self) -> str:
        """The activity in words."""
        return f"{label_of(self.kind)} on {self.at:%Y-%m-%d}: {self.subject}{ended(self.outcome)}"


def logged_about(about_kind: str, ids: Sequence[int]) -> dict[int, list[Logged]]:
    """For each record by id, the latest activity of each kind, outcome and member, latest first; one query."""
    found: dict[int, list[Logged]] = defaultdict(list)
    for about_id, _, *row in _logged(about_kind, ids=list(ids)):
        found[about_id].append(Logged(*row))
    return dict(found)


@kept
def _logged(about_kind: str, ids: Any) -> QuerySet[Activity, Any]:
    place = Window(
        RowNumber(), partition_by=["about_id", "kind", "outcome", "by_id"], order_by=[F("at").desc(), F("id").desc()]
    )
    rows = Activity.objects.filter(about_kind=about_kind, about_id__in=ids).annotate(latest=place).filter(latest=1)
    return rows.order_by("-at", "-id").values_list("about_id", "latest", "kind", "outcome", "by_id", "at", "subject")


def tasks_done(about_kind: str, ids: Sequence[int]) -> dict[int, dict[str, tuple[str, int | None, datetime]]]:
    """For each record by id, the planned tasks that were done, by key: title, who did it, when."""
    found: dict[int, dict[str, tuple[str, int | None, datetime]]] = defaultdict(dict)
    rows = Task.objects.filter(about_kind=about_kind, about_id__in=ids, done_at__isnull=False).exclude(planned="")
    for about_id, planned, *row in rows.order_by("done_at").values_list(
        "about_id", "planned", "title", "done_by_id", "done_at"
    ):
        found[about_id][planned] = (row[0], row[1], row[2])
    return dict(found)


def agenda_of(actor: Actor, today: date, now: datetime, shown: Sequence[When] = (When.OVERDUE, When.TODAY)) -> Agenda:
    """What the actor has to do, by when it is due, first due first: how much, and the tasks of the groups `shown`.

    Also what was escalated to them while it stays another's. One query, one for each group, one for each kind of
    record, one when others' tasks are among them.
    """
    # Said of each, so that both are found in an index: of open tasks that are anybody's, SQLite would look at each.
    mine = Task.objects.filter(Q(owner_id=actor.id, done_at=None) | Q(escalated_to_id=actor.id, done_at=None))
    spans = _spans(today, now)
    counts = mine.aggregate(**{when.value: Count("id", filter=span) for when, span in spans.items()})
    rows = [row for when in shown if counts[when.value] for row in _rows(mine.filter(spans[when]))[:AT_MOST]]
    named = _named([OpenTask(*row) for row in rows], actor, others=actor.id)
    return Agenda(today, grouped(named, today, now), {when: counts[when.value] for when in When})


def _spans(today: date, now: datetime) -> dict[When, Q]:
    tomorrow, week = date.fromordinal(today.toordinal() + 1), date.fromordinal(today.toordinal() + 7)
    missed = Q(due_on=today, due_at__lt=now)
    return {
        When.OVERDUE: Q(due_on__lt=today) | missed,
        When.TODAY: Q(due_on=today) & (Q(due_at=None) | Q(due_at__gte=now)),
        When.TOMORROW: Q(due_on=tomorrow),
        When.WEEK: Q(due_on__gt=tomorrow, due_on__lte=week),
        When.LATER: Q(due_on__gt=week) | Q(due_on=None),
    }


def open_tasks_about(about: str, ids: Sequence[int], actor: Actor, limit: int = AT_MOST) -> list[OpenTask]:
    """The open tasks about records that have been found visible, first due first, with the names of their owners."""
    found = Task.objects.filter(about_kind=about, about_id__in=ids, done_at=None)
    tasks = [OpenTask(*row) for row in _rows(found)[:limit]]
    return _named(tasks, actor, owners=True)


def planned_task(about: str, record_id: int, planned: str) -> int | None:
    """The open task about a record that its process planned under that key; None when there is none."""
    found = Task.objects.filter(about_kind=about, about_id=record_id, planned=planned, done_at=None)
    return found.order_by("id").values_list("id", flat=True).first()


def own_of_task(task_id: int) -> dict[str, Any]:
    """The own fields of a task that has been found visible, as stored."""
    return dict(Task.objects.values_list("fields", flat=True).get(id=task_id))


def next_tasks(about: str, ids: Sequence[int]) -> dict[int, OpenTask]:
    """The first open task of each record by its id, without names; one query for any number of records."""
    found: dict[int, OpenTask] = {}
    for row in _open_tasks(about, ids=list(ids)):
        found.setdefault(row[6], OpenTask(*row))
    return found


@kept
def _open_tasks(about: str, ids: Any) -> QuerySet[Task, Any]:
    found: QuerySet[Task, Any] = _rows(Task.objects.filter(about_kind=about, about_id__in=ids, done_at=None))
    return found


def with_open_task(about: str) -> QuerySet[Task, Any]:
    """The ids of records of a kind about which there is something to do, as part of another query."""
    return Task.objects.filter(about_kind=about, about_id__isnull=False, done_at=None).values("about_id")


def task(task_id: int, actor: Actor) -> OpenTask | None:
    """The task with names, None when it is not there or the actor may not see it."""
    row = Task.objects.filter(id=task_id).values_list(*TASK_FIELDS).first()
    if row is None:
        return None
    found = OpenTask(*row)
    seen = Task.objects.filter(owned_visibly(actor, one="task"), id=task_id).exists()
    if not seen and (found.about_id is None or missing(found.about_kind, {found.about_id}, actor)):
        return None
    return _named([found], actor, owners=True)[0]


def _rows(found: Any) -> Any:
    return found.order_by(F("due_on").asc(nulls_last=True), F("due_at").asc(nulls_first=True), "id").values_list(
        *TASK_FIELDS
    )


def _named(
    tasks: Sequence[OpenTask], actor: Actor, *, owners: bool = False, others: int | None = None
) -> list[OpenTask]:
    """The tasks with their owners, all or those but `others`, and with title and page of those records that the actor
    sees: who does a task need not see what it is about.
    """
    known = titles((task.about for task in tasks if task.about), actor)
    ask = owners or any(task.owner_id != others for task in tasks if others is not None)
    names = member_names() if ask and tasks else {}
    return [
        replace(
            task,
            about_title=known.get(task.about, "") if task.about else "",
            about_page=subject(task.about_kind).page if task.about in known else "",
            owner="" if task.owner_id == others else names.get(task.owner_id or 0, ""),
        )
        for task in tasks
    ]
