"""Sources and campaigns: made when first named, given a cost and a period."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import FieldType
from dealwright.records.money import currencies
from dealwright.records.values import Reading, read_value
from dealwright.workspace.queries import Actor, company

from ..access import require_set_up
from ..events import SourceChanged
from ..models import Campaign, Source

Model = type[Source] | type[Campaign]


def ensure(model: Model, names: Iterable[str], *, by: Actor, via: str) -> dict[str, int]:
    """The numbers of sources or campaigns by name; those that are not known yet are made."""
    wanted = {name for name in names if name}
    known = dict(model.objects.filter(name__in=wanted).values_list("name", "id")) if wanted else {}
    if fresh := sorted(wanted - set(known)):
        model.objects.bulk_create([model(name=name) for name in fresh], ignore_conflicts=True)
        known = dict(model.objects.filter(name__in=wanted).values_list("name", "id"))
        is_campaign = model is Campaign
        events = ((known[name], SourceChanged(name=name, campaign=is_campaign)) for name in fresh)
        record(Happening(event, one, by.id, via, timezone.now()) for one, event in events)
    return known


@transaction.atomic
def set_up_source(
    name: str,
    *,
    campaign: bool = False,
    cost: Any = None,
    currency: str = "",
    cost_from: Any = None,
    cost_until: Any = None,
    source: str = "",
    source_id: int | None = None,
    by: Actor,
    via: str,
) -> int:
    """Add a source or campaign, or change the one with that number; returns its number.

    `cost` is decimal text in `currency` (the company's unless told) for the days from `cost_from` to `cost_until`; a
    campaign may belong to a source, by name. Raises Invalid, Conflict for a name that is taken, NotFound, NotAllowed.
    """
    require_set_up(by)
    model: Model = Campaign if campaign else Source
    row: Any = model() if source_id is None else model.objects.select_for_update().filter(id=source_id).first()
    if row is None:
        raise NotFound(f"There is no {'campaign' if campaign else 'source'} {source_id}.")
    row.name = _name(model, name, row.id)
    row.currency = _currency(currency)
    row.cost_minor = read_value(FieldType.MONEY, cost, Reading(currency=row.currency), key="cost")
    row.cost_from, row.cost_until = _period(cost_from, cost_until)
    if row.cost_minor is not None and row.cost_minor < 0:
        raise Invalid("A cost is not negative.", field="cost")
    if campaign:
        row.source_id = ensure(Source, [source.strip()], by=by, via=via).get(source.strip())
    row.save()
    event = SourceChanged(name=row.name, campaign=campaign, cost=row.cost_minor, currency=row.currency)
    record([Happening(event, row.id, by.id, via, timezone.now())])
    return int(row.id)


def _name(model: Model, name: str, own_id: int | None) -> str:
    text = read_value(FieldType.TEXT, name, key="name")
    longest = model._meta.get_field("name").max_length or 0
    if not text:
        raise Invalid("A name is needed.", field="name")
    if len(text) > longest:
        raise Invalid(f"This is {len(text)} characters long; {longest} fit.", field="name")
    if model.objects.filter(name=text).exclude(id=own_id).exists():
        raise Conflict(f"“{text}” is there already.", field="name", remedy="Choose another name.")
    return str(text)


def _currency(text: str) -> str:
    code = text.strip().upper() or company().currency
    if code not in currencies():
        raise Invalid(f"“{code[:20]}” is not a currency.", field="currency", remedy="Use a code like EUR.")
    return code


def _period(begin: Any, end: Any) -> tuple[date | None, date | None]:
    first, last = (read_value(FieldType.DATE, day, key=key) for key, day in (("cost_from", begin), ("cost_until", end)))
    if first and last and last < first:
        raise Invalid("The period ends before it begins.", field="cost_until")
    return first, last
