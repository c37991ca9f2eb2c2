"""The company's own fields of leads are read by their type and rules; what a form asks besides is kept as it comes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright import Invalid
from dealwright.leads.commands import add_lead, change_lead, write_scoring
from dealwright.leads.models import Lead
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine

BY: dict[str, Any] = {"by": Machine(), "via": "cli"}


@pytest.fixture
def rep(cast: Any) -> Member:
    add_field("leads", NewField("Roofs", "integer", key="roofs"), **BY)
    add_field("leads", NewField("Kinds", "choices", key="kinds", choices=["Flat", "Steep"]), **BY)
    add_field("leads", NewField("Region", "text", key="region", default="North", required=True), **BY)
    return Member.objects.get(id=cast.rep.id)


def test_own_fields_are_typed_and_have_their_usual_values(rep: Member) -> None:
    given = {"roofs": "12", "kinds": ["flat"], "asked_by_form": "yes"}
    made = int(add_lead({"name": "Ada", "fields": given}, by=rep, via="api"))
    assert Lead.objects.get(id=made).fields == {
        "roofs": 12, "kinds": ["flat"], "asked_by_form": "yes", "region": "North",
    }  # fmt: skip
    change_lead(made, {"fields": {"roofs": None, "asked_by_form": ""}}, by=rep, via="api")
    assert Lead.objects.get(id=made).fields == {"kinds": ["flat"], "region": "North"}
    for wrong in ({"roofs": "many"}, {"kinds": ["round"]}, {"region": ""}):
        with pytest.raises(Invalid):
            change_lead(made, {"fields": wrong}, by=rep, via="api")


@pytest.mark.parametrize("access", ["hidden", "read_only"])
def test_what_a_rule_withholds_is_not_written(rep: Member, access: str) -> None:
    made = int(add_lead({"name": "Ada", "fields": {"roofs": 3}}, by=rep, via="api"))
    set_rule("leads", "fields.roofs", "rep", access, **BY)
    with pytest.raises(Invalid):
        change_lead(made, {"fields": {"roofs": 4}}, by=Member.objects.get(id=rep.id), via="api")
    assert Lead.objects.get(id=made).fields["roofs"] == 3


@pytest.mark.thorough
def test_reasons_of_a_score_are_told_to_who_sees_all_that_they_hang_on(
    published: Any, cast: Any, api_of: Callable[[Any], Client], client_of: Callable[[Any], Client]
) -> None:
    rule = {"condition": "has(lead.phone)", "points": 9, "reason": "Can be called"}
    write_scoring([rule], by=cast.operator, via="page")
    made = add_lead({"name": "Lea", "phone": "+49 30 1234567", "owner": cast.rep.id}, by=cast.rep, via="page")
    places = [f"/leads/{made}/", "/leads/?view=mine", f"/timeline/lead/{made}/", "/"]
    rep, api = client_of(cast.rep), api_of(cast.rep)
    told = [rep.get(place).content.decode() for place in places]
    assert ["Can be called" in text for text in told] == [True] * 4
    assert api.get(f"/api/v1/leads/{made}").json()["reasons"] == [["Can be called", 9]]
    set_rule("leads", "phone", "rep", "hidden", by=cast.owner, via="page")
    assert not ["Can be called" for place in places if "Can be called" in rep.get(place).content.decode()]
    assert "reasons" not in api.get(f"/api/v1/leads/{made}").json()
    assert "Can be called" not in api.get("/api/v1/events").content.decode()
    assert "Can be called" in client_of(cast.manager).get(f"/leads/{made}/").content.decode()
