"""Amounts in the company's currency: at the rate of when they were set, once there is one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.deals.commands import NewDeal, change_deal, open_deal
from dealwright.deals.commands.valuing import value_deals
from dealwright.deals.models import Deal, PipelineTotal
from dealwright.ledger.readers import catch_up
from dealwright.records.money import in_company_money
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import ask
from dealwright.scorecard.questions import read_question
from dealwright.workspace.commands import set_up_company
from dealwright.workspace.models import Company
from dealwright.workspace.places import read_rates
from dealwright.workspace.queries import CompanySettings, Machine, company

if TYPE_CHECKING:
    from conftest import Cast


def rate(cast: Cast, **rates: str) -> None:
    now = company()
    set_up_company(now.name, now.currency, rates=rates, by=cast.owner, via="page")


def base_of(deal_id: int) -> int | None:
    return Deal.objects.get(id=deal_id).base_minor


@pytest.mark.django_db
def test_a_deal_keeps_the_rate_of_when_its_amount_was_set(cast: Cast, published: Any) -> None:
    rate(cast, USD="0.9")
    deal = open_deal(NewDeal("Pumps", amount_minor=100_05, currency="USD"), by=cast.rep, via="page")
    assert base_of(deal) == 90_05  # half a cent is rounded up
    rate(cast, USD="0.8")
    change_deal(deal, {"title": "Pumps and pipes"}, by=cast.rep, via="page")
    assert base_of(deal) == 90_05
    change_deal(deal, {"amount": "200"}, by=cast.rep, via="page")
    assert base_of(deal) == 160_00
    change_deal(deal, {"currency": "EUR"}, by=cast.rep, via="page")
    assert base_of(deal) == 200_00


@pytest.mark.django_db
def test_deals_that_waited_for_a_rate_get_it_once(cast: Cast, published: Any) -> None:
    amounts = {"USD": 100_00, "JPY": 5_000, "CHF": 70_00, "EUR": 10_00}
    deals = {code: open_deal(NewDeal(code, amount_minor=minor, currency=code), by=cast.rep, via="page")
             for code, minor in amounts.items()}  # fmt: skip
    assert {code for code, deal in deals.items() if base_of(deal) is None} == {"USD", "JPY", "CHF"}
    rate(cast, USD="0.9", JPY="0.006")
    assert (value_deals(), value_deals()) == (2, 0)
    assert {code: base_of(deal) for code, deal in deals.items()} == {
        "USD": 90_00,
        "JPY": 30_00,
        "CHF": None,
        "EUR": 10_00,
    }
    assert sum(PipelineTotal.objects.values_list("base_minor", flat=True)) == 130_00
    catch_up(READER)
    told = ask(read_question("pipeline", {}), actor=Machine()).as_dict()
    assert (told["currency"], sum(row["value"] for row in told["rows"])) == ("EUR", 130.0)
    assert told["deals_without_rate"] == 1


@pytest.mark.django_db
def test_rates_are_written_on_the_page(cast: Cast, client_of: Any) -> None:
    browser, now = client_of(cast.owner), company()
    sent = {"company": now.name, "zone": now.zone, "locale": "de-DE", "year_begins": "1"}
    assert browser.post("/settings/company/", sent | {"rates": "usd 0,92\n1 GBP = 1.17\n"}).status_code == 302
    assert company().rates == {"USD": "0.92", "GBP": "1.17"}
    for wrong in ("USD", "USD 0", "XYZ 1", "EUR 1", "USD 1\nUSD 2", "USD -1", "USD 1e9", "USD 1.2.3", "USD 99999999"):
        refused = browser.post("/settings/company/", sent | {"rates": wrong})
        assert refused.status_code == 422, wrong
        assert wrong.split("\n", maxsplit=1)[0] in refused.content.decode()
    assert company().rates == {"USD": "0.92", "GBP": "1.17"}
    assert browser.post("/settings/company/", sent).status_code == 302  # whoever says nothing of rates keeps them
    assert company().rates == {"USD": "0.92", "GBP": "1.17"}
    assert "GBP 1.17" in browser.get("/settings/company/").content.decode()


@given(st.integers(-(10**12), 10**12), st.decimals("0.0001", 9999, places=4), st.sampled_from(["USD", "JPY", "KWD"]))
def test_amounts_are_turned_as_by_hand(minor: int, found: Decimal, currency: str) -> None:
    known = CompanySettings("", "EUR", "", "", rates={currency: str(found)})
    units = {"USD": 100, "JPY": 1, "KWD": 1000}[currency]
    expected = (Decimal(minor) / units * found * 100).to_integral_value(ROUND_HALF_UP)
    assert in_company_money(minor, currency, known) == int(expected)
    assert in_company_money(minor, "CHF", known) is None
    assert in_company_money(None, currency, known) is None
    assert in_company_money(minor, "EUR", known) == minor


def test_what_is_no_rate_is_refused_by_its_line() -> None:
    with pytest.raises(Invalid, match="Line 2"):
        read_rates("USD 0.9\n\nnonsense")


@pytest.mark.django_db
def test_what_came_before_the_company_chose_its_currency_is_counted_in_that(published: Any) -> None:
    by: dict[str, Any] = {"by": Machine(), "via": "cli"}
    Company.objects.all().delete()
    deals = [open_deal(NewDeal("Early", amount_minor=100, currency=code), **by) for code in ("EUR", "USD")]
    assert [base_of(deal) for deal in deals] == [None, None]
    set_up_company("Late Ltd", "USD", **by)
    assert value_deals() == 1
    assert [base_of(deal) for deal in deals] == [None, 100]
