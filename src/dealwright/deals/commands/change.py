"""Change the fields of deals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, read_each
from dealwright.customers.queries import organisation_name
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import FieldType, Playbook, category_in
from dealwright.processes.queries import playbook
from dealwright.records.fields import OWN, Catalogue
from dealwright.records.money import currencies, in_company_money
from dealwright.records.own_values import merged, read_own, require_writable
from dealwright.records.quality.keeping import Watch
from dealwright.records.values import Reading, read_value
from dealwright.workspace.access import require_owner
from dealwright.workspace.queries import Actor, company, member

from .. import totals
from ..access import locked
from ..catalogue import CATEGORIES, fields_in, fitted
from ..events import DealChanged
from ..models import Deal, Supplied
from .move import require_revision
from .products import ensure_products

CHANGEABLE = {
    "title": FieldType.TEXT,
    "source": FieldType.TEXT,
    "product": FieldType.TEXT,
    "currency": FieldType.TEXT,
    "amount": FieldType.MONEY,
    "close_on": FieldType.DATE,
    "organisation": FieldType.ORGANISATION,
    "owner": FieldType.MEMBER,
    "forecast_category": FieldType.CHOICE,
}
COLUMNS = {
    "amount": "amount_minor",
    "organisation": "organisation_id",
    "owner": "owner_id",
    "product": "product_id",
}


def change_deal(deal_id: int, changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None) -> None:
    """Give fields of a deal new values; see `change_deals`."""
    change_deals([deal_id], changes, by=by, via=via, revision=revision)


@transaction.atomic
def change_deals(
    deal_ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> int:
    """Give fields of deals the same new values; returns how many deals differ now.

    Keys are catalogue keys that can be written; `fields` maps own fields to values, None empties one. Values are
    read as typed text. Raises Invalid naming the field at fault, NotAllowed for giving a deal to somebody else
    without the right, Stale when `revision` is not the deal's; then nothing is changed.
    """
    deals, now = locked(deal_ids, by), timezone.now()
    require_revision(deals, revision)
    changed, rules = [], Watch("deals", deals, by)
    known = {version_id: fields_in(playbook(version_id), by) for version_id in {deal.version_id for deal in deals}}
    for deal in deals:
        before, cell = _snapshot(deal), totals.share_of(deal, deal.stage, -1)
        read = read_changes(changes, playbook(deal.version_id), deal.currency, known[deal.version_id], by)
        _assign(deal, read, by, via)
        rules.require(deal)
        after = _snapshot(deal)
        if after != before:
            changed.append((deal, cell, DealChanged(**_difference(before, after))))
    for deal, _, _ in changed:
        deal.revision += 1
        deal.save()
    totals.apply(
        each
        for deal, cell, _ in changed
        if deal.status == "open"
        for each in (cell, totals.share_of(deal, deal.stage, 1))
    )
    _note_supplied(changed, by, now)
    record(Happening(event, deal.id, by.id, via, now) for deal, _, event in changed)
    return len(changed)


def _note_supplied(changed: Sequence[tuple[Deal, Any, DealChanged]], by: Actor, now: datetime) -> None:
    """Remember who filled in which field and when: proof of a field may expire."""
    rows = [
        Supplied(deal_id=deal.id, field=key, by_id=by.id, at=now)
        for deal, _, event in changed
        for key in _filled(event)
    ]
    Supplied.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["deal", "field"], update_fields=["by", "at"]
    )


def _filled(event: DealChanged) -> list[str]:
    old, own = event.old.get("fields") or {}, event.new.get("fields") or {}
    return [*(key for key in event.new if key != "fields"), *(key for key in own if own[key] != old.get(key))]


def read_changes(
    changes: Mapping[str, Any], book: Playbook, currency: str, known: Catalogue, by: Actor
) -> dict[str, Any]:
    """Changes as stored values, by somebody who knows these fields of a deal.

    Raises Invalid for a field that is unknown or may only be read, and for a value that is not of its type.
    """
    unknown = set(changes) - set(CHANGEABLE) - {"fields"}
    if unknown:
        raise Invalid(f"A deal has no field “{min(unknown)}” that can be changed.", field=min(unknown))
    require_writable(known, set(changes) - {"fields"})
    currency = read_currency(changes.get("currency")) or currency
    reading = Reading(currency=currency, choices=CATEGORIES)

    def read(key: str, value: Any) -> Any:
        if key == "fields":
            return read_own_of(value, book, currency, known, by)
        stored = currency if key == "currency" and value else read_value(CHANGEABLE[key], value, reading, key=key)
        if key == "title" and not stored:
            raise Invalid("A deal needs a title.", field="title")
        return stored

    return read_each({key: value for key, value in changes.items() if key != "fields" or value}, read)


def read_currency(text: Any) -> str | None:
    """A currency code in capitals; raises Invalid for one that does not exist."""
    code = str(text).strip().upper() if text else None
    if code is not None and code not in currencies():
        raise Invalid(f"“{text}” is not a currency.", field="currency", remedy="Use its three-letter code, like EUR.")
    return code


def read_own_of(values: Any, book: Playbook, currency: str, known: Catalogue, by: Actor) -> dict[str, Any]:
    """Own fields as stored (None empties one); raises Invalid for a field that the process does not have."""
    if isinstance(values, Mapping) and (unknown := [key for key in values if OWN + str(key) not in known]):
        there = ", ".join(each.key for each in fitted(book, known).fields)
        raise Invalid(
            f"{book.title} has no field “{unknown[0]}”.", field=f"{OWN}{unknown[0]}", remedy=f"It has: {there}."
        )
    return read_own(known, values, by, currency)


def _assign(deal: Deal, new: Mapping[str, Any], by: Actor, via: str) -> None:
    if "owner" in new and new["owner"] != deal.owner_id:
        require_owner(by, "deal", new["owner"], "a deal", was=[deal.owner_id])
        if new["owner"] is not None:
            member(new["owner"])
        deal.owner_id = new["owner"]
    if "organisation" in new and new["organisation"] != deal.organisation_id:
        if new["organisation"] is not None:
            organisation_name(new["organisation"], by)
        deal.organisation_id = new["organisation"]
    if "product" in new:
        name = new["product"]
        deal.product = ensure_products([name], by=by, via=via)[name] if name else None
    for key in ("title", "currency", "close_on"):
        if key in new:
            setattr(deal, key, new[key])
    if "forecast_category" in new:
        deal.forecast_category = new["forecast_category"] or category_in(playbook(deal.version_id), deal.stage)
    if "source" in new:
        deal.source = new["source"] or ""
    if "amount" in new:
        deal.amount_minor = new["amount"]
    deal.fields = merged(deal.fields, new.get("fields", {}))
    if deal.base_minor is None or {"amount", "currency"} & new.keys():  # else it keeps the rate that it has
        deal.base_minor = in_company_money(deal.amount_minor, deal.currency, company())


def _snapshot(deal: Deal) -> dict[str, Any]:
    """What events tell of a deal's fields."""
    return {
        "title": deal.title,
        "owner": deal.owner_id,
        "organisation": deal.organisation_id,
        "product": deal.product.name if deal.product_id else None,
        "source": deal.source,
        "amount": deal.amount_minor,
        "base": deal.base_minor,
        "currency": deal.currency,
        "close_on": deal.close_on.isoformat() if deal.close_on else None,
        "forecast_category": deal.forecast_category,
        "fields": dict(deal.fields),
    }


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    keys = [key for key in after if before[key] != after[key]]
    return {"old": {key: before[key] for key in keys}, "new": {key: after[key] for key in keys}}
