"""Rules on values hold for every command, and never for what somebody only corrects beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid, NotAllowed
from dealwright.customers.commands import add_organisation, add_person, change_organisation, change_person
from dealwright.customers.models import Organisation, Person
from dealwright.deals.commands import NewDeal, change_deal, move_stage, open_deal
from dealwright.leads.commands import add_lead, change_lead
from dealwright.records.quality.rules import FORMATS, Rule, fits
from dealwright.records.quality.ruling import add_rule, change_rule, preview, remove_rule

if TYPE_CHECKING:
    from conftest import Cast

AS = {"via": "page"}


def ruled(cast: Cast, kind: str, field: str, demand: str = "required", **more: Any) -> int:
    return add_rule(kind, {"field": field, "demand": demand, **more}, by=cast.operator, via="page")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("digits", "0123", "12a"),
        ("postcode", "10115", "nowhere at all"),
        ("postcode", "SW1A 1AA", "!"),
        ("vat", "DE123456789", "123456789"),
        ("web", "https://a.example/x", "a.example"),
        ("mail", "ann@a.example", "ann at a"),
        ("phone", "+49 30 123456", "030 123456"),
        ("capitals", "AB12", "ab12"),
    ],
)
def test_formats_know_good_from_bad(name: str, good: str, bad: str) -> None:
    assert fits(FORMATS[name][1], good)
    assert not fits(FORMATS[name][1], bad)


@given(st.text(max_size=60))
def test_digits_are_what_python_calls_ascii_digits(text: str) -> None:
    rule = Rule(1, "person", "phone", "digits")
    assert rule.is_broken({"phone": text}) == bool(text and not (text.isascii() and text.isdigit()))


@pytest.mark.django_db
def test_a_required_field_is_asked_of_new_and_changed_customers_alone(cast: Cast) -> None:
    old = add_person({"name": "Old"}, by=cast.rep, **AS)
    ruled(cast, "people", "email", sentence="We write to everybody.")
    with pytest.raises(Invalid, match="We write to everybody") as refused:
        add_person({"name": "New"}, by=cast.rep, **AS)
    assert refused.value.field == "email"
    assert change_person(old, {"job_title": "Buyer"}, by=cast.rep, **AS)
    kept = add_person({"name": "Kept", "email": "k@x.example"}, by=cast.rep, **AS)
    with pytest.raises(Invalid, match="We write"):
        change_person(kept, {"email": ""}, by=cast.rep, **AS)
    assert Person.objects.get(id=kept).email == "k@x.example"


@pytest.mark.django_db
def test_a_condition_says_of_which_records_and_a_warning_refuses_nothing(cast: Cast) -> None:
    rule = ruled(cast, "organisations", "city", condition='organisation.country == "DE"')
    firm = add_organisation({"name": "Paris SA", "country": "FR"}, by=cast.rep, **AS)
    with pytest.raises(Invalid, match="City is needed"):
        change_organisation(firm, {"country": "DE"}, by=cast.rep, **AS)
    change_rule(rule, {"refuses": False}, by=cast.operator, via="page")
    assert change_organisation(firm, {"country": "DE"}, by=cast.rep, **AS)
    remove_rule(rule, by=cast.operator, via="page")
    assert add_organisation({"name": "Berlin", "country": "DE"}, by=cast.rep, **AS)


@pytest.mark.django_db
def test_a_deal_is_asked_from_its_stage_on(published: object, cast: Cast) -> None:
    from dealwright.deals.models import Deal

    first = NewDeal("CRM", "general", "prospecting")
    ruled(cast, "deals", "source", stage="prospecting", condition="deal.amount > 1000.0")
    small = open_deal(first, by=cast.rep, **AS)
    with pytest.raises(Invalid, match="Source is needed"):
        change_deal(small, {"amount": "2000"}, by=cast.rep, **AS)
    change_deal(small, {"amount": "2000", "source": "fair"}, by=cast.rep, **AS)
    assert Deal.objects.get(id=small).amount_minor == 200_000


@pytest.mark.django_db
def test_a_move_is_refused_until_the_field_is_filled(published: object, cast: Cast) -> None:
    from dealwright.deals.models import Deal
    from dealwright.processes.queries import current

    later = current("general").playbook.stages[1].key
    ruled(cast, "deals", "source", stage=later)
    deal = open_deal(NewDeal("CRM", "general", "prospecting"), by=cast.rep, **AS)
    with pytest.raises(Invalid, match="Source is needed"):
        move_stage(deal, later, by=cast.manager, via="page", override="agreed with the customer")
    change_deal(deal, {"source": "fair"}, by=cast.rep, **AS)
    move_stage(deal, later, by=cast.manager, via="page", override="agreed with the customer")
    assert Deal.objects.get(id=deal).stage == later


@pytest.mark.django_db
def test_leads_keep_formats(cast: Cast) -> None:
    ruled(cast, "leads", "phone", "phone")
    with pytest.raises(Invalid, match="Phone must be"):
        add_lead({"name": "Lea", "phone": "0301234567"}, by=cast.rep, **AS)
    lead = add_lead({"name": "Lea", "owner": cast.rep.id}, by=cast.rep, **AS)
    with pytest.raises(Invalid, match="Phone must be"):
        change_lead(lead, {"phone": "030 12345"}, by=cast.rep, **AS)


@pytest.mark.django_db
def test_a_preview_counts_what_a_rule_would_find_and_changes_nothing(cast: Cast) -> None:
    for n in range(5):
        add_organisation({"name": f"Firm {n}", "country": "DE" if n < 3 else ""}, by=cast.rep, **AS)
    found = preview("organisations", {"field": "country", "demand": "required"}, cast.operator)
    assert (found.broken, found.looked_at) == (2, 5)
    assert {title for title, _ in found.examples} == {"Firm 3", "Firm 4"}
    assert add_organisation({"name": "Still free"}, by=cast.rep, **AS)
    assert Organisation.objects.count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"field": "nothing", "demand": "required"}, "field"),
        ({"field": "name", "demand": "sometimes"}, "demand"),
        ({"field": "employees", "demand": "own", "pattern": "("}, "pattern"),
        ({"field": "name", "demand": "own", "pattern": "(a{100}){100}"}, "pattern"),
        ({"field": "owner", "demand": "digits"}, "demand"),
        ({"field": "name", "demand": "required", "condition": "organisation.cuntry == 'DE'"}, "condition"),
        ({"field": "name", "demand": "required", "stage": "won"}, "stage"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_its_part(cast: Cast, given: dict[str, Any], part: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_rule("organisations", given, by=cast.operator, via="page")
    assert refused.value.field == part
    with pytest.raises(NotAllowed):
        add_rule("organisations", {"field": "name", "demand": "required"}, by=cast.rep, via="page")
