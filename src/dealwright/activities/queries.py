"""Questions to the activities: what was done about a record, what is to be done, and the story of it all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from dealwright import BadRequest
from dealwright.ledger.kept import kept
from dealwright.ledger.queries import Happened, entries_about
from dealwright.records.kinds import missing, require_visible, subject, titles
from dealwright.workspace.queries import Actor, member_names, owned_visibly

from .events import ended, label_of
from .models import Activity, Task
from .rules import When, grouped
from .telling import ACTIVITY_ICONS, RELATED, Told, kinds_in, look_of, words_of

PAGE = 30
AT_MOST = 100
TASK_FIELDS = ("id", "kind", "title", "due_on", "owner_id", "about_kind", "about_id", "planned", "done_at")


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
    about_title: str = ""
    about_page: str = ""
    owner: str = ""

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ACTIVITY_ICONS.get(self.kind, "checkbox")


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a member has to do, by when; `counts` counts all, the groups hold at most a hundred tasks each."""

    today: date
    groups: dict[When, list[OpenTask]]
    counts: dict[When, int]

    @property
    def total(self) -> int:
        """How many tasks are open."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a timeline, newest first; `before` is the cursor of the next page, None on the last."""

    entries: list[Told] = field(default_factory=list)
    before: str | None = None


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
    rows = Activity.objects.filter(about_kind=about_kind, about_id__in=ids).annotate(place=place).filter(place=1)
    return rows.order_by("-at", "-id").values_list("about_id", "place", "kind", "outcome", "by_id", "at", "subject")


def tasks_done(about_kind: str, ids: Sequence[int]) -> dict[int, dict[str, tuple[str, int | None, datetime]]]:
    """For each record by id, the planned tasks that were done, by key: title, who did it, when."""
    found: dict[int, dict[str, tuple[str, int | None, datetime]]] = defaultdict(dict)
    rows = Task.objects.filter(about_kind=about_kind, about_id__in=ids, done_at__isnull=False).exclude(planned="")
    for about_id, planned, *row in rows.order_by("done_at").values_list(
        "about_id", "planned", "title", "done_by_id", "done_at"
    ):
        found[about_id][planned] = (row[0], row[1], row[2])
    return dict(found)


def timeline(
    subjects: Sequence[tuple[str, int]],
    actor: Actor,
    *,
    before: str | None = None,
    group: str = "",
    limit: int = PAGE,
) -> Timeline:
    """What happened to the records, newest first: events of the ledger with what was written down.

    The records must have been found visible; `group` narrows to activities, tasks, stages or changes. Two queries,
    one more for each kind among several records, and what those need who tell events in better words. Raises
    BadRequest for a cursor that is not ours.
    """
    about: dict[str, list[int]] = defaultdict(list)
    for kind, record_id in subjects:
        about[kind].append(record_id)
    kinds = kinds_in(group) if group else None
    found = entries_about(about, kinds=kinds, before=_read_cursor(before), limit=limit + 1)
    shown = found[:limit]
    words, names = words_of(shown), member_names() if shown else {}
    called = titles({(entry.subject_kind, entry.subject_id) for entry in shown}) if len(subjects) > 1 else {}
    kept = [entry for entry in shown if not _goes_without_saying(entry, group)]
    entries = [_told(entry, words[entry.id], names, called) for entry in kept]
    return Timeline(entries, _cursor(shown[-1]) if len(found) > limit else None)


def story_of(one: str, record_id: int, actor: Actor, *, before: str | None = None, group: str = "") -> Timeline:
    """The timeline of one record and of those related to it; raises NotFound for one that the actor may not see."""
    require_visible(one, record_id, actor)
    related = [pair for find in RELATED.get(one, ()) for pair in find(record_id, actor)]
    return timeline([(one, record_id), *related], actor, before=before, group=group)


def _told(entry: Happened, words: str, names: dict[int, str], called: dict[tuple[str, int], str]) -> Told:
    event = entry.event
    look = look_of(entry, event)
    who = names.get(entry.actor_id, "") if entry.actor_id else ""
    text = str(getattr(event, "text", "") or getattr(event, "note", ""))
    about = (entry.subject_kind, entry.subject_id)
    title = called.get(about, "")
    return Told(entry.id, entry.occurred_at, look.icon, look.tone, words, who, text, about, title)


def _goes_without_saying(entry: Happened, group: str) -> bool:
    """A task that was logged as an activity when done, and tasks that a process plans with each stage."""
    if entry.kind == "task_done":
        return bool(getattr(entry.event, "activity", None))
    return entry.kind == "task_planned" and entry.via == "process" and group != "tasks"


def _cursor(entry: Happened) -> str:
    return f"{entry.occurred_at.isoformat()}~{entry.id}"


def _read_cursor(text: str | None) -> tuple[datetime, int] | None:
    if not text:
        return None
    moment, _, number = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("a moment without zone")
        return at, int(number)
    except ValueError:
        raise BadRequest("This is not a place in this timeline.", field="before") from None


def tasks_of(actor: Actor, today: date) -> Agenda:
    """What the actor has to do: overdue, today, in the next seven days, later; first due first."""
    mine = Task.objects.filter(owner_id=actor.id, done_at=None)
    spans = {
        When.OVERDUE: Q(due_on__lt=today),
        When.TODAY: Q(due_on=today),
        When.WEEK: Q(due_on__gt=today, due_on__lte=_in_a_week(today)),
    }
    spans[When.LATER] = ~(spans[When.OVERDUE] | spans[When.TODAY] | spans[When.WEEK]) | Q(due_on=None)
    counts = mine.aggregate(**{when.value: Count("id", filter=span) for when, span in spans.items()})
    rows = [row for when, span in spans.items() if counts[when.value] for row in _rows(mine.filter(span))[:AT_MOST]]
    tasks = [OpenTask(*row) for row in rows]
    return Agenda(today, grouped(_named(tasks), today), {when: counts[when.value] for when in When})


def open_tasks_about(about: str, ids: Sequence[int], limit: int = AT_MOST) -> list[OpenTask]:
    """The open tasks about records that have been found visible, first due first, with the names of their owners."""
    found = Task.objects.filter(about_kind=about, about_id__in=ids, done_at=None)
    tasks = [OpenTask(*row) for row in _rows(found)[:limit]]
    return _named(tasks, owners=True)


def planned_task(about: str, record_id: int, planned: str) -> int | None:
    """The open task about a record that its process planned under that key; None when there is none."""
    found = Task.objects.filter(about_kind=about, about_id=record_id, planned=planned, done_at=None)
    return found.order_by("id").values_list("id", flat=True).first()


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


def task(task_id: int, actor: Actor) -> OpenTask | None:
    """The task with names, None when it is not there or the actor may not see it."""
    row = Task.objects.filter(id=task_id).values_list(*TASK_FIELDS).first()
    if row is None:
        return None
    found = OpenTask(*row)
    seen = Task.objects.filter(owned_visibly(actor), id=task_id).exists()
    if not seen and (found.about_id is None or missing(found.about_kind, {found.about_id}, actor)):
        return None
    return _named([found], owners=True)[0]


def _rows(found: Any) -> Any:
    return found.order_by(F("due_on").asc(nulls_last=True), "id").values_list(*TASK_FIELDS)


def _named(tasks: Sequence[OpenTask], *, owners: bool = False) -> list[OpenTask]:
    """The tasks with the titles of what they are about, and with their owners when asked."""
    known = titles((task.about_kind, task.about_id) for task in tasks if task.about_id is not None)
    names = member_names() if owners and tasks else {}
    return [
        replace(
            task,
            about_title=known.get((task.about_kind, task.about_id or 0), ""),
            about_page=subject(task.about_kind).page if task.about_id else "",
            owner=names.get(task.owner_id or 0, ""),
        )
        for task in tasks
    ]


def _in_a_week(today: date) -> date:
    return date.fromordinal(today.toordinal() + 7)
