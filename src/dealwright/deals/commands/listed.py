"""Change deals as a list does: any field by its key, the stage among them, past the same gates as anywhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from dealwright.workspace.queries import Actor

from ..access import locked
from .change import change_deals
from .move import move_stages


@transaction.atomic
def change_listed(ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Give fields of deals new values; returns how many were changed or moved.

    `stage` among the changes moves, all others are those of `change_deals`. Raises why the first deal was refused;
    then none is changed.
    """
    given = {key: value for key, value in changes.items() if key != "stage"}
    changed = change_deals(ids, given, by=by, via=via) if given else 0
    if "stage" not in changes:
        return changed
    stays = {deal.id for deal in locked(ids, by) if deal.stage == changes["stage"]}
    going = [deal_id for deal_id in ids if deal_id not in stays]
    moved = move_stages(going, str(changes["stage"] or ""), by=by, via=via)
    for refusal in moved.refused.values():
        raise refusal
    return max(changed, len(moved.done))
