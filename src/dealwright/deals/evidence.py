"""What is known of deals when their gates are judged, gathered for many deals in one set of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from dealwright.activities.queries import latest_by_kind
from dealwright.playbook import ActivityNeed, FieldType, PersonNeed, Playbook
from dealwright.processes.queries import playbook
from dealwright.records.money import exponent

from .models import Deal, Stakeholder
from .rules import Evidence


def evidence_of(deals: Sequence[Deal]) -> dict[int, Evidence]:
    """The evidence of each deal by id; at most two queries for any number of deals.

    The deals must carry organisation, owner and product (select_related).
    """
    wanted = {type(need) for deal in deals for stage in playbook(deal.version_id).stages for need in stage.exit}
    ids = [deal.id for deal in deals]
    done = latest_by_kind("deal", ids) if ActivityNeed in wanted else {}
    people = _people(ids) if PersonNeed in wanted else {}
    now = timezone.now()
    return {deal.id: Evidence(facts_of(deal, now), done.get(deal.id, {}), people.get(deal.id, {})) for deal in deals}


def facts_of(deal: Deal, now: datetime) -> dict[str, Any]:
    """The names a check may use; money in major units."""
    book = playbook(deal.version_id)
    return {
        "title": deal.title,
        "amount": _major(deal.amount_minor, deal.currency),
        "currency": deal.currency,
        "close_on": deal.close_on,
        "source": deal.source,
        "product": deal.product.name if deal.product_id else None,
        "organisation": deal.organisation.name if deal.organisation_id else None,
        "owner": deal.owner.name if deal.owner_id else None,
        "age_days": _days_since(deal.opened_at, now),
        "stage_days": _days_since(deal.stage_since, now),
        "fields": _own_facts(book, deal),
    }


def _own_facts(book: Playbook, deal: Deal) -> dict[str, Any]:
    facts = dict(deal.fields)
    for field in book.fields:
        if field.type == FieldType.MONEY and facts.get(field.key) is not None:
            facts[field.key] = _major(facts[field.key], deal.currency)
    return facts


def _major(minor: int | None, currency: str) -> float | None:
    """Major units for comparing in a check; checks compare, they never store."""
    return None if minor is None else minor / 10 ** exponent(currency)


def _days_since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else (now - moment.astimezone(UTC)).days


def _people(ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Stakeholder.objects.filter(deal_id__in=ids).order_by("id").values_list("deal_id", "role", "person__name")
    for deal_id, role, name in rows:
        found[deal_id][role].append(name)
    return found
