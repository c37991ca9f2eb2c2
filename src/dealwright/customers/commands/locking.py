"""Records that are about to be changed."""

from collections.abc import Sequence
from typing import Any

from dealwright import NotFound
from dealwright.workspace.access import require_all_changeable
from dealwright.workspace.queries import Actor

from ..queries import visible_of
from .values import Shape


def locked(shape: Shape, ids: Sequence[int], by: Actor) -> list[Any]:
    """The records, locked, in the order of their ids; raises NotFound, NotAllowed for what is not the actor's."""
    found = shape.model._default_manager.select_for_update().filter(visible_of(shape.one, by), id__in=ids)
    rows: list[Any] = sorted(found, key=lambda row: row.id)
    if gone := set(ids) - {row.id for row in rows}:
        raise NotFound(f"There is no {shape.one} {min(gone)}.")
    require_all_changeable(by, shape.one, {row.id: (row.owner_id, row.name) for row in rows})
    return rows
