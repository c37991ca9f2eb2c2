"""How territories divide open deals: by the organisation of the deal."""

from collections.abc import Collection, Sequence
from typing import Any

from dealwright.customers.territories import EVENTS as OF_ORGANISATIONS
from dealwright.customers.territories import FACTS, facts_of
from dealwright.ledger.queries import Happened
from dealwright.workspace.queries import Actor
from dealwright.workspace.territories import Ground, Placed

from .commands import change_deals
from .models import Deal

OWN = ("id", "title", "owner_id", "organisation__owner_id", "organisation_id", "source")
COLUMNS = (*OWN, *(f"organisation__{each}" for each in FACTS))
EVENTS = frozenset({"deal_opened", "deal_changed", *OF_ORGANISATIONS})


def _placed(rows: Any, limit: int | None = None) -> list[Placed]:
    """Open deals with an organisation; a closed one stays whose it was."""
    found = rows.filter(status="open", organisation__isnull=False).order_by("id").values_list(*COLUMNS)[:limit]
    return [
        Placed(deal_id, title, owner_id, {**facts_of(facts), "source": source}, customers_owner, ("organisation", firm))
        for deal_id, title, owner_id, customers_owner, firm, source, *facts in found
    ]


def _batch(after: int, limit: int) -> Sequence[Placed]:
    return _placed(Deal.objects.filter(id__gt=after), limit)


def _some(ids: Collection[int]) -> Sequence[Placed]:
    return _placed(Deal.objects.filter(id__in=ids))


def _give(ids: Sequence[int], owner_id: int | None, by: Actor, via: str) -> None:
    change_deals(ids, {"owner": owner_id}, by=by, via=via)


def _touched(happened: Sequence[Happened]) -> Collection[int]:
    ids = {each.subject_id for each in happened if each.subject_kind == "deal"}
    firms = {each.subject_id for each in happened if each.subject_kind == "organisation"}
    return ids | set(Deal.objects.filter(organisation_id__in=firms).values_list("id", flat=True) if firms else ())


DEALS = Ground("deal", "Open deals", _batch, _some, _give, _touched, EVENTS)
