"""The company's own fields of leads are read by their type and rules; what a form asks besides is kept as it comes."""

from typing import Any

import pytest

from dealwright import Invalid
from dealwright.leads.commands import add_lead, change_lead
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
