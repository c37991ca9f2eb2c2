"""Activities and tasks follow the records they are about, when records are merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from dealwright.ledger.among import Among
from dealwright.ledger.kept import kept

from ..models import Activity, Participant, Task


@dataclass(frozen=True)
class Repointed:
    """What followed, by the id of the record it was about before: enough to undo it."""

    activities: Mapping[int, Sequence[int]] = field(default_factory=dict)
    tasks: Mapping[int, Sequence[int]] = field(default_factory=dict)
    people: Mapping[int, Sequence[int]] = field(default_factory=dict)
    participants: Mapping[int, Sequence[int]] = field(default_factory=dict)
    dropped: Sequence[tuple[int, int]] = ()

    def as_json(self) -> dict[str, Any]:
        """As a mapping that JSON keeps; `from_json` reads it."""
        named = {name: {str(key): list(ids) for key, ids in getattr(self, name).items()} for name in FOLLOWING}
        return {**named, "dropped": [list(pair) for pair in self.dropped]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Repointed":
        """What `as_json` gave."""
        named = {name: {int(key): ids for key, ids in stored[name].items()} for name in FOLLOWING}
        return cls(**named, dropped=[(a, b) for a, b in stored["dropped"]])


FOLLOWING = ("activities", "tasks", "people", "participants")
PLACES: Mapping[str, tuple[Any, str]] = {
    "activities": (Activity, "about_id"),
    "tasks": (Task, "about_id"),
    "people": (Activity, "person_id"),
    "participants": (Participant, "person_id"),
}


@transaction.atomic
def repoint(about_kind: str, from_ids: Sequence[int], to_id: int) -> Repointed:
    """Have the activities and tasks about records follow to another of their kind; returns what was changed.

    For people also the activities in which they took part: where two of them took part in the same, one is kept. A
    fixed number of queries for any number of entries; the ledger tells nothing, the merge itself is the event.
    """
    activities = _move("activities", from_ids, to_id, about_kind)
    tasks = _move("tasks", from_ids, to_id, about_kind)
    if about_kind != "person":
        return Repointed(activities, tasks)
    people = _move("people", from_ids, to_id)
    dropped = _drop_doubles(from_ids, to_id)
    return Repointed(activities, tasks, people, _move("participants", from_ids, to_id), dropped)


@transaction.atomic
def point_back(changed: Repointed) -> None:
    """Undo `repoint`; what is gone since is passed over."""
    for name in FOLLOWING:
        model, column = PLACES[name]
        for from_id, ids in getattr(changed, name).items():
            if ids:
                model.objects.filter(id__in=Among(ids)).update(**{column: from_id})
    there = set(Activity.objects.filter(id__in={one for one, _ in changed.dropped}).values_list("id", flat=True))
    Participant.objects.bulk_create(
        (Participant(activity_id=one, person_id=person) for one, person in changed.dropped if one in there),
        ignore_conflicts=True,
    )


def follow(kind: str, from_id: int, to_id: int) -> Mapping[str, Any]:
    """As `repoint`, for one record that goes up into another; what it takes to undo it as plain values."""
    return repoint(kind, [from_id], to_id).as_json()


def follow_back(changed: Mapping[str, Any]) -> None:
    """Undo `follow`."""
    point_back(Repointed.from_json(changed))


def _move(name: str, from_ids: Sequence[int], to_id: int, about_kind: str = "") -> dict[int, list[int]]:
    moved: dict[int, list[int]] = {}
    for from_id, row_id in _found(name, about_kind, ids=list(from_ids)):
        moved.setdefault(from_id, []).append(row_id)
    if moved:
        _pointing(name, about_kind, from_ids).update(**{PLACES[name][1]: to_id})
    return moved


def _pointing(name: str, about_kind: str, ids: Any) -> QuerySet[Any]:
    model, column = PLACES[name]
    narrowed = {"about_kind": about_kind} if about_kind else {}
    rows: QuerySet[Any] = model.objects.filter(**{f"{column}__in": ids}, **narrowed)
    return rows


@kept
def _found(name: str, about_kind: str, ids: Any) -> QuerySet[Any, Any]:
    return _pointing(name, about_kind, ids).order_by("id").values_list(PLACES[name][1], "id")


def _drop_doubles(from_ids: Sequence[int], to_id: int) -> list[tuple[int, int]]:
    """Take away those who would stand twice on an activity; returns them as (activity, person)."""
    rows = Participant.objects.filter(person_id__in=[*from_ids, to_id]).order_by("-person_id", "id")
    first: dict[int, int] = {}
    doubled: list[tuple[int, int, int]] = []
    heads = set(Activity.objects.filter(person_id=to_id).values_list("id", flat=True))
    wanted = sorted(rows.values_list("id", "activity_id", "person_id"), key=lambda row: row[2] != to_id)
    for row_id, activity_id, person_id in wanted:
        if activity_id in heads or first.setdefault(activity_id, row_id) != row_id:
            doubled.append((row_id, activity_id, person_id))
    Participant.objects.filter(id__in=[row_id for row_id, _, _ in doubled]).delete()
    return [(activity_id, person_id) for _, activity_id, person_id in doubled]
