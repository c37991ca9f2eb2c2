"""The API of proof, answers and approvals, as a program uses it."""

import json
from typing import Any

import pytest
from django.test import Client

from dealwright.customers.commands import add_person
from dealwright.deals.commands import add_stakeholder, change_deal
from dealwright.deals.models import Deal

pytest_plugins = ["dealwright.deals.tests.whole_process"]
pytestmark = pytest.mark.django_db
URL = "/api/v1/deals"


@pytest.fixture
def deal(whole_deal: Deal) -> Deal:
    """The deal on the process with every kind of need."""
    return whole_deal


@pytest.fixture
def rep(deal: Deal, cast: Any, api_of: Any) -> Client:
    """A client of the API that acts as the rep."""
    return api_of(cast.rep)


def send(client: Client, method: str, path: str, body: Any) -> Any:
    """One request with a JSON body."""
    return client.generic(method, path, json.dumps(body), content_type="application/json")


def needs(client: Client, deal: Deal) -> dict[str, Any]:
    """The needs of the deal's gate by key."""
    return {one["key"]: one for one in client.get(f"{URL}/{deal.id}/gate").json()["items"]}


def test_the_gate_tells_each_need_with_its_proof(deal: Deal, cast: Any, rep: Client) -> None:
    before = needs(rep, deal)
    assert (before["document-nda"]["met"], before["document-nda"]["duty"]) == (False, "GDPR, article 28")
    assert [part["key"] for part in before["money-known"]["of"]] == ["field-budget", "check-deal.amount > 0.0"]
    assert "discount" not in before
    sent = {"need": "document", "key": "nda", "link": "https://example.com/nda", "at": "2026-11-01T09:00:00Z"}
    made = send(rep, "POST", f"{URL}/{deal.id}/confirmations", sent)
    assert (made.status_code, made.json()["title"], made.json()["by"]) == (201, "Signed NDA", cast.rep.id)
    proof = needs(rep, deal)["document-nda"]["proof"]
    assert (proof["link"], proof["by"]) == ("https://example.com/nda", cast.rep.id)
    assert proof["until"].startswith("2027-11-01")


def test_noted_proof_is_listed_and_taken_back(deal: Deal, rep: Client) -> None:
    path = f"{URL}/{deal.id}/confirmations"
    made = send(rep, "POST", path, {"need": "buyer", "key": "trial"}).json()
    assert rep.get(path).json()["items"] == [made]
    assert rep.delete(f"{path}/{made['id']}").json() == made
    assert rep.get(path).json()["items"] == []
    assert rep.delete(f"{path}/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"need": "document", "key": "moon"}, "key"),
        ({"need": "document", "key": "nda", "link": "x"}, "link"),
        ({"need": "document", "key": "nda", "at": "soon"}, "at"),
        ({"need": "document", "key": "nda", "colour": "red"}, "colour"),
        ({"key": "nda"}, "need"),
    ],
)
def test_proof_that_does_not_fit_is_refused_by_name(deal: Deal, rep: Client, body: dict[str, Any], field: str) -> None:
    answer = send(rep, "POST", f"{URL}/{deal.id}/confirmations", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_answers_are_given_listed_and_shared(deal: Deal, rep: Client) -> None:
    path = f"{URL}/{deal.id}/answers"
    sent = {"strength": 2, "text": "Dora signs", "link": "https://example.com/mail"}
    assert send(rep, "PUT", f"{path}/bant/authority", sent).status_code == 200
    known = {one["element"]: one for one in rep.get(path).json()["items"]}
    assert {key: known["authority"][key] for key in sent} == sent
    assert (known["authority"]["by"], known["need"]["strength"]) == ("Ann", 0)
    chosen = send(rep, "PUT", f"{URL}/{deal.id}/frameworks", {"frameworks": ["meddic"]}).json()["items"]
    assert {one["text"] for one in chosen if one["element"] == "economic_buyer"} == {"Dora signs"}
    assert send(rep, "PUT", f"{path}/bant/moon", sent).json()["field"] == "element"
    assert send(rep, "PUT", f"{path}/bant/budget", {"strength": 9, "text": "x"}).json()["field"] == "strength"


def test_an_approval_is_asked_for_and_decided(deal: Deal, cast: Any, rep: Client, api_of: Any) -> None:
    change_deal(deal.id, {"amount": "600"}, by=cast.rep, via="page")
    path, mia = f"{URL}/{deal.id}/approvals", api_of(cast.manager)
    asked = send(rep, "POST", path, {"key": "discount", "note": "10 %"})
    assert asked.status_code == 201
    assert send(rep, "POST", path, {"key": "discount"}).status_code == 409
    assert mia.get("/api/v1/approvals").json()["items"] == [asked.json()]
    assert rep.get("/api/v1/approvals").json()["items"] == []
    one = f"/api/v1/approvals/{asked.json()['id']}"
    assert send(rep, "PUT", one, {"granted": True}).status_code == 403
    assert send(mia, "PUT", one, {"granted": False}).json()["field"] == "reason"
    assert send(mia, "PUT", one, {"granted": True}).json()["decided_by"] == cast.manager.id
    assert rep.get(one).json()["granted"] is True
    assert rep.get(path).json()["items"][0]["granted"] is True
    assert needs(rep, deal)["discount"]["met"] is True


def test_what_somebody_thinks_is_told_and_read(deal: Deal, cast: Any, rep: Client) -> None:
    eve = add_person({"name": "Eve"}, by=cast.rep, via="page")
    path = f"{URL}/{deal.id}/people"
    assert send(rep, "POST", path, {"person": eve, "role": "champion", "stance": "neutral"}).status_code == 201
    told = {"person": eve, "person.name": "Eve", "role": "champion", "stance": "champion"}
    assert send(rep, "PATCH", f"{path}/{eve}/champion", {"stance": "champion"}).json() == told
    assert rep.get(path).json()["items"] == [told]
    assert send(rep, "PATCH", f"{path}/{eve}/champion", {"stance": "in love"}).status_code == 422
    assert send(rep, "PATCH", f"{path}/{eve}/user", {"stance": "neutral"}).status_code == 404


def test_a_refusal_names_key_target_duty_and_parts(deal: Deal, rep: Client) -> None:
    problem = send(rep, "PUT", f"{URL}/{deal.id}/stage", {"stage": "offer"}).json()
    missing = {one["key"]: one for one in problem["missing"]}
    assert problem["code"] == "criteria_unmet"
    assert (missing["document-nda"]["target"], missing["document-nda"]["duty"]) == ("nda", "GDPR, article 28")
    assert len(missing["money-known"]["of"]) == 2


def test_a_move_answers_with_its_warnings(deal: Deal, cast: Any, api_of: Any) -> None:
    mia = api_of(cast.manager)
    told = send(mia, "PUT", f"{URL}/{deal.id}/stage", {"stage": "sign", "override": "They know us"}).json()
    assert (told["stage"], len(told["warnings"])) == ("sign", 1)
    assert "Offering would be skipped" in told["warnings"][0]
    assert send(mia, "PUT", f"{URL}/{deal.id}/win", {}).json()["warnings"] == []


def test_strangers_read_nothing(deal: Deal, cast: Any, api_of: Any) -> None:
    cid, eve = api_of(cast.stranger), add_person({"name": "Eve"}, by=cast.rep, via="page")
    add_stakeholder(deal.id, eve, "champion", by=cast.rep, via="page")
    for part in ("gate", "confirmations", "answers", "approvals"):
        assert cid.get(f"{URL}/{deal.id}/{part}").status_code == 404
