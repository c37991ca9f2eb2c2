"""Today: one list of what to do now, the most worth first, each with its reason and the keys to do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.desk.times import clock
from dealwright.desk.times import day as day_text
from dealwright.desk.times import days as days_text
from dealwright.workspace.queries import Actor

from .queries import Agenda, OpenTask, agenda_of
from .rules import When
from .waiting import Do, Waiting, stakes_of, waiting_for
from .worth import Stake, in_order, of_task

SHOWN = 50


@dataclass(frozen=True)
class Item:
    """One line of Today: what waits, or a task."""

    title: str
    why: Sequence[str]
    page: str
    icon: str
    urgency: float
    stake: Stake
    about: tuple[str, int] | None
    about_title: str
    is_hint: bool = False
    do: Sequence[Do] = ()
    task: OpenTask | None = None
    late: bool = False


@dataclass(frozen=True)
class Today:
    """What a member does now; `meetings` are those of the day by time, `agenda` the tasks behind it."""

    agenda: Agenda
    items: Sequence[Item]
    more: int
    meetings: Sequence[OpenTask] = field(default_factory=list)


def today_of(actor: Actor, today: date) -> Today:
    """What the member does now: tasks due until today, what others wait for, and what is about to be lost."""
    now = timezone.now()
    agenda = agenda_of(actor, today, now)
    tasks = [*agenda.groups[When.OVERDUE], *agenda.groups[When.TODAY]]
    others = waiting_for(actor, now)
    stakes = stakes_of([each.about for each in (*tasks, *others) if each.about], actor)
    items = [_task(task, _stake(stakes, task.about), today, now) for task in tasks]
    ordered = in_order([*items, *(_waiting(each, _stake(stakes, each.about)) for each in others)])
    meetings = [task for task in tasks if task.kind == "meeting" and task.due_at and task.due_on == today]
    return Today(agenda, ordered[:SHOWN], max(len(ordered) - SHOWN, 0), meetings)


def _stake(stakes: Mapping[tuple[str, int], Stake], about: tuple[str, int] | None) -> Stake:
    return stakes.get(about, Stake()) if about else Stake()


def _waiting(each: Waiting, stake: Stake) -> Item:
    return Item(
        each.title, [each.why], each.page, each.icon, each.urgency, stake, each.about, each.about_title,
        each.is_hint, each.do,
    )  # fmt: skip


def _task(task: OpenTask, stake: Stake, today: date, now: datetime) -> Item:
    urgency = of_task(task.due_on, task.due_at, today, now, meeting=task.kind == "meeting")
    page = reverse(task.about_page, args=[task.about_id]) if task.about_page else reverse("task-change", args=[task.id])
    late = task.due_on is not None and (task.due_on < today or (task.due_at is not None and task.due_at < now))
    why = why_of(task, today, now)
    return Item(task.title, why, page, task.icon, urgency, stake, task.about, task.about_title, task=task, late=late)


def why_of(task: OpenTask, today: date, now: datetime) -> list[str]:
    """Why the task stands where it does, in words; the first says when it is due."""
    said = [_when(task, today, now)]
    if task.planned:
        said.append(_("asked for by the process"))
    if task.put_off > 1:
        said.append(_("put off %(n)s times") % {"n": task.put_off})
    if task.owner:
        said.append(_("%(who)s has not done it") % {"who": task.owner})
    return said


def _when(task: OpenTask, today: date, now: datetime) -> str:
    at = f" {clock(task.due_at)}" if task.due_at else ""
    if task.due_on is None:
        return _("some day")
    if task.due_on < today:
        return _("overdue by %(days)s") % {"days": days_text((today - task.due_on).days)}
    if task.due_on == today:
        return (_("was due at%(at)s") if task.due_at and task.due_at < now else _("due today%(at)s")) % {"at": at}
    if (task.due_on - today).days == 1:
        return _("due tomorrow%(at)s") % {"at": at}
    return _("due %(day)s") % {"day": day_text(task.due_on)} + at
