"""Saved views: who finds them, who changes them, what a list opens with, groups and sums."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright import BadRequest, NotAllowed, NotFound
from dealwright.customers.commands import NewOrganisation, record_organisations
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.records.grouping import add_up, groups, read_grouping
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.models import SavedView
from dealwright.records.own.rules import HIDDEN
from dealwright.records.queries import listing
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.views import change_view, choose_view, remove_view, restore_view, save_view, view, views

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]


def found(actor: Any) -> list[str]:
    return [each.name for each in views("deals", actor)]


def test_a_view_is_found_by_those_it_is_shared_with(cast: "Cast") -> None:
    saved = save_view("deals", "Hot", "?status=open&sort=-amount&cursor=x", by=cast.manager, via="page")
    assert view(saved, cast.manager).query == "status=open&sort=-amount"
    assert (found(cast.manager), found(cast.rep), found(cast.stranger)) == (["Hot"], [], [])
    change_view(saved, shared="team", by=cast.manager, via="page")
    assert (found(cast.rep), found(cast.stranger)) == (["Hot"], [])
    change_view(saved, shared="all", by=cast.manager, via="page")
    assert found(cast.stranger) == ["Hot"]
    with pytest.raises(NotAllowed):
        change_view(saved, name="Mine now", by=cast.rep, via="page")
    with pytest.raises(NotAllowed):
        save_view("deals", "Everybody's", "", shared="all", by=cast.rep, via="page")


def test_a_view_that_was_deleted_comes_back(cast: "Cast") -> None:
    saved = save_view("deals", "Hot", "status=open", by=cast.rep, via="page")
    with pytest.raises(NotFound):
        remove_view(saved, by=cast.mate, via="page")
    remove_view(saved, by=cast.rep, via="page")
    assert found(cast.rep) == []
    restore_view(saved, by=cast.rep, via="page")
    assert found(cast.rep) == ["Hot"]


@pytest.mark.parametrize("query", ["colour=red", "sort=fields", "columns=x", "group=amount", "where=x"])
def test_a_view_holds_only_what_a_list_understands(cast: "Cast", query: str) -> None:
    with pytest.raises(BadRequest):
        save_view("deals", "Broken", query, by=cast.rep, via="page")


def test_a_list_opens_with_the_view_that_was_chosen(cast: "Cast", published: Any, client_of: Browser) -> None:
    open_deals(
        [NewDeal("From the fair", source="Fair"), NewDeal("From the web", source="Web")], by=cast.rep, via="page"
    )
    browser = client_of(cast.rep)
    saved = save_view("deals", "Fairs", "source=Fair", by=cast.rep, via="page")
    choose_view("deals", saved, by=cast.rep)
    assert "From the web" not in browser.get("/deals/").content.decode()
    assert "From the web" in browser.get("/deals/?view=all").content.decode()
    SavedView.objects.filter(id=saved).update(query="gone=1&source=Fair")
    page = browser.get("/deals/").content.decode()
    assert "From the web" not in page
    assert "A part of “Fairs” is left out" in page
    choose_view("deals", None, by=cast.rep)
    assert "is left out" not in browser.get("/deals/").content.decode()


def test_a_shared_view_does_not_name_a_field_that_is_hidden(
    cast: "Cast", published: Any, client_of: Browser, api_of: Browser
) -> None:
    add_field("deals", NewField("Margin", "integer"), by=cast.owner, via="page")
    query = "fields.margin__gte=3&source=Fair&columns=title,fields.margin"
    saved = save_view("deals", "Fat ones", query, by=cast.owner, via="page", shared="all")
    set_rule("deals", "fields.margin", "rep", HIDDEN, by=cast.owner, via="page")
    told = [api_of(one).get(f"/api/v1/views/{saved}").json()["query"] for one in (cast.owner, cast.manager, cast.rep)]
    assert told == [query, query, "source=Fair&columns=title"]
    page = client_of(cast.rep).get(f"/deals/?view={saved}").content.decode()
    assert "A part of “Fat ones” is left out" in page
    assert "margin" not in page.casefold()


def test_taking_the_last_filter_off_a_view_shows_all(cast: "Cast", published: Any, client_of: Browser) -> None:
    open_deals(
        [NewDeal("From the fair", source="Fair"), NewDeal("From the web", source="Web")], by=cast.rep, via="page"
    )
    saved = save_view("deals", "Fairs", "source=Fair", by=cast.rep, via="page")
    browser = client_of(cast.rep)
    page = browser.get(f"/deals/?view={saved}").content.decode()
    off = page.split('aria-label="Remove filter Source"')[0].rsplit('href="', 1)[-1].split('"')[0].replace("&amp;", "&")
    assert "From the web" in browser.get(off).content.decode()


def test_the_pages_of_views(cast: "Cast", client_of: Browser) -> None:
    browser = client_of(cast.rep)
    assert browser.post("/lists/deals/views/", {"name": " ", "query": "", "shared": "private"}).status_code == 422
    browser.post("/lists/deals/views/", {"name": "Hot", "query": "status=open", "shared": "team"})
    (saved,) = views("deals", cast.mate)
    assert (saved.name, saved.may_change) == ("Hot", False)
    browser.post(f"/views/{saved.id}/", {"name": "Hotter"})
    assert view(saved.id, cast.rep).name == "Hotter"
    client_of(cast.mate).post(f"/views/{saved.id}/copy/")
    assert found(cast.mate) == ["Copy of Hotter", "Hotter"]
    browser.post("/lists/deals/opens-with/", {"view": saved.id})
    assert [each.is_default for each in views("deals", cast.rep)] == [True]
    browser.post(f"/views/{saved.id}/remove/")
    assert found(cast.rep) == []
    browser.post(f"/views/{saved.id}/restore/")
    assert found(cast.rep) == ["Hotter"]


@pytest.mark.thorough
def test_the_api_of_views(cast: "Cast", api_of: Browser) -> None:
    api = api_of(cast.rep)
    body = {"kind": "deals", "name": "Hot", "query": "status=open"}
    made = api.post("/api/v1/views", body, content_type="application/json").json()
    address = f"/api/v1/views/{made['id']}"
    assert api.patch(address, {"name": "Hotter"}, content_type="application/json").json()["name"] == "Hotter"
    assert [each["name"] for each in api.get("/api/v1/views?kind=deals").json()["items"]] == ["Hotter"]
    assert api_of(cast.stranger).get(address).status_code == 404
    assert api.delete(address).json()["name"] == "Hotter"
    assert api.put(f"{address}/restored").status_code == 200


@pytest.fixture
def sums(cast: "Cast", published: Any) -> None:
    news = [
        NewDeal(f"{n}", amount_minor=100 * n or None, currency=currency, source=source, owner_id=cast.rep.id)
        for n, (currency, source) in enumerate([("EUR", "Web"), ("EUR", "Web"), ("USD", "Web"), ("EUR", "Fair")])
    ]
    open_deals(news, by=cast.owner, via="cli")


def test_groups_add_up_by_currency_to_the_whole(cast: "Cast", sums: None) -> None:
    kind = kind_of("deals")
    catalogue = fields_of(kind, cast.owner)
    wanted, money = listing(kind, cast.owner, []), [catalogue["amount"]]
    grouping = read_grouping(catalogue, "source")
    assert grouping
    found = {group.value: (group.sums.count, dict(group.sums.money)) for group in groups(wanted, grouping, money)}
    assert found == {"Web": (3, {"amount": {"EUR": 100, "USD": 200}}), "Fair": (1, {"amount": {"EUR": 300}})}
    whole = add_up(wanted, money)
    assert (whole.count, whole.money["amount"]) == (4, {"EUR": 400, "USD": 200})


@pytest.mark.parametrize(
    "group", ["source", "owner", "stage", "close_on.month", "opened_on", "opened_on.year", "organisation"]
)
def test_the_rows_of_each_group_are_those_it_counts(cast: "Cast", sums: None, group: str, client_of: Browser) -> None:
    kind = kind_of("deals")
    catalogue = fields_of(kind, cast.owner)
    grouping = read_grouping(catalogue, group)
    assert grouping
    found = groups(listing(kind, cast.owner, []), grouping, [])
    assert sum(each.sums.count for each in found) == 4
    for each in found:
        assert listing(kind, cast.owner, [each.pair]).rows.count() == each.sums.count
    assert client_of(cast.owner).get(f"/deals/?group={group}").status_code == 200


def test_a_foot_without_sums_says_nothing(cast: "Cast", client_of: Browser) -> None:
    record_organisations([NewOrganisation("Acme")], by=cast.owner, via="cli")
    foot = client_of(cast.owner).get("/organisations/?part=totals", headers={"HX-Request": "true"}).content.decode()
    assert "All together" not in foot
    assert "<td" not in foot


def test_the_foot_and_the_groups_are_told_in_words(
    cast: "Cast", sums: None, client_of: Browser, api_of: Browser
) -> None:
    browser = client_of(cast.owner)
    foot = browser.get("/deals/?part=totals", headers={"HX-Request": "true"}).content.decode()
    assert "€4 · $2" in foot
    page = browser.get("/deals/?group=owner").content.decode()
    assert ">Ann</a>" in page
    rows = browser.get("/deals/?source=Fair&part=rows", headers={"HX-Request": "true"}).content.decode()
    assert rows.count("<tr data-row") == 1
    told = api_of(cast.owner).get("/api/v1/lists/deals/groups?group=source&money=amount").json()
    assert told["items"][0]["money"] == {"amount": {"EUR": "1.00", "USD": "2.00"}}
    assert told["total"]["count"] == 4
