"""The list page: filters, order, columns, pages, at the same number of queries at any size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.customers.commands import NewOrganisation, NewPerson, record_organisations, record_people
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.records import lists, queries

pytestmark = pytest.mark.thorough

if TYPE_CHECKING:
    from conftest import Cast


Browser = Callable[[object], Client]


@pytest.fixture
def firms(cast: Cast) -> list[int]:
    news = [
        NewOrganisation("Acme", sector="Paint", employees=1200, founded=1995, owner_id=cast.rep.id),
        NewOrganisation("Brook", revenue_minor=12_345_678_90, revenue_currency="EUR", owner_id=cast.mate.id),
        NewOrganisation("Cobalt", sector="Steel", employees=8),
    ]
    return record_organisations(news, by=cast.owner, via="cli")


def shown(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/organisations/{query}")
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def names(page: str) -> list[str]:
    return [name for name in ("Acme", "Brook", "Cobalt") if f"data-open>{name}</a>" in page]


def test_values_stand_as_people_write_them(cast: Cast, firms: list[int], client_of: Browser) -> None:
    page = shown(client_of(cast.rep), "?columns=name,founded,employees,revenue,owner.name,added_on")
    assert "€12,345,678.90" in page
    assert ">1995<" in page
    assert "Ann" in page
    assert "3 found" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sector=Paint", ["Acme"]),
        ("?sector__ne=Paint", ["Brook", "Cobalt"]),
        ("?sector__empty=true", ["Brook"]),
        ("?sector__empty=false", ["Acme", "Cobalt"]),
        ("?employees__gte=8&employees__lt=1200", ["Cobalt"]),
        ("?owner__empty=true", ["Cobalt"]),
        ("?revenue__gt=5", ["Brook"]),
        ("?name__starts=B", ["Brook"]),
    ],
)
def test_filters_of_the_catalogue_narrow(
    query: str, expected: list[str], cast: Cast, firms: list[int], client_of: Browser, api_of: Browser
) -> None:
    assert names(shown(client_of(cast.rep), query)) == expected
    items = api_of(cast.rep).get(f"/api/v1/organisations{query}").json()["items"]
    assert [item["name"] for item in items] == expected


def test_a_filter_in_force_is_a_chip_that_can_be_taken_off(cast: Cast, firms: list[int], client_of: Browser) -> None:
    page = shown(client_of(cast.rep), f"?owner={cast.rep.id}&sector__contains=ai&sort=-name")
    assert "contains ai" in page
    assert '<span class="chip-label">Owner</span> Ann' in page
    assert f'href="/organisations/?owner={cast.rep.id}&amp;sort=-name"' in page


def test_the_form_adds_a_filter_and_keeps_the_others(cast: Cast, firms: list[int], client_of: Browser) -> None:
    browser = client_of(cast.rep)
    form = shown(browser, "?sector=Paint&pick=employees")
    assert "is at least" in form
    assert '<input type="hidden" name="sector" value="Paint">' in form
    answer = browser.get("/organisations/?sector=Paint&pick=employees&operation=gte&value=9")
    assert answer.headers["Location"] == "/organisations/?sector=Paint&employees__gte=9"


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("pick=employees&operation=gte&value=1,200", "employees__gte=1200"),
        ("pick=revenue&operation=between&value=€ 1.000&value=10,000.50", "revenue__between=1000,10000.50"),
    ],
)
def test_numbers_of_a_filter_are_read_as_people_write_them(
    asked: str, address: str, cast: Cast, firms: list[int], client_of: Browser
) -> None:
    answer = client_of(cast.rep).get(f"/organisations/?{asked}")
    assert answer.headers["Location"] == f"/organisations/?{address}"


def test_numbers_among_conditions_are_read_as_people_write_them(
    cast: Cast, firms: list[int], client_of: Browser
) -> None:
    asked = "mode=any&field=employees&how=gte&what=1,200&do=apply"
    answer = client_of(cast.rep).get(f"/lists/organisations/group/?{asked}")
    assert unquote(answer.headers["HX-Redirect"]) == '/organisations/?where={"any":[{"employees__gte":"1200"}]}'


def test_a_wrong_value_is_told_beside_the_form(cast: Cast, firms: list[int], client_of: Browser) -> None:
    answer = client_of(cast.rep).get("/organisations/?pick=employees&operation=gte&value=many")
    assert answer.status_code == 422
    assert "is not a number" in answer.content.decode()
    assert 'value="many"' in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "no field “colour”"),
        ("sort=colour", "no field “colour”"),
        ("columns=colour", "no column “colour”"),
        ("group=colour", "no field “colour”"),
        ("employees__has=1", "cannot be filtered by “has”"),
        ("where=x", "This filter cannot be read."),
    ],
)
def test_what_the_catalogue_does_not_know_is_left_out_and_said(
    query: str, said: str, cast: Cast, firms: list[int], client_of: Browser
) -> None:
    page = shown(client_of(cast.rep), f"?{query}&sector=Steel")
    assert names(page) == ["Cobalt"]
    assert said in page
    assert "That part is left out." in page
    assert query not in unquote(page.partition("<tbody>")[2])


def test_a_list_of_too_many_groups_says_so(
    cast: Cast, firms: list[int], client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client_of(cast.rep)
    assert "groups are shown" not in shown(browser, "?group=sector")
    monkeypatch.setattr(lists, "MOST_GROUPS", 2)
    page = shown(browser, "?group=sector")
    assert "2 of 3 groups are shown." in page
    assert page.count("group-head") == 2


def test_a_place_in_another_list_is_refused(cast: Cast, firms: list[int], client_of: Browser) -> None:
    assert client_of(cast.rep).get("/organisations/?cursor=x").status_code == 400


def test_a_heading_sorts_and_turns_round(cast: Cast, firms: list[int], client_of: Browser) -> None:
    browser = client_of(cast.rep)
    page = shown(browser, "?sort=-name")
    assert page.index(">Cobalt<") < page.index(">Brook<") < page.index(">Acme<")
    assert 'href="/organisations/?sort=name"' in page


def test_pages_follow_each_other_without_gap_or_double(cast: Cast, client_of: Browser) -> None:
    expected = [f"Firm {number:03}" for number in range(120)]
    record_organisations([NewOrganisation(name) for name in expected], by=cast.owner, via="cli")
    browser, address, seen = client_of(cast.rep), "/organisations/?sort=name", []
    while address:
        page = browser.get(address).content.decode()
        seen += [name for name in expected if f">{name}<" in page]
        address = page.split('rel="next"')[0].rsplit('href="', 1)[-1].split('"')[0] if 'rel="next"' in page else ""
        address = address.replace("&amp;", "&")
    assert seen == expected


def test_an_empty_list_says_what_belongs_there(cast: Cast, client_of: Browser) -> None:
    assert "No people yet" in client_of(cast.rep).get("/people/").content.decode()


def test_nothing_that_matches_offers_the_way_back(cast: Cast, firms: list[int], client_of: Browser) -> None:
    assert "Nothing matches" in shown(client_of(cast.rep), "?sector=Glass")


def test_what_is_typed_is_never_markup(cast: Cast, client_of: Browser) -> None:
    record_organisations([NewOrganisation("<script>alert(1)</script>")], by=cast.owner, via="cli")
    evil = quote("<b>x</b>")
    page = shown(client_of(cast.rep), f"?name__contains=script&sector__ne={evil}")
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_deals_are_listed_by_who_may_see_them(cast: Cast, published: object, client_of: Browser) -> None:
    open_deals([NewDeal("Ann's")], by=cast.rep, via="page")
    open_deals([NewDeal("Cid's")], by=cast.stranger, via="page")
    assert "Cid" not in client_of(cast.rep).get("/deals/").content.decode()
    assert "Cid&#39;s" in client_of(cast.owner).get("/deals/").content.decode()


@pytest.mark.parametrize(
    "address", ["/organisations/?sort=-name", "/people/?organisation.name__contains=Firm", "/deals/"]
)
def test_the_number_of_queries_does_not_grow(address: str, cast: Cast, published: object, client_of: Browser) -> None:
    browser, counts = client_of(cast.owner), []
    for size in (20, 2_000):
        firms = record_organisations(
            [NewOrganisation(f"Firm {number}", owner_id=cast.rep.id) for number in range(size)],
            by=cast.owner,
            via="cli",
        )
        record_people([NewPerson(f"Bo {id_}", organisation_id=id_) for id_ in firms], by=cast.owner, via="cli")
        open_deals([NewDeal(f"Deal {id_}", organisation_id=id_) for id_ in firms], by=cast.owner, via="cli")
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_more_than_can_be_sorted_stand_in_their_usual_order_and_it_is_said(
    cast: Cast, firms: list[int], client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, sorted_by = client_of(cast.rep), "?sort=completeness"
    assert "cannot be sorted" not in shown(browser, sorted_by)
    monkeypatch.setattr(queries, "SORT_UP_TO", 1)
    page = shown(browser, sorted_by)
    assert "More than 1 records match; that many cannot be sorted by “Completeness”." in page
    assert names(page) == ["Acme", "Brook", "Cobalt"]
