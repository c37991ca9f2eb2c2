"""Merge at one go all that is sure, and take it back at one go."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dealwright import NotFound
from dealwright.workspace.access import changeable
from dealwright.workspace.queries import Actor

from ..commands.values import EMPTY
from .finding import SURE
from .merging import merge, undo_merge
from .models import Double, Merge
from .scoring import clusters
from .shapes import SHAPES

AT_ONCE = 500  # pairs; the rest waits for the next press


def sure_groups(one: str, by: Actor) -> list[list[int]]:
    """Records that are surely the same and the actor's to change, the one that should survive leading each group.

    Where somebody said of two in a group that they are not the same, the group is left to people.
    """
    pairs = list(_pairs(one, state="open", probability__gte=SURE)[:AT_ONCE])
    rows = {
        row.id: row
        for row in SHAPES[one].model._default_manager.filter(id__in={each for pair in pairs for each in pair})
    }
    mine = changeable(by, one, {row.id: row.owner_id for row in rows.values()})
    joined = clusters((str(left), str(right)) for left, right in pairs if {left, right} <= mine)
    groups = [[int(each) for each in group] for group in joined]
    apart = {frozenset(pair) for pair in _pairs(one, state="distinct")}
    whole = [group for group in groups if not _said_apart(group, apart)]
    return [sorted(group, key=lambda each: (-_richness(rows[each]), each)) for group in whole]


def _pairs(one: str, **wanted: Any) -> Sequence[tuple[int, int]]:
    found = Double.objects.filter(kind=one, **wanted).order_by("-probability", "id")
    return found.values_list("left_id", "right_id")


def _said_apart(group: Sequence[int], apart: set[frozenset[int]]) -> bool:
    return any(frozenset((a, b)) in apart for place, a in enumerate(group) for b in group[:place])


def _richness(row: Any) -> int:
    """How many columns are filled."""
    return sum(getattr(row, field.attname) not in EMPTY for field in row._meta.concrete_fields)


@transaction.atomic
def merge_sure(one: str, *, by: Actor, via: str) -> tuple[int, int | None]:
    """Merge each group of records that are surely the same; returns how many went up, and the number to undo it by."""
    made = [
        merge(one, survivor, removed, by=by, via=via)
        for survivor, *others in sure_groups(one, by)
        for removed in others
    ]
    if not made:
        return 0, None
    Merge.objects.filter(id__in=made).update(together=made[0])
    return len(made), made[0]


@transaction.atomic
def undo_together(number: int, *, by: Actor, via: str) -> int:
    """Take apart what was merged at one go, the last first; returns how many came back. Raises as `undo_merge`."""
    found = Merge.objects.filter(together=number, undone_at=None).order_by("-id").values_list("id", flat=True)
    if not (ids := list(found)):
        raise NotFound(f"Nothing was merged at one go under number {number}, or it was undone.")
    for each in ids:
        undo_merge(each, by=by, via=via)
    return len(ids)


def counted(groups: Sequence[Sequence[int]]) -> int:
    """How many records would go up into others."""
    return sum(len(group) - 1 for group in groups)
