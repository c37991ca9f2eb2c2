"""The API of the deals, as a program uses it."""

import json
from typing import Any

import pytest
from django.test import Client

from dealwright.deals.models import Deal
from dealwright.ledger.models import Entry

pytestmark = pytest.mark.django_db
URL = "/api/v1/deals"


@pytest.fixture
def rep(published: Any, cast: Any, api_of: Any) -> Client:
    """A client of the API that acts as the rep."""
    return api_of(cast.rep)


def send(client: Client, method: str, path: str, body: Any, **headers: str) -> Any:
    """One request with a JSON body."""
    return client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)


def opened(client: Client, **body: Any) -> dict[str, Any]:
    """A deal made through the API."""
    answer = send(client, "POST", URL, {"title": "CRM for Acme", **body})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_deal_comes_back_as_it_was_sent(rep: Client, cast: Any) -> None:
    sent = {
        "process": "general", "stage": "qualifying", "amount": "1234.50", "currency": "USD", "close_on": "2026-12-24",
        "source": "Fair", "product": "Box", "fields": {"budget": "5000", "pain": "Too slow"},
    }  # fmt: skip
    made = opened(rep, **sent)
    assert {key: made[key] for key in sent} == {**sent, "fields": {"budget": "5000.00", "pain": "Too slow"}}
    assert (made["owner"], made["owner.name"], made["status"], made["version"]) == (cast.rep.id, "Ann", "open", 1)
    answer = rep.get(f"{URL}/{made['id']}")
    assert answer.json() == made
    assert answer["ETag"] == '"1"'


def test_unmet_criteria_answer_409_with_what_is_missing(rep: Client) -> None:
    made = opened(rep, stage="qualifying")
    answer = send(rep, "PUT", f"{URL}/{made['id']}/stage", {"stage": "needs_assessment"})
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert (problem["code"], problem["status"]) == ("criteria_unmet", 409)
    assert problem["missing"]
    assert all({"need", "why", "remedy"} <= set(one) for one in problem["missing"])
    assert rep.get(f"{URL}/{made['id']}").json() == made


def test_a_manager_overrides_with_a_reason(rep: Client, cast: Any, api_of: Any) -> None:
    made = opened(rep, stage="qualifying")
    body = {"stage": "needs_assessment", "override": "The CEO asked for it"}
    assert send(rep, "PUT", f"{URL}/{made['id']}/stage", body).status_code == 403
    answer = send(api_of(cast.manager), "PUT", f"{URL}/{made['id']}/stage", body)
    assert (answer.status_code, answer.json()["stage"]) == (200, "needs_assessment")
    assert Entry.objects.filter(kind="gate_overridden").count() == 1


def test_losing_and_reopening(rep: Client) -> None:
    path = f"{URL}/{opened(rep)['id']}"
    assert send(rep, "PUT", f"{path}/loss", {"reason": "gremlins"}).status_code == 422
    assert send(rep, "PUT", f"{path}/loss", {"reason": "price"}).json()["status"] == "lost"
    assert send(rep, "PUT", f"{path}/loss", {"reason": "price"}).status_code == 409
    assert rep.delete(f"{path}/loss").json()["status"] == "open"


def test_who_plays_which_part_is_told_read_and_taken_back(rep: Client) -> None:
    person = send(rep, "POST", "/api/v1/people", {"name": "Pat"}).json()["id"]
    path = f"{URL}/{opened(rep)['id']}/people"
    assert send(rep, "POST", path, {"person": person, "role": "champion"}).status_code == 201
    told = {"person": person, "person.name": "Pat", "role": "champion", "stance": ""}
    assert rep.get(path).json()["items"] == [told]
    assert rep.delete(f"{path}/{person}/champion").status_code == 200
    assert rep.get(path).json()["items"] == []


def test_patch_changes_only_what_it_names_and_heeds_if_match(rep: Client) -> None:
    made = opened(rep, amount="10")
    path = f"{URL}/{made['id']}"
    changed = send(rep, "PATCH", path, {"source": "Web"}, **{"If-Match": '"1"'})
    assert (changed.json()["source"], changed.json()["amount"], changed["ETag"]) == ("Web", "10.00", '"2"')
    stale = send(rep, "PATCH", path, {"source": "Fair"}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert rep.get(path).json()["source"] == "Web"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"titel": "x"}, "titel"),
        ({"status": "won"}, "status"),
        ({"revision": 9}, "revision"),
        ({"owner": "Ann"}, "owner"),
        ({"amount": "1,5"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"close_on": "31.12.2026"}, "close_on"),
        ({"fields": {"nope": "1"}}, "fields.nope"),
        ({"organisation": 999}, "organisation"),
        ({"stage": "moon"}, "stage"),
        ({"process": "moon"}, "process"),
        ({"title": " "}, "title"),
    ],
)
def test_a_body_that_does_not_fit_is_refused_by_name(rep: Client, body: dict[str, Any], field: str) -> None:
    answer = send(rep, "POST", URL, {"title": "Fine", **body})
    assert answer.status_code in (404, 422)
    assert answer.json()["field"].endswith(field)
    assert not Deal.objects.exists()


def test_all_that_is_wrong_with_a_body_is_told_at_once(rep: Client) -> None:
    wrong = {"title": " ", "amount": "much", "close_on": "soon", "fields": {"budget": "lots"}}
    told = send(rep, "POST", URL, wrong).json()
    assert [fault["field"] for fault in told["faults"]] == ["title", "amount", "close_on", "fields.budget"]
    assert (told["field"], told["detail"]) == ("title", told["faults"][0]["message"])
    assert not Deal.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "null"])
def test_a_broken_body_is_a_problem_not_a_fault(rep: Client, text: str) -> None:
    answer = rep.post(URL, text, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("stagee=qualifying", "stagee"),
        ("amount__near=5", "amount__near"),
        ("limit=0", "limit"),
        ("limit=1000", "limit"),
        ("cursor=garbage", "cursor"),
        ("owner__password__startswith=a", "owner__password__startswith"),
    ],
)
def test_an_unknown_filter_or_a_bad_cursor_is_named(rep: Client, query: str, field: str) -> None:
    answer = rep.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_list_is_filtered_sorted_and_paged(rep: Client) -> None:
    for n in range(5):
        opened(rep, title=f"Deal {n}", amount=str(n), stage="qualifying" if n else "prospecting")
    first = rep.get(f"{URL}?stage=qualifying&sort=-amount&limit=3").json()
    assert [item["amount"] for item in first["items"]] == ["4.00", "3.00", "2.00"]
    assert (first["count"], first["count_is_capped"]) == (4, False)
    rest = rep.get(f"{URL}?stage=qualifying&sort=-amount&limit=3&cursor={first['next_cursor']}").json()
    assert [item["amount"] for item in rest["items"]] == ["1.00"]
    assert rest["next_cursor"] is None


def test_who_sees_which_deals(rep: Client, cast: Any, api_of: Any) -> None:
    made = opened(rep)
    seen = {name: len(api_of(who).get(URL).json()["items"]) for name, who in cast.everybody().items()}
    assert seen == {"rep": 1, "mate": 0, "stranger": 0, "manager": 1, "operator": 1, "owner": 1}
    for who in (cast.mate, cast.stranger):
        client = api_of(who)
        assert client.get(f"{URL}/{made['id']}").status_code == 404
        assert send(client, "PATCH", f"{URL}/{made['id']}", {"source": "x"}).status_code == 404
        assert send(client, "PUT", f"{URL}/{made['id']}/stage", {"stage": "qualifying"}).status_code == 404


def test_without_a_token_nothing_is_told(published: Any) -> None:
    for client in (Client(), Client(headers={"Authorization": "Bearer dw_wrong"})):
        answer = client.get(URL)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_the_processes_show_their_stages(rep: Client) -> None:
    (process,) = rep.get("/api/v1/processes").json()["items"]
    assert (process["key"], process["version"]) == ("general", 1)
    assert [stage["key"] for stage in process["stages"]][:2] == ["prospecting", "qualifying"]
    assert rep.get("/api/v1/processes/general").json()["yaml"].startswith(("format", "#"))
    assert rep.get("/api/v1/processes/moon").status_code == 404


def test_events_are_for_those_who_see_all(rep: Client, cast: Any, api_of: Any) -> None:
    from dealwright.ledger.commands import number_entries

    opened(rep)
    number_entries()
    assert rep.get("/api/v1/events").status_code == 403
    answer = api_of(cast.operator).get("/api/v1/events?limit=1000").json()
    assert [item["seq"] for item in answer["items"]] == list(range(1, answer["last"] + 1))
    assert "deal_opened" in {item["kind"] for item in answer["items"]}
