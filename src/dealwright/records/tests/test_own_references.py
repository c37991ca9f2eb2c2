"""Own fields that name an organisation or a person: told by name everywhere, chosen by it, followed through merges."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright import Conflict, Invalid
from dealwright.activities.commands import NewActivity, NewTask, add_task, log_activities
from dealwright.customers.commands import add_organisation, add_person
from dealwright.customers.doubles.merging import merge, undo_merge
from dealwright.customers.models import Organisation
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.leads.commands import NewLead, record_leads
from dealwright.records.bulk import as_changes
from dealwright.records.called import called
from dealwright.records.kinds import LISTS, fields_of, kind_of
from dealwright.records.queries import listing, page
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.setup.retyping import change_type
from dealwright.records.setup.types import preview
from dealwright.workspace.models import Member

pytestmark = pytest.mark.django_db
OWNING = ("organisations", "people", "leads", "deals", "tasks", "activities")
PAGES = {
    "organisations": "/organisations/{}/edit/", "people": "/people/{}/edit/", "leads": "/leads/{}/edit/",
    "deals": "/deals/{}/field/fields.partner/", "tasks": "/tasks/{}/", "activities": "/activities/{}/",
}  # fmt: skip


@pytest.fixture
def fields(cast: Any, published: Any) -> Any:
    """A partner and a contact in every kind of record, and what is kept about them."""
    for kind in OWNING:
        for title, of_type in (("Partner", "organisation"), ("Contact", "person")):
            add_field(kind, NewField(title, of_type), by=cast.owner, via="page")
    return cast


def firm(cast: Any, name: str) -> int:
    return add_organisation({"name": name, "owner": cast.rep.id}, by=cast.owner, via="page")


def made(kind: str, cast: Any, own: dict[str, Any]) -> int:
    """A record of that kind with these own fields."""
    by: dict[str, Any] = {"by": cast.rep, "via": "page"}
    match kind:
        case "organisations":
            return add_organisation({"name": "Whose", "fields": own}, **by)
        case "people":
            return add_person({"name": "Whose", "fields": own}, **by)
        case "leads":
            return record_leads([NewLead("Whose", owner_id=cast.rep.id, fields=own)], **by)[0]
        case "deals":
            return open_deal(NewDeal("Whose", owner_id=cast.rep.id, fields=own), **by)
        case "tasks":
            return add_task(NewTask("Whose", fields=own), **by)
    about = ("organisation", firm(cast, "About"))
    return log_activities([NewActivity(about, "call", "Whose", fields=own)], **by)[0]


def listed(kind: str, actor: Any, *given: tuple[str, str], sort: str | None = None) -> list[dict[str, Any]]:
    """The names of partners in the list under these filters."""
    known = kind_of(kind)
    return page(listing(known, actor, given, sort), [fields_of(known, actor)["fields.partner.name"]]).rows


def own_of(kind: str, record_id: int) -> dict[str, Any]:
    return dict(LISTS[kind].model._default_manager.get(id=record_id).fields)


@pytest.mark.parametrize("kind", OWNING)
def test_a_partner_is_named_found_changed_and_followed(kind: str, fields: Any) -> None:
    acme, beta = firm(fields, "Acme"), firm(fields, "Beta")
    known, record_id = kind_of(kind), made(kind, fields, {"partner": acme})
    named = next(iter(fields_of(known, fields.rep)["fields.partner.name"].paths))
    assert [row[named] for row in listed(kind, fields.rep, ("fields.partner.name__starts", "acm"))] == ["Acme"]
    assert not listed(kind, fields.rep, ("fields.partner.name", "Beta"))
    assert known.change_many is not None
    changes = as_changes({"fields.partner": "beta", "fields.contact": None})
    known.change_many([record_id], changes, by=fields.rep, via="page")
    assert own_of(kind, record_id) == {"partner": beta}
    gone = merge("organisation", acme, beta, by=fields.owner, via="page")
    assert own_of(kind, record_id) == {"partner": acme}
    undo_merge(gone, by=fields.owner, via="page")
    assert own_of(kind, record_id) == {"partner": beta}


@pytest.mark.parametrize("kind", OWNING)
@pytest.mark.parametrize("given", ["Nobody GmbH", 10**6, "1000000", True, "Twin"])
def test_what_is_not_there_or_there_twice_is_refused(kind: str, given: Any, fields: Any) -> None:
    for _ in range(2):
        firm(fields, "Twin")
    known, record_id = kind_of(kind), made(kind, fields, {})
    with pytest.raises(Invalid) as refusal:
        known.change_many([record_id], as_changes({"fields.partner": given}), by=fields.rep, via="page")  # type: ignore[misc]  # they all have one
    assert refusal.value.field == "fields.partner"
    assert own_of(kind, record_id) == {}


@pytest.mark.parametrize("kind", OWNING)
def test_forms_hold_names_and_offer_those_that_begin_so(
    kind: str, fields: Any, client_of: Callable[[Any], Client]
) -> None:
    one, two = firm(fields, "Twin"), firm(fields, "Twin")
    browser, record_id = client_of(fields.rep), made(kind, fields, {"partner": two})
    form = browser.get(PAGES[kind].format(record_id)).content.decode()
    assert f'value="Twin #{two}"' in form
    assert "/find/organisation/" in form
    offered = browser.get("/find/organisation/", {"fields.partner": "twi"}).content.decode()
    assert f"Twin #{one}" in offered
    assert f"Twin #{two}" in offered


def by(cast: Any) -> dict[str, Any]:
    return {"by": cast.owner, "via": "page"}


def test_who_may_not_know_the_field_does_not_know_the_name(fields: Any) -> None:
    made("deals", fields, {"partner": firm(fields, "Acme")})
    set_rule("deals", "fields.partner", "rep", "hidden", **by(fields))
    known = fields_of(kind_of("deals"), Member.objects.get(id=fields.rep.id))
    assert known.keys().isdisjoint({"fields.partner", "fields.partner.name"})


def test_a_record_that_names_who_goes_up_into_it_names_itself(fields: Any) -> None:
    gone = firm(fields, "Old Acme")
    kept = add_organisation({"name": "Acme", "fields": {"partner": gone}}, **by(fields))
    again = merge("organisation", kept, gone, **by(fields))
    assert Organisation.objects.get(id=kept).fields == {"partner": kept}
    undo_merge(again, **by(fields))
    assert Organisation.objects.get(id=kept).fields == {"partner": gone}


def test_no_usual_value_and_no_second_field_of_the_title(fields: Any) -> None:
    with pytest.raises(Invalid, match="no usual value"):
        add_field("deals", NewField("Broker", "organisation", default="1"), **by(fields))
    with pytest.raises(Conflict):
        add_field("deals", NewField("Partner", "text"), **by(fields))


@pytest.mark.parametrize("kind", OWNING)
def test_a_text_becomes_the_record_it_names_and_back(kind: str, fields: Any) -> None:
    acme = firm(fields, "Acme")
    field_id = add_field(kind, NewField("Agency", "text"), **by(fields))
    ids = [made(kind, fields, {"agency": text}) for text in ("Acme", "Unknown")]
    seen = preview(field_id, "organisation", by=fields.owner)
    assert (seen.converted, seen.emptied) == (1, 1)
    assert [(each.value, each.becomes) for each in seen.taken] == [("Acme", "Acme")]
    change_type(field_id, "organisation", **by(fields))
    assert [own_of(kind, each) for each in ids] == [{"agency": acme}, {}]
    change_type(field_id, "text", **by(fields))
    assert own_of(kind, ids[0]) == {"agency": "Acme"}


def test_a_name_may_end_in_a_number_of_its_own(cast: Any, published: Any) -> None:
    first = firm(cast, "Acme")
    studio = firm(cast, f"Studio #{first}")
    for text, number in (
        (f"studio #{first}", studio), (f"Acme #{first}", first), (f"#{first}", first), (f"Beta #{first}", None),
        ("Acme #999999999999999999", None), ("Ac\x00me", None),
    ):  # fmt: skip
        assert called("organisation", text, cast.rep) == number
