"""Takes the sample company away again."""

from collections.abc import Callable

from dealwright.customers.commands import remove_organisations, remove_people
from dealwright.deals.commands import remove_deals
from dealwright.records.kinds import kind_of
from dealwright.workspace.queries import Actor, Right, require

from .storing import MARK

AT_ONCE = 2_000


def count_sample(kind: str = "deals") -> int:
    """How many records of a kind belong to the sample."""
    return kind_of(kind).model._default_manager.filter(import_id=MARK).count()


def remove_sample(*, by: Actor, via: str) -> int:
    """Take back all sample deals, people and organisations; returns how many deals went.

    Organisations and people that real deals need by now stay, and so do the members, who cannot sign in and own
    nothing any more. Raises NotAllowed when the actor may not manage members.
    """
    require(by, Right.MEMBERS)
    removed = _remove("deals", lambda ids: remove_deals(ids, by=by, via=via))
    _remove("people", lambda ids: remove_people(ids, by=by, via=via))
    _remove("organisations", lambda ids: remove_organisations(ids, by=by, via=via))
    return removed


def _remove(kind: str, take_back: Callable[[list[int]], int]) -> int:
    model = kind_of(kind).model
    ids = list(model._default_manager.filter(import_id=MARK).values_list("id", flat=True))
    return sum(take_back(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))
