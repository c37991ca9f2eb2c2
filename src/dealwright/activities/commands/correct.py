"""Correct an activity, take it back when it was logged by mistake, and undo either."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.records.kinds import missing, require_visible
from dealwright.workspace.access import Verb, covers
from dealwright.workspace.queries import Actor

from ..events import ActivityChanged, ActivityRemoved, ActivityRestored
from ..models import Activity, Change, Participant, Task
from ..own import own_changed, require_unlocked
from ..rules import read_direction, read_kind, read_minutes, read_outcome, read_place, read_title
from ..snapshots import differing, revived, snapshot

READ: Mapping[str, Any] = {
    "kind": read_kind,
    "subject": read_title,
    "text": str.strip,
    "outcome": lambda text: read_outcome(text) or "",
    "direction": read_direction,
    "minutes": read_minutes,
    "place": read_place,
}
CHANGEABLE = frozenset(READ) | {"at", "people", "fields"}


@transaction.atomic
def change_activity(activity_id: int, changes: Mapping[str, Any], *, by: Actor, via: str) -> int | None:
    """Correct an activity: one's own, or another's that the actor's roles reach.

    `changes` may hold kind, subject, text, at (a moment), outcome, direction, minutes, place, `fields` (own ones by
    key) and people (their ids, the first one first). Returns what `take_back` undoes, None when nothing changed. Raises
    Invalid, NotFound, NotAllowed.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise Invalid(f"An activity has no field “{min(unknown)}” that can be changed.", field=min(unknown))
    activity = _locked(activity_id, by)
    before = _kept(activity)
    for name, value in changes.items():
        if name in READ:
            setattr(activity, name, READ[name](value))
        elif name == "at" and value is not None:
            activity.at = value
    if "fields" in changes:
        activity.fields = own_changed("activities", activity.fields, changes["fields"], by)
    if "people" in changes:
        _set_people(activity, changes["people"], by)
    if (now := _kept(activity)) == before:
        return None
    require_unlocked("activities", differing(before["columns"], now["columns"]), by)
    activity.save()
    _tell(_changed(activity), activity, by, via)
    return _note("rewritten", before, by)


@transaction.atomic
def remove_activity(activity_id: int, *, by: Actor, via: str) -> int:
    """Take an activity back that was logged by mistake: one's own, or another's that roles reach.

    The task it came from, if any, stays done. Returns what `take_back` undoes. Raises NotFound or NotAllowed.
    """
    activity = _locked(activity_id, by, Verb.REMOVE)
    change = _note("struck", _kept(activity), by)
    _tell(ActivityRemoved(activity=activity.id, activity_kind=activity.kind, title=activity.subject), activity, by, via)
    activity.delete()
    return change


def put_back(verb: str, before: Mapping[str, Any], *, by: Actor, via: str) -> None:
    """Undo `change_activity` or `remove_activity` from what was kept; raises Conflict where the way is blocked."""
    columns, people = before["columns"], before["people"]
    if verb == "rewritten":
        _locked(columns["id"], by)
        Participant.objects.filter(activity_id=columns["id"]).delete()
    elif Activity.objects.filter(id=columns["id"]).exists():
        raise Conflict("This activity is there already.")
    activity = revived(Activity, columns)
    require_visible(activity.about_kind, activity.about_id, by)
    activity.save(force_insert=verb == "struck", force_update=verb == "rewritten")
    Participant.objects.bulk_create(Participant(activity=activity, person_id=one) for one in people)
    Task.objects.filter(id__in=before["tasks"]).update(activity=activity)
    told = ActivityRestored(activity=activity.id, activity_kind=activity.kind, title=activity.subject)
    _tell(told if verb == "struck" else _changed(activity), activity, by, via)


def _locked(activity_id: int, by: Actor, verb: Verb = Verb.CHANGE) -> Activity:
    activity = Activity.objects.select_for_update().filter(id=activity_id).first()
    if activity is None:
        raise NotFound("This activity has been taken back already.")
    require_visible(activity.about_kind, activity.about_id, by)
    if not covers(by, "activity", verb, activity.by_id):
        raise NotAllowed("Somebody else logged this.", remedy="Ask them or your manager.")
    return activity


def _kept(activity: Activity) -> dict[str, Any]:
    tasks = Task.objects.filter(activity_id=activity.id).values_list("id", flat=True)
    return {"columns": snapshot(activity), "people": _others(activity), "tasks": sorted(tasks)}


def _others(activity: Activity) -> list[int]:
    rows = Participant.objects.filter(activity_id=activity.id).order_by("id")
    return list(rows.values_list("person_id", flat=True))


def _set_people(activity: Activity, people: Sequence[int], by: Actor) -> None:
    wanted = list(dict.fromkeys(people))
    known = {activity.person_id, *_others(activity)}
    if gone := missing("person", set(wanted) - known, by):
        raise NotFound(f"There is no person {min(gone)} that you may see.", field="people")
    activity.person_id = wanted[0] if wanted else None
    Participant.objects.filter(activity=activity).delete()
    Participant.objects.bulk_create(Participant(activity=activity, person_id=one) for one in wanted[1:])


def _changed(activity: Activity) -> ActivityChanged:
    return ActivityChanged(
        activity=activity.id, activity_kind=activity.kind, title=activity.subject, at=activity.at, text=activity.text,
        person=activity.person_id, outcome=activity.outcome, direction=activity.direction, minutes=activity.minutes,
        place=activity.place, people=_others(activity), fields=activity.fields,
    )  # fmt: skip


def _note(verb: str, before: Mapping[str, Any], by: Actor) -> int:
    return Change.objects.create(verb=verb, rows=[before], by_id=by.id, at=timezone.now()).id


def _tell(event: Event, activity: Activity, by: Actor, via: str) -> None:
    record([Happening(event, activity.about_id, by.id, via, timezone.now(), activity.about_kind)])
