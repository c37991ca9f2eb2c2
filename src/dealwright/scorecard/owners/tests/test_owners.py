"""Who answers for which number: who names them, what is refused, and what is told of it."""

import json
from typing import Any

import pytest

from dealwright import NotAllowed, NotFound
from dealwright.ledger.models import Entry
from dealwright.metrics import METRICS
from dealwright.scorecard.owners.commands import OWNED, name_owner
from dealwright.scorecard.owners.queries import owned, owner_names
from dealwright.scorecard.queries import definitions
from dealwright.workspace.commands import change_member


def test_a_company_names_who_answers(cast: Any, client_of: Any) -> None:
    client, page = client_of(cast.owner), "/scorecard/owners/"
    assert client.post(page, {"win_rate": cast.manager.id, "activities": ""}).status_code == 302
    assert owner_names() == {"win_rate": "Mia"}
    assert "Mia" in client_of(cast.rep).get(page).content.decode()
    assert next(each for each in definitions() if each["metric"] == "win_rate")["answers"] == "Mia"
    assert client.post(page, {"win_rate": "nobody"}).status_code == 422
    assert client_of(cast.rep).post(page, {"win_rate": ""}).status_code == 403
    assert owner_names() == {"win_rate": "Mia"}


def test_only_what_changes_is_recorded(cast: Any) -> None:
    for member in (None, cast.manager.id, cast.manager.id, cast.rep.id, None, None):
        name_owner("activities", member, by=cast.owner, via="page")
    told = Entry.objects.filter(kind="metric_owner_named").order_by("id").values_list("data", flat=True)
    assert [json.loads(each).get("member") for each in told] == [cast.manager.id, cast.rep.id, None]
    assert {each.subject_id for each in Entry.objects.filter(kind="metric_owner_named")} == {1}


def test_every_number_can_be_answered_for(cast: Any) -> None:
    assert [each.metric for each in owned()] == ["activities", *METRICS] == list(OWNED)
    assert all(each.title and each.definition and each.role and not each.name for each in owned())
    with pytest.raises(NotFound):
        name_owner("luck", cast.rep.id, by=cast.owner, via="page")
    with pytest.raises(NotFound):
        name_owner("win_rate", 0, by=cast.owner, via="page")
    with pytest.raises(NotAllowed):
        name_owner("win_rate", cast.rep.id, by=cast.manager, via="page")
    change_member(cast.mate.id, active=False, by=cast.owner, via="page")
    with pytest.raises(NotFound):
        name_owner("win_rate", cast.mate.id, by=cast.owner, via="page")


def test_the_api_names_as_the_page_does(cast: Any, api_of: Any) -> None:
    api, rate = api_of(cast.owner), "/api/v1/owners/win_rate"
    named = api.put(rate, {"member": cast.manager.id}, "application/json").json()
    assert (named["metric"], named["member"], named["name"], named["role"]) == (
        "win_rate", cast.manager.id, "Mia", "Manager",
    )  # fmt: skip
    assert named in api_of(cast.rep).get("/api/v1/owners").json()["items"]
    assert api_of(cast.rep).put(rate, {"member": None}, "application/json").status_code == 403
    assert api.put("/api/v1/owners/luck", {"member": None}, "application/json").status_code == 404
    assert api.put(rate, {"member": None}, "application/json").json()["name"] is None
