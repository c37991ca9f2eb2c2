"""How territories divide organisations."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dealwright.ledger.queries import Happened
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.records.money import to_text
from dealwright.workspace.queries import Actor
from dealwright.workspace.territories import Ground, Placed

from .commands import change_organisation
from .models import Organisation

FACTS = (
    *("name", "country", "city", "sector", "tier", "employees"),
    *("revenue_minor", "revenue_currency", "domains", "tags"),
)
EVENTS = frozenset({"organisation_added", "organisation_changed"})


def facts_of(row: Sequence[Any]) -> dict[str, Any]:
    """What territories look at of an organisation, from the columns of FACTS; money in major units."""
    found: Mapping[str, Any] = dict(zip(FACTS, row, strict=True))
    plain = {key: found[key] for key in ("name", "country", "city", "sector", "tier", "employees")}
    revenue = found["revenue_minor"]
    worth = None if revenue is None else float(to_text(revenue, found["revenue_currency"]) or 0)
    domain = next(iter(found["domains"] or ()), "")
    return {**plain, "revenue": worth, "domain": domain, "tags": list(found["tags"] or ())}


def _placed(rows: Any) -> list[Placed]:
    found = rows.values_list("id", "name", "owner_id", *FACTS)
    return [Placed(one, name, owner_id, facts_of(facts)) for one, name, owner_id, *facts in found]


def _batch(after: int, limit: int) -> Sequence[Placed]:
    return _placed(Organisation.objects.filter(id__gt=after).order_by("id")[:limit])


def _some(ids: Collection[int]) -> Sequence[Placed]:
    return _placed(Organisation.objects.filter(id__in=ids).order_by("id"))


def _give(ids: Sequence[int], owner_id: int | None, by: Actor, via: str) -> None:
    for organisation_id in ids:
        change_organisation(organisation_id, {"owner": owner_id}, by=by, via=via)


def _touched(happened: Sequence[Happened]) -> Collection[int]:
    return {each.subject_id for each in happened}


def _hides(by: Actor) -> Collection[str]:
    return hidden_keys(kind_of("organisations"), by)


ORGANISATIONS = Ground("organisation", "Organisations", _batch, _some, _give, _touched, EVENTS, _hides)
