"""Who sees and who changes which deals."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from dealwright import NotFound
from dealwright.ledger.kept import kept
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.access import require_all_changeable, require_all_removable, seen
from dealwright.workspace.queries import Actor, Role

from .models import Deal


def visible(actor: Actor) -> Q:
    """The filter for deals the actor may see: own, the team's or all, nobody's, and those shared with them."""
    return seen(actor, "deal")


def locked(deal_ids: Iterable[int], by: Actor, *, to_remove: bool = False) -> list[Deal]:
    """The deals, locked until the transaction ends, in the order of their ids; call inside a transaction.

    Raises NotFound when one is not there or not visible, NotAllowed when one may be seen but not changed (or removed).
    """
    wanted = sorted(set(deal_ids))
    deals = [_deal(row) for row in _locked(visible(by), ids=wanted)]
    if len(deals) != len(wanted):
        gone = sorted(set(wanted) - {deal.id for deal in deals})
        raise NotFound(f"There is no deal {gone[0]} that you may see.")
    require = require_all_removable if to_remove else require_all_changeable
    require(by, "deal", {deal.id: (deal.owner_id, deal.title) for deal in deals})
    return deals


def hides_amounts(actor: Actor) -> bool:
    """Whether a rule of the company hides from the actor what deals are worth."""
    return "amount" in hidden_keys(kind_of("deals"), actor)


def may_judge(asked_by_id: int | None, actor: Actor) -> bool:
    """Whether the actor may decide what that member asked for: nobody does so for themselves but the owner."""
    return actor.id is None or asked_by_id != actor.id or actor.role == Role.OWNER


OWN = [field.attname for field in Deal._meta.concrete_fields]
KNOWN = {
    "organisation": {"id", "name", "country", "sector", "employees"},
    "owner": {"id", "name"},
    "product": {"id", "name"},
}


def _related(one: str) -> tuple[str, Any, list[str]]:
    """A relation, its model, and its known columns in the model's order, which is the one that from_db expects."""
    model: Any = Deal._meta.get_field(one).related_model
    return one, model, [field.attname for field in model._meta.concrete_fields if field.attname in KNOWN[one]]


RELATED = [_related(one) for one in KNOWN]


@kept
def _locked(shown: Q, ids: Any) -> QuerySet[Deal, Any]:
    found = Deal.objects.select_for_update(of=("self",)).filter(shown, id__in=ids).order_by("id")
    return found.values_list(*OWN, *(f"{one}__{column}" for one, _, columns in RELATED for column in columns))


def _deal(row: Sequence[Any]) -> Deal:
    """The deal, which knows of its organisation, owner and product just what gates look at."""
    deal, rest = Deal.from_db(DEFAULT_DB_ALIAS, OWN, row[: len(OWN)]), iter(row[len(OWN) :])
    for one, model, columns in RELATED:
        known = [next(rest) for _ in columns]
        setattr(deal, one, None if known[0] is None else model.from_db(DEFAULT_DB_ALIAS, columns, known))
    return deal
