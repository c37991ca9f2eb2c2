"""What is known of deals when their gates are judged, gathered for many deals in one set of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from dealwright.activities.queries import kinds_done, latest_by_kind
from dealwright.playbook import ActivityNeed, FieldType, Need, PersonNeed, Playbook
from dealwright.processes.queries import playbook
from dealwright.records.money import exponent

from .models import Deal, Stakeholder
from .rules import Evidence, is_met


class Glance(NamedTuple):
    """What one row says of a deal, in the order of GLANCE; `organisation`, `owner` and `product` are names."""

    id: int
    version_id: int
    title: str
    stage: str | None
    status: str
    source: str
    amount_minor: int | None
    currency: str
    close_on: date | None
    opened_at: datetime | None
    stage_since: datetime | None
    fields: Mapping[str, Any]
    organisation: str | None
    owner: str | None
    product: str | None


NAMES = ("organisation", "owner", "product")
GLANCE = tuple(f"{name}__name" if name in NAMES else name for name in Glance._fields)


def evidence_of(deals: Sequence[Deal]) -> dict[int, Evidence]:
    """The evidence of each deal by id; at most two queries for any number of deals.

    The deals must carry organisation, owner and product (select_related).
    """
    wanted = {type(need) for deal in deals for stage in playbook(deal.version_id).stages for need in stage.exit}
    ids = [deal.id for deal in deals]
    done = latest_by_kind("deal", ids) if ActivityNeed in wanted else {}
    people = _people(ids) if PersonNeed in wanted else {}
    now = timezone.now()
    return {
        deal.id: Evidence(facts_of(_glance(deal), now), done.get(deal.id, {}), people.get(deal.id, {}))
        for deal in deals
    }


def unmet(rows: Sequence[Glance], now: datetime) -> dict[int, int]:
    """How much each deal's own stage misses, by id; at most two queries for any number of deals.

    It only counts: what activities and people are called is never read.
    """
    gates = {row.id: _gate(row) for row in rows}
    wanted = {type(need) for gate in gates.values() for need in gate}
    done = kinds_done("deal", list(gates)) if ActivityNeed in wanted else {}
    people = _people(list(gates), "role") if PersonNeed in wanted else {}
    return {
        row.id: _count(row, gates[row.id], Evidence(facts_of(row, now), done.get(row.id, {}), people.get(row.id, {})))
        for row in rows
    }


def _gate(row: Glance) -> Sequence[Need]:
    return playbook(row.version_id).stage(row.stage).exit if row.stage else ()


def _count(row: Glance, gate: Sequence[Need], evidence: Evidence) -> int:
    book = playbook(row.version_id)
    return sum(not is_met(need, evidence, book) for need in gate)


def _glance(deal: Deal) -> Glance:
    names = (each.name if each else None for each in (deal.organisation, deal.owner, deal.product))
    return Glance(*(getattr(deal, name) for name in Glance._fields if name not in NAMES), *names)


def facts_of(deal: Glance, now: datetime) -> dict[str, Any]:
    """The names a check may use; money in major units."""
    return {
        "title": deal.title,
        "amount": _major(deal.amount_minor, deal.currency),
        "currency": deal.currency,
        "close_on": deal.close_on,
        "source": deal.source,
        "product": deal.product,
        "organisation": deal.organisation,
        "owner": deal.owner,
        "age_days": _days_since(deal.opened_at, now),
        "stage_days": _days_since(deal.stage_since, now),
        "fields": _own_facts(playbook(deal.version_id), deal),
    }


def _own_facts(book: Playbook, deal: Glance) -> dict[str, Any]:
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


def _people(ids: Sequence[int], named: str = "person__name") -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Stakeholder.objects.filter(deal_id__in=ids).order_by("id").values_list("deal_id", "role", named)
    for deal_id, role, name in rows:
        found[deal_id][role].append(name)
    return found
