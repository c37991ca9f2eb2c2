"""Rules on values on screen and in the API: tried, added, changed, removed, and kept when somebody saves a form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from dealwright.customers.commands import add_organisation
from dealwright.records.models import QualityRule
from dealwright.records.quality.ruling import add_rule

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db
HERE = "/settings/fields/organisations/rules/"


@pytest.mark.thorough
def test_a_rule_is_tried_before_it_holds_then_refuses_beside_its_field(
    cast: Cast, client_of: Callable[[object], Client]
) -> None:
    add_organisation({"name": "Bare Ltd"}, by=cast.rep, via="page")
    operator, rep = client_of(cast.operator), client_of(cast.rep)
    given = {"field": "city", "demand": "required", "refuses": "1", "sentence": "Where do they sit?"}
    tried = operator.post(f"{HERE}new/", {**given, "look": "1"}).content.decode()
    assert "1 record would break it." in tried
    assert "Bare Ltd" in tried
    assert not QualityRule.objects.exists()
    assert operator.post(f"{HERE}new/", given).status_code == 302
    assert "Where do they sit?" in operator.get(HERE).content.decode()
    refused = rep.post("/organisations/new/", {"name": "Next Ltd"})
    assert refused.status_code == 422
    assert "Where do they sit?" in refused.content.decode()
    labels = re.sub(r"\s+", " ", rep.get("/organisations/new/").content.decode())
    assert 'for="field-city">City <span class="optional" aria-hidden="true">*' in labels
    told = rep.get("/api/v1/fields?kind=organisations").json()["items"]
    assert [each["key"] for each in told if each["required"]] == ["city"]
    rule = QualityRule.objects.get()
    page = f"/settings/value-rules/{rule.id}/"
    assert "1 record would break it." in operator.post(page, {**given, "look": "1"}).content.decode()
    wrong = operator.post(page, {**given, "demand": "own", "pattern": "\\d["})
    assert (wrong.status_code, "“\\d[” is no regular expression (unclosed" in wrong.content.decode()) == (422, True)
    assert operator.post(page, {**given, "condition": 'organisation.country == "DE"'}).status_code == 302
    assert "Country is DE" in operator.get(HERE).content.decode()
    assert operator.post(page, {"remove": "1"}).status_code == 302
    assert not QualityRule.objects.exists()
    assert rep.get(HERE).status_code == 403


def test_the_api_adds_changes_and_removes_rules(cast: Cast, client_of: Callable[[object], Client]) -> None:
    operator = client_of(cast.operator)
    base, json = "/api/v1/quality", "application/json"
    rule = {"field": "country", "demand": "capitals"}
    tried = operator.post(f"{base}/organisations/rules/preview", rule, json)
    assert tried.json() == {"broken": 0, "looked_at": 0, "examples": []}
    made = operator.post(f"{base}/organisations/rules", rule, json)
    assert made.status_code == 201
    rule_id = made.json()["id"]
    bad = operator.post("/api/v1/organisations", {"name": "A", "country": "de"}, json)
    assert (bad.status_code, bad.json()["field"]) == (422, "country")
    changed = operator.patch(f"{base}/rules/{rule_id}", {"refuses": False}, json)
    assert changed.json()["refuses"] is False
    assert operator.post("/api/v1/organisations", {"name": "A", "country": "de"}, json).status_code == 201
    assert operator.delete(f"{base}/rules/{rule_id}").status_code == 200
    assert operator.get(f"{base}/organisations/rules").json()["items"] == []
    assert operator.get(f"{base}/organisations").json()["looked_at"] == 1


def test_a_rule_that_warns_is_asked_once_more_by_forms_and_told_to_programs(
    cast: Cast, client_of: Callable[[object], Client], api_of: Callable[[object], Client]
) -> None:
    for rule in ({"field": "country", "demand": "capitals"}, {"field": "city", "demand": "required"}):
        add_rule("organisations", {**rule, "refuses": False}, by=cast.operator, via="page")
    rep, json = client_of(cast.rep), "application/json"
    given = {"name": "Acme", "country": "Peru"}
    asked = rep.post("/organisations/new/", given)
    assert asked.status_code == 422
    assert "Save once more to keep it so." in asked.content.decode()
    assert rep.post("/organisations/new/", given | {"country": "Chile"}).status_code == 422
    assert rep.post("/organisations/new/", given | {"name": "Acme Ltd"}).status_code == 302
    assert rep.post("/organisations/new/", given | {"country": "DE", "city": "Bonn"}).status_code == 302
    told = api_of(cast.rep).post("/api/v1/organisations", given, json)
    assert told.status_code == 201
    assert {each["field"] for each in told.json()["warnings"]} == {"country", "city"}
    firm = f"/api/v1/organisations/{told.json()['id']}"
    assert "warnings" not in api_of(cast.rep).patch(firm, {"name": "Acme SA"}, json).json()
    assert add_organisation(given, by=cast.rep, via="cli")
