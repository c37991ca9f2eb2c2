"""Carry activities and tasks from one record over to another, as when a lead becomes a deal."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from dealwright.ledger.commands import Happening, record
from dealwright.records.kinds import require_visible
from dealwright.workspace.queries import Actor

from ..events import ActivityLogged, TaskPlanned
from ..models import Activity, Task


@dataclass(frozen=True, slots=True)
class Carried:
    """The activities and tasks that were carried over, by number."""

    activities: Sequence[int]
    tasks: Sequence[int]


@transaction.atomic
def carry_over(old: tuple[str, int], new: tuple[str, int], *, by: Actor, via: str) -> Carried:
    """Make all that was done and is to do about one record, ("lead", 7), be about another, ("deal", 12).

    Authors and moments stay; the events tell the new record of its activities and open tasks. Raises NotFound.
    """
    require_visible(*old, by)
    require_visible(*new, by)
    done = list(Activity.objects.select_for_update().filter(about_kind=old[0], about_id=old[1]).order_by("id"))
    tasks = list(Task.objects.select_for_update().filter(about_kind=old[0], about_id=old[1]).order_by("id"))
    carried = Carried([each.id for each in done], [each.id for each in tasks])
    put_about(carried, new)
    record(Happening(_logged(each), new[1], each.by_id, via, each.at, new[0]) for each in done)
    record(
        Happening(_planned(each), new[1], by.id, via, each.created_at, new[0]) for each in tasks if each.done_at is None
    )
    return carried


def put_about(carried: Carried, about: tuple[str, int]) -> None:
    """Make these activities and tasks be about a record, without telling: to take `carry_over` back."""
    kind, record_id = about
    Activity.objects.filter(id__in=carried.activities).update(about_kind=kind, about_id=record_id)
    Task.objects.filter(id__in=carried.tasks).update(about_kind=kind, about_id=record_id)


def _logged(each: Activity) -> ActivityLogged:
    return ActivityLogged(
        activity=each.id, activity_kind=each.kind, title=each.subject, at=each.at, text=each.text,
        person=each.person_id, outcome=each.outcome,
    )  # fmt: skip


def _planned(each: Task) -> TaskPlanned:
    return TaskPlanned(
        task=each.id, task_kind=each.kind, title=each.title, owner=each.owner_id, due_on=each.due_on,
        planned=each.planned,
    )  # fmt: skip
