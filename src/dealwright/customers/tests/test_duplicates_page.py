"""The page and the API of doubles, and merged numbers that answer with their survivor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.customers.commands import add_organisation, add_person
from dealwright.customers.doubles.finding import Pair
from dealwright.customers.doubles.findings import keep
from dealwright.customers.doubles.merging import merge, undo_merge
from dealwright.customers.doubles.models import Double, DoubleSearch, Merge
from dealwright.customers.doubles.searching import carry_out, read_records
from dealwright.customers.models import Organisation, Person
from dealwright.ledger.readers import catch_up
from dealwright.records.search import search as find
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[object], Client]
WHO: dict[str, Any] = {"by": Machine(), "via": "cli"}
JSON = {"content_type": "application/json"}


@pytest.fixture
def pairs(cast: Cast) -> list[tuple[int, int]]:
    """Three pairs of people who belong to the rep, the first of them sure."""
    found = []
    for place, sure in enumerate((0.99999, 0.95, 0.6)):
        given = {"name": f"Anna Berg {place}", "email": f"a{place}@x.example", "job_title": "Buyer"}
        left = add_person(given, by=cast.rep, via="page")
        right = add_person({**given, "job_title": "Head"}, by=cast.rep, via="page")
        found.append((left, right, sure))
    keep("person", [Pair(str(left), str(right), sure, ("same mail", "other job")) for left, right, sure in found])
    return [(left, right) for left, right, _ in found]


def test_pairs_stand_side_by_side_and_merge_as_chosen(
    cast: Cast, client_of: Browser, pairs: list[tuple[int, int]]
) -> None:
    page = client_of(cast.rep).get("/duplicates/").content.decode()
    assert page.count('class="double"') == 3
    assert "same mail; other job" in page
    assert "Merge 1 that is sure" in page
    left, right = pairs[1]
    double = Double.objects.get(left_id=left)
    sent = {"survivor": right, "take.job_title": "left", "take.name": "right"}
    answer = client_of(cast.rep).post(f"/duplicates/{double.id}/merge/", sent, headers={"HX-Request": "true"})
    assert answer.content.decode().count('class="double"') == 2
    assert Person.objects.get(id=right).job_title == "Buyer"
    made = Merge.objects.get()
    assert client_of(cast.rep).post(f"/merges/{made.id}/undo/").status_code == 302
    assert Person.objects.get(id=right).job_title == "Head"


def test_told_apart_for_good_unless_taken_back(cast: Cast, client_of: Browser, pairs: list[tuple[int, int]]) -> None:
    double = Double.objects.get(left_id=pairs[2][0])
    page = client_of(cast.rep)
    page.post(f"/duplicates/{double.id}/distinct/")
    assert page.get("/duplicates/").content.decode().count('class="double"') == 2
    page.post(f"/duplicates/{double.id}/again/")
    assert page.get("/duplicates/").content.decode().count('class="double"') == 3


def test_all_that_is_sure_merges_at_one_go_and_comes_back(
    cast: Cast, client_of: Browser, pairs: list[tuple[int, int]]
) -> None:
    page, before = client_of(cast.rep), Person.objects.count()
    page.post("/duplicates/sure/", {"kind": "people"})
    assert Person.objects.count() == before - 1
    made = Merge.objects.get()
    page.post(f"/merges/together/{made.together}/undo/")
    assert Person.objects.count() == before


def test_only_who_may_change_both_merges(cast: Cast, client_of: Browser, pairs: list[tuple[int, int]]) -> None:
    double = Double.objects.get(left_id=pairs[0][0])
    for verb in ("merge", "distinct"):
        assert client_of(cast.stranger).post(f"/duplicates/{double.id}/{verb}/").status_code == 403
    client_of(cast.stranger).post("/duplicates/sure/", {"kind": "people"})
    assert not Merge.objects.exists()


def test_a_search_is_asked_for_once_and_told(cast: Cast, client_of: Browser) -> None:
    page = client_of(cast.manager)
    for_a_rep = client_of(cast.rep).get("/duplicates/?kind=organisations").content.decode()
    assert "Search now" not in for_a_rep
    assert client_of(cast.rep).post("/duplicates/search/", {"kind": "organisations"}).status_code == 403
    assert "Nobody has searched yet" in page.get("/duplicates/?kind=organisations").content.decode()
    for _ in range(2):
        page.post("/duplicates/search/", {"kind": "organisations"})
    search = DoubleSearch.objects.get()
    assert "Searching" in page.get("/duplicates/?kind=organisations").content.decode()
    add_organisation({"name": "Acme", "addresses": [{"street": "1 Main Street", "city": "Bonn"}]}, **WHO)
    add_organisation({"name": "Acme Inc"}, **WHO)
    one, other = Organisation.objects.order_by("-id").values_list("id", flat=True)[:2]
    carry_out(search, lambda records: [Pair(records[-1].id, records[-2].id, 0.99, ("same name",))])
    assert Double.objects.get().right_id == max(one, other)
    assert page.get("/duplicates/progress/?kind=organisations").headers["HX-Refresh"] == "true"
    assert {record.values["name"] for record in read_records("organisation")} == {"acme"}


def test_merged_numbers_answer_with_their_survivor(cast: Cast, client_of: Browser) -> None:
    a, b = (add_organisation({"name": name}, **WHO) for name in "AB")
    merge("organisation", a, b, **WHO)
    page = client_of(cast.rep)
    answer = page.get(f"/organisations/{b}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/organisations/{a}/")
    answer = page.get(f"/api/v1/organisations/{b}")
    assert (answer.status_code, answer.json()) == (301, {"merged_into": a})
    assert answer.headers["Location"] == f"/api/v1/organisations/{a}"
    assert page.get("/api/v1/organisations/999999").status_code == 404


def test_search_finds_what_numbers_before_a_merge_went_up_into() -> None:
    given = ({"name": "Alpha"}, {"name": "Beta", "external_id": "X-77"}, {"name": "Gamma", "external_id": "Q-5"})
    a, b, c = (add_organisation(each, **WHO) for each in given)
    merge("organisation", b, c, **WHO)
    last = merge("organisation", a, b, **WHO)
    catch_up("search")
    for number in (str(b), str(c), "X-77", "Q-5"):
        assert a in {each.id for each in find(number, Machine())}, number
    undo_merge(last, **WHO)
    catch_up("search")
    assert [each.id for each in find("Q-5", Machine())] == [b]


@pytest.mark.thorough
def test_the_api_lists_merges_tells_apart_and_undoes(
    cast: Cast, client_of: Browser, pairs: list[tuple[int, int]]
) -> None:
    api = client_of(cast.rep)
    first = api.get("/api/v1/duplicates?kind=people&limit=2").json()
    rest = api.get(f"/api/v1/duplicates?kind=people&cursor={first['next_cursor']}").json()
    assert [each["left"] for each in first["items"] + rest["items"]] == [left for left, _ in pairs]
    left, right = pairs[0]
    double = first["items"][0]["id"]
    made = api.post(f"/api/v1/duplicates/{double}/merge", {"survivor": right, "take": ["job_title"]}, **JSON)
    assert (made.status_code, made.json()["removed"]) == (201, left)
    merge_id = made.json()["id"]
    assert api.get(f"/api/v1/merges/{merge_id}").json()["survivor"] == right
    assert api.post(f"/api/v1/merges/{merge_id}/undo", **JSON).json()["undone_at"]
    assert api.post(f"/api/v1/merges/{merge_id}/undo", **JSON).status_code == 409
    assert api.put(f"/api/v1/duplicates/{double}/distinct", **JSON).json()["state"] == "distinct"
    assert api.delete(f"/api/v1/duplicates/{double}/distinct").json()["state"] == "open"
    body = {"kind": "people", "survivor": pairs[1][0], "removed": pairs[1][1]}
    assert api.post("/api/v1/merges", body, **JSON).status_code == 201
    sure = api.post("/api/v1/duplicates/merge-sure", {"kind": "people"}, **JSON).json()
    assert sure["merged"] == 1
    assert api.post(f"/api/v1/merges/together/{sure['together']}/undo", **JSON).json() == {"undone": 1}
    assert api.post("/api/v1/duplicates/search", {"kind": "people"}, **JSON).status_code == 403
    api = client_of(cast.manager)
    assert api.post("/api/v1/duplicates/search", {"kind": "people"}, **JSON).status_code == 202
    assert api.post("/api/v1/duplicates/search", {"kind": "deals"}, **JSON).status_code == 404
