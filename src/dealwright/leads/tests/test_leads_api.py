"""Leads as programs see them."""

import json
from typing import Any

import pytest

from dealwright.leads.models import Lead


@pytest.fixture
def ask(cast: Any, published: Any, api_of: Any) -> Any:
    """Ask the API as Ann, or as somebody else; returns the answer."""

    def asking(method: str, path: str, body: Any = None, who: Any = None, **headers: str) -> Any:
        client = api_of(who or cast.rep)
        return client.generic(
            method, f"/api/v1/leads{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    return asking


@pytest.mark.thorough
def test_the_way_of_a_lead_over_the_api(ask: Any) -> None:
    made = ask("POST", "", {"name": "Ada", "email": "ada@acme.example", "organisation": "Acme", "source": "Web",
                            "fields": {}})  # fmt: skip
    assert made.status_code == 201, made.content
    one = f"/{made.json()['id']}"
    assert made.json()["source"] == "Web"
    assert ask("PATCH", one, {"phone": "+49 30 1"}, **{"If-Match": made["ETag"]}).status_code == 200
    assert ask("PATCH", one, {"phone": "+49 30 2"}, **{"If-Match": made["ETag"]}).status_code == 412
    assert ask("POST", f"{one}/touches", {"source": "Fair", "at": "2020-01-01T10:00Z"}).json()["source"] == "Fair"
    assert ask("PUT", f"{one}/status", {"status": "recycled"}).status_code == 422
    assert ask("PUT", f"{one}/status", {"status": "qualified"}).json()["status"] == "qualified"
    answer = {"framework": "bant", "element": "budget", "strength": 2, "text": "50k"}
    assert ask("PUT", f"{one}/answers", answer).status_code == 200
    became = ask("POST", f"{one}/conversion", {"deal": "Acme"})
    assert became.status_code == 201, became.content
    assert became.json()["made"] == ["organisation", "person", "deal"]
    assert ask("DELETE", f"{one}/conversion").json()["status"] == "qualified"
    assert ask("DELETE", one).status_code == 200
    assert ask("GET", one).status_code == 404


def test_the_same_key_adds_one_lead(ask: Any) -> None:
    first, again = (ask("POST", "", {"name": "Ada"}, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert Lead.objects.count() == 1


def test_rules_over_the_api(ask: Any, cast: Any) -> None:
    rules = {"rules": [{"condition": 'lead.country == "DE"', "points": 5, "reason": "Home"}]}
    assert ask("PUT", "/score-rules", rules).status_code == 403
    assert ask("PUT", "/score-rules", rules, who=cast.operator).json()["rules"] == rules["rules"]
    turns = {"rules": [{"title": "All", "method": "round_robin", "members": [cast.rep.id, cast.mate.id]}]}
    assert ask("PUT", "/assignment-rules", turns, who=cast.operator).status_code == 200
    first, second = (ask("POST", "", {"name": f"L{n}", "country": "DE"}) for n in range(2))
    assert (first.json()["owner"], first.json()["score"]) == (cast.rep.id, 5)
    assert second.status_code == 201
    assert second.json() == {"id": Lead.objects.get(owner_id=cast.mate.id).id}  # Ann does not see it
    found = ask("GET", "/assignment-replay", who=cast.operator).json()
    assert [one["gets"] for one in found["items"]] == [cast.rep.id, cast.mate.id]


def test_forms_and_addresses_for_sign_ups_over_the_api(ask: Any, cast: Any, client: Any) -> None:
    olga = {"who": cast.operator}
    form = {"title": "Ask us", "fields": [{"key": "email", "required": True}], "sites": ["https://a.example"]}
    assert ask("POST", "/forms", form).status_code == 403
    made = ask("POST", "/forms", form, **olga).json()
    one = f"/forms/{made['id']}"
    assert client.get(made["path"]).status_code == 200
    edited = ask("PUT", one, {**form, "title": "Tell us"}, **olga, **{"If-Match": f'"{made["revision"]}"'}).json()
    assert (edited["title"], edited["sites"]) == ("Tell us", ["https://a.example"])
    assert ask("PUT", one, form, **olga, **{"If-Match": f'"{made["revision"]}"'}).status_code == 412
    assert ask("PUT", f"{one}/revoked", {"revoked": True}, **olga).json()["open"] is False
    assert client.get(made["path"]).status_code == 404
    assert [each["title"] for each in ask("GET", "/forms", **olga).json()["items"]] == ["Tell us"]
    hook = ask("POST", "/hooks", {"title": "Webinar"}, **olga).json()
    assert hook["secret"].startswith("whsec_")
    assert "secret" not in ask("GET", "/hooks", **olga).json()["items"][0]
    assert client.post(hook["path"]).status_code == 401
    assert ask("DELETE", f"/hooks/{hook['id']}", **olga).status_code == 200
    assert client.post(hook["path"]).status_code == 404


@pytest.mark.parametrize(
    ("what", "body"), [("tasks", {"title": "Call"}), ("activities", {"kind": "call", "subject": "Talk"})]
)
def test_what_is_planned_and_done_about_a_lead(
    ask: Any, cast: Any, api_of: Any, what: str, body: dict[str, str]
) -> None:
    leads = [ask("POST", "", {"name": name}).json()["id"] for name in ("Ada", "Eve")]
    client = api_of(cast.rep)
    made = client.post(f"/api/v1/{what}", {**body, "lead": leads[0]}, content_type="application/json").json()
    found = [client.get(f"/api/v1/{what}?lead={one}").json()["items"] for one in leads]
    assert [[each["id"] for each in some] for some in found] == [[made["id"]], []]
    assert client.get(f"/api/v1/{what}?lead={10**9}").status_code == 404
