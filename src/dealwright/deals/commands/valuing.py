"""What deals without an exchange rate are worth in the company's currency, once there is one."""

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.ledger.doors import RATES
from dealwright.records.money import in_company_money
from dealwright.workspace.queries import CompanySettings, company

from .. import totals
from ..events import DealChanged
from ..models import Deal

AT_ONCE = 500


def value_deals() -> int:
    """Give deals whose amount had no rate the rate of now; returns how many. May be called again after a crash."""
    known, valued, after = company(), 0, 0
    waiting = Deal.objects.filter(base_minor=None, currency__in=[*known.rates, known.currency])
    waiting = waiting.exclude(amount_minor=None).order_by("id")
    while ids := list(waiting.filter(id__gt=after).values_list("id", flat=True)[:AT_ONCE]):
        valued, after = valued + _value(ids, known), ids[-1]
    return valued


@transaction.atomic
def _value(ids: list[int], known: CompanySettings) -> int:
    deals = list(Deal.objects.select_for_update().filter(id__in=ids, base_minor=None).order_by("id"))
    before = [totals.share_of(deal, deal.stage, -1) for deal in deals]
    for deal in deals:
        deal.base_minor = in_company_money(deal.amount_minor, deal.currency, known)
    Deal.objects.bulk_update(deals, ["base_minor"])
    totals.apply(
        each
        for deal, cell in zip(deals, before, strict=True)
        if deal.status == "open"
        for each in (cell, totals.share_of(deal, deal.stage, 1))
    )
    now = timezone.now()
    record(
        Happening(DealChanged(old={"base": None}, new={"base": deal.base_minor}), deal.id, None, RATES, now)
        for deal in deals
        if deal.base_minor is not None
    )
    return len(deals)
