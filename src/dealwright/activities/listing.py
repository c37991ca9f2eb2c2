"""Activities and tasks as the API lists them, a page at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from dealwright import NotFound
from dealwright.records.fields import Field
from dealwright.records.kinds import missing, subject
from dealwright.records.own.catalogue import ALL_OWN
from dealwright.workspace.queries import Actor, owned_visibly

from .models import Activity, Participant, Task
from .own import fields_known

Item = dict[str, Any]
ACTIVITY_NAMES = (
    *("id", "kind", "subject", "text", "at", "by_id", "person_id", "outcome", "direction", "minutes", "place"),
    *("about_kind", "about_id", "fields"),
)
TASK_NAMES = (
    *("id", "kind", "title", "due_on", "due_at", "minutes", "place", "repeat", "put_off", "owner_id", "planned"),
    *("done_at", "done_by_id", "outcome", "escalated_to_id", "about_kind", "about_id", "fields"),
)


def activities_page(
    one: str, record_id: int, actor: Actor, *, kind: str = "", limit: int = 50, before: int | None = None
) -> tuple[list[Item], str | None]:
    """The activities about a record that has been found visible, last logged first, and the cursor of the next page."""
    found = Activity.objects.filter(about_kind=one, about_id=record_id)
    if kind:
        found = found.filter(kind=kind)
    if before is not None:
        found = found.filter(id__lt=before)
    return _paged(_with_people(found.order_by("-id").values(*ACTIVITY_NAMES)[: limit + 1]), limit, "activities", actor)


def tasks_page(
    actor: Actor,
    *,
    about: tuple[str, int] | None = None,
    done: bool = False,
    owner_id: int | None = None,
    limit: int = 50,
    after: int | None = None,
) -> tuple[list[Item], str | None]:
    """Tasks, first planned first, and the cursor of the next page.

    Those about `about`, a record that has been found visible, or else those whose owner the actor may see.
    """
    found = Task.objects.filter(done_at__isnull=not done)
    which = Q(about_kind=about[0], about_id=about[1]) if about else owned_visibly(actor, one="task")
    found = found.filter(which)
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    if after is not None:
        found = found.filter(id__gt=after)
    return _paged(list(found.order_by("id").values(*TASK_NAMES)[: limit + 1]), limit, "tasks", actor)


def activity_item(activity_id: int, actor: Actor) -> Item:
    """One activity as the API shows it; raises NotFound unless it is about a record that the actor may see."""
    return _shown(_activity(activity_id, actor), _own("activities", actor))


def activity_form(activity_id: int, actor: Actor) -> Item:
    """One activity as a form shows it: `about` as (kind, id), and the `names` of those people the actor may see."""
    row = _activity(activity_id, actor)
    person, ids = subject("person"), [each for each in (row["person_id"], *row["people"]) if each]
    seen = person.model._default_manager.filter(person.visible(actor), id__in=ids)
    names = dict(seen.values_list("id", person.title))
    return {**row, "about": (row["about_kind"], row["about_id"]), "people": ids, "names": names}


def _activity(activity_id: int, actor: Actor) -> Item:
    rows = _with_people(Activity.objects.filter(id=activity_id).values(*ACTIVITY_NAMES))
    if not rows or missing(rows[0]["about_kind"], {rows[0]["about_id"]}, actor):
        raise NotFound(f"There is no activity {activity_id} that you may see.")
    return rows[0]


def _with_people(rows: Iterable[Item]) -> list[Item]:
    """The activities with the ids of the further people who took part; one more query."""
    listed = list(rows)
    found: dict[int, list[int]] = {row["id"]: [] for row in listed}
    others = Participant.objects.filter(activity_id__in=found).order_by("id")
    for activity_id, person_id in others.values_list("activity_id", "person_id"):
        found[activity_id].append(person_id)
    return [{**row, "people": found[row["id"]]} for row in listed]


def task_item(task_id: int, actor: Actor) -> Item:
    """One task as the API shows it."""
    return _shown(Task.objects.values(*TASK_NAMES).get(id=task_id), _own("tasks", actor))


def _paged(rows: Sequence[Item], limit: int, kind: str, actor: Actor) -> tuple[list[Item], str | None]:
    shown, own = rows[:limit], _own(kind, actor)
    return [_shown(row, own) for row in shown], str(shown[-1]["id"]) if len(rows) > limit else None


def _own(kind: str, actor: Actor) -> Field:
    """All own fields of such an entry as one value, as far as the actor knows them."""
    return fields_known(kind, actor)[ALL_OWN]


def _shown(row: Item, own: Field) -> Item:
    """References under their names, and the record it is about under its kind: `"deal": 12`."""
    item = {key.removesuffix("_id"): value for key, value in row.items() if key not in ("about_kind", "about_id")}
    if "person" in item:
        item["with_person"] = item.pop("person")
    item["fields"] = own.show(row["fields"])
    return {**item, row["about_kind"]: row["about_id"]} if row["about_kind"] else item
