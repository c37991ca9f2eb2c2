"""How complete one record is, which rules it breaks, and who said that it is still right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from dealwright import Invalid, NotAllowed, NotFound
from dealwright.customers.commands import add_organisation
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.leads.commands import add_lead
from dealwright.records.kinds import kind_of
from dealwright.records.quality.report import report
from dealwright.records.quality.ruling import add_rule
from dealwright.records.quality.weights import confirm_record, set_weights, standing_of

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db


def test_points_say_how_much_a_field_weighs(cast: Cast) -> None:
    firm = add_organisation({"name": "Acme", "country": "DE"}, by=cast.rep, via="page")
    assert set_weights("organisations", {"country": 3, "city": 1, "sector": 0}, by=cast.operator, via="page")
    assert not set_weights("organisations", {"country": 3, "city": 1}, by=cast.operator, via="page")
    found = standing_of("organisation", firm, cast.rep)
    assert (found.had, found.total, [field.key for field in found.lacks]) == (3, 4, ["city"])
    told = report(kind_of("organisations"), cast.rep)
    assert (told.score, told.worst[0].score) == (0.75, 0.75)
    with pytest.raises(Invalid):
        set_weights("organisations", {"country": 9}, by=cast.operator, via="page")
    with pytest.raises(NotAllowed):
        set_weights("organisations", {"country": 1}, by=cast.rep, via="page")


def test_a_confirmed_record_leaves_the_report_and_names_who_said_it(cast: Cast) -> None:
    firm = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    kind, later = kind_of("organisations"), timezone.now() + timedelta(days=200)
    assert report(kind, cast.rep).unconfirmed == []
    assert [one.title for one in report(kind, cast.rep, now=later).unconfirmed] == ["Acme"]
    confirm_record("organisation", firm, by=cast.rep, via="page")
    assert report(kind, cast.rep, now=later - timedelta(days=30)).unconfirmed == []
    found = standing_of("organisation", firm, cast.rep)
    assert found.confirmed_by == cast.rep.name
    assert found.confirmed_at is not None
    assert found.confirmed_at <= timezone.now()


@pytest.mark.thorough
def test_every_record_shows_its_standing_and_each_gap_can_be_filled(
    published: object, cast: Cast, client_of: Callable[[object], Client]
) -> None:
    rep = client_of(cast.rep)
    add_rule(
        "leads", {"field": "email", "demand": "required", "refuses": False, "sentence": "How do we write to them?"},
        by=cast.operator, via="page",
    )  # fmt: skip
    records = {
        "organisation": add_organisation({"name": "Acme"}, by=cast.rep, via="page"),
        "deal": open_deal(NewDeal("CRM", "general", "prospecting"), by=cast.rep, via="page"),
        "lead": add_lead({"name": "Lea", "owner": cast.rep.id}, by=cast.rep, via="page"),
    }
    for one, record_id in records.items():
        here = f"/quality/{one}/{record_id}/"
        shown = rep.get(here).content.decode()
        assert "Never confirmed" in shown
        gaps = re.findall(r'href="([^"]+)"', shown)
        assert gaps
        assert {rep.get(fill).status_code for fill in gaps} == {200}
        assert rep.post(here, headers={"HX-Request": "true"}).content.decode().count("Confirmed by Ann") == 1
        with pytest.raises(NotAllowed if one == "organisation" else NotFound):
            confirm_record(one, record_id, by=cast.stranger, via="page")
    assert client_of(cast.stranger).get(f"/quality/deal/{records['deal']}/").status_code == 404
    assert "How do we write to them?" in rep.get(f"/quality/lead/{records['lead']}/").content.decode()


def test_the_page_of_points_saves_them(cast: Cast, client_of: Callable[[object], Client]) -> None:
    operator, here = client_of(cast.operator), "/settings/fields/organisations/completeness/"
    assert operator.post(here, {"country": "5"}).status_code == 302
    assert 'value="5" selected' in operator.get(here).content.decode()
    assert client_of(cast.rep).get(here).status_code == 403
    assert here in operator.get("/quality/?kind=organisations").content.decode()


def test_one_field_is_confirmed_on_its_history_and_by_programs(
    cast: Cast, client_of: Callable[[object], Client], api_of: Callable[[object], Client]
) -> None:
    firm = add_organisation({"name": "Acme", "country": "DE"}, by=cast.rep, via="page")
    rep, history = client_of(cast.rep), f"/history/organisation/{firm}/?field=country"
    assert "Never confirmed" in rep.get(history).content.decode()
    assert rep.post(f"/quality/organisation/{firm}/", {"field": "country"}).headers["Location"] == history
    assert "Confirmed by Ann" in rep.get(history).content.decode()
    there = f"/api/v1/quality/confirmed/organisation/{firm}"
    told = api_of(cast.rep).post(there, {"field": "city"}, "application/json")
    assert (told.json()["field"], told.json()["confirmed_by"]) == ("city", "Ann")
    assert standing_of("organisation", firm, cast.rep).confirmed_at is None
    nothing = rep.post(f"/quality/organisation/{firm}/", {"field": "colour"})
    assert nothing.status_code == 422


def test_lists_show_filter_and_sort_by_completeness(
    published: object, cast: Cast, client_of: Callable[[object], Client], api_of: Callable[[object], Client]
) -> None:
    for name, given in (("Bare", {}), ("Full", {"country": "DE", "tags": ["a"]}), ("Half", {"country": "DE"})):
        add_organisation({"name": name, **given}, by=cast.rep, via="page")
    set_weights("organisations", {"country": 2, "tags": 1}, by=cast.operator, via="page")
    api = api_of(cast.rep)

    def listed(query: str, kind: str = "organisations") -> list[tuple[str, float]]:
        items = api.get(f"/api/v1/{kind}?{query}").json()["items"]
        return [(one.get("name") or one["title"], one["completeness"]) for one in items]

    assert listed("sort=completeness") == [("Bare", 0), ("Half", 67), ("Full", 100)]
    assert listed("sort=-completeness&completeness__lt=100") == [("Half", 67), ("Bare", 0)]
    assert listed("completeness=67&name__starts=H&sort=name") == [("Half", 67)]
    assert listed('where={"any":[{"completeness__gte":"70"},{"completeness__between":"0,1"}]}&sort=name') == [
        ("Bare", 0), ("Full", 100),
    ]  # fmt: skip
    first = api.get("/api/v1/organisations?sort=completeness&limit=1").json()
    assert listed(f"sort=completeness&limit=1&cursor={first['next_cursor']}") == [("Half", 67)]
    shown = client_of(cast.rep).get("/organisations/?columns=name,completeness&completeness__lt=100&sort=completeness")
    assert re.findall(r"\b\d+%", shown.content.decode()) == ["100%", "0%", "67%"]
    deal = open_deal(NewDeal("CRM", "general", "prospecting"), by=cast.rep, via="page")
    add_lead({"name": "Lea", "owner": cast.rep.id}, by=cast.rep, via="page")
    for one, kind in (("deal", "deals"), ("lead", "leads")):
        (_name, share) = listed("sort=completeness", kind)[0]
        assert share == round(100 * standing_of(one, deal, cast.rep).share) if one == "deal" else 0 <= share <= 100
    assert client_of(cast.rep).get("/board/?completeness__lt=100").status_code == 200
