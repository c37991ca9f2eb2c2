"""Organisations and people: commands with their events, the API, the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.db import transaction
from django.test import Client

from dealwright import Conflict, Invalid, NotAllowed, NotFound, Stale
from dealwright.customers.commands import (
    NewOrganisation,
    NewPerson,
    add_organisation,
    add_person,
    change_organisation,
    change_person,
    record_organisations,
    record_people,
    remove_organisations,
    remove_people,
)
from dealwright.customers.commands.values import EMPTY, ORGANISATION, PERSON, Shape, told
from dealwright.customers.models import Organisation, Person
from dealwright.deals.commands import NewDeal, open_deal, remove_deals
from dealwright.ledger.queries import entries_about
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast


Browser = Callable[[object], Client]
AT_HOME = Machine()
WHO: dict[str, Any] = {"by": AT_HOME, "via": "cli"}


def replayed(shape: Shape, record_id: int) -> dict[str, Any]:
    """The record as its events tell it."""
    state: dict[str, Any] = {}
    for entry in reversed(entries_about({shape.one: [record_id]})):
        said = msgspec.json.decode(entry.data)
        state.update({"name": said["name"], **said.get("fields", {})} if "name" in said else said["new"])
    return {key: value for key, value in state.items() if value not in EMPTY}


def stored(shape: Shape, record_id: int) -> dict[str, Any]:
    """The record as its table has it."""
    row = shape.model._default_manager.values(*shape.columns.values()).get(id=record_id)
    return {key: told(row[column]) for key, column in shape.columns.items() if row[column] not in EMPTY}


def test_events_replayed_give_the_organisation(cast: Cast) -> None:
    parent = add_organisation({"name": "Holding"}, by=cast.rep, via="page")
    given = {"name": "Acme", "website": "acme.example", "employees": "12", "revenue": "1500.5", "parent": parent}
    acme = add_organisation(given, by=cast.rep, via="page")
    assert stored(ORGANISATION, acme)["revenue"] == 150050
    assert stored(ORGANISATION, acme)["website"] == "https://acme.example"
    changes = {"sector": "Paint", "employees": None, "owner": cast.mate.id, "external_id": "X1", "name": "Acme Ltd"}
    assert change_organisation(acme, changes, by=cast.manager, via="page")
    assert replayed(ORGANISATION, acme) == stored(ORGANISATION, acme)
    assert not change_organisation(acme, changes, by=cast.manager, via="page")
    assert Organisation.objects.get(id=acme).revision == 2


def test_events_replayed_give_the_person(cast: Cast) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    bo = add_person({"name": "Bo Berg", "email": "bo@acme.example", "organisation": acme}, by=cast.rep, via="page")
    change_person(bo, {"job_title": "Buyer", "email": ""}, by=cast.manager, via="page")
    assert replayed(PERSON, bo) == stored(PERSON, bo)
    known = {"name": "Bo Berg", "family_name": "Berg", "organisation": acme, "job_title": "Buyer"}
    assert stored(PERSON, bo) == known | {"owner": cast.rep.id}


def test_many_at_once_write_the_same_events(db: None) -> None:
    rows = [NewOrganisation(f"Firm {number}", sector="Paint", employees=number) for number in range(30)]
    ids = record_organisations(rows, **WHO, import_id=7)
    assert list(Organisation.objects.order_by("id").values_list("id", "name")) == [
        (id_, row.name) for id_, row in zip(ids, rows, strict=True)
    ]
    assert all(replayed(ORGANISATION, id_) == stored(ORGANISATION, id_) for id_ in ids)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A", "colour": "red"}, "colour"),
        ({"name": "A", "website": "not a site"}, "website"),
        ({"name": "A", "employees": "many"}, "employees"),
        ({"name": "A", "employees": 1.5}, "employees"),
        ({"name": "A", "phone": "1" * 61}, "phone"),
        ({"name": "A", "revenue": "1", "revenue_currency": "XXQ"}, "revenue_currency"),
        ({"name": "A", "sector": "x" * 121}, "sector"),
        ({"name": "A\x00"}, "name"),
    ],
)
def test_bad_values_are_refused_by_name(db: None, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add_organisation(given, **WHO)
    assert refusal.value.field == field
    assert not Organisation.objects.exists()


def test_all_that_is_wrong_is_told_at_once(db: None) -> None:
    with pytest.raises(Invalid) as refused:
        add_organisation({"name": " ", "website": "no site", "employees": "many"}, **WHO)
    assert list(refused.value.by_field()) == ["name", "website", "employees"]


def test_references_must_be_there(db: None) -> None:
    with pytest.raises(NotFound, match="organisation 99"):
        add_organisation({"name": "A", "parent": 99}, **WHO)
    with pytest.raises(NotFound, match="member 99"):
        add_person({"name": "A", "owner": 99}, **WHO)
    with pytest.raises(NotFound, match="organisation 99"), transaction.atomic():
        record_people([NewPerson("A"), NewPerson("B", organisation_id=99)], **WHO)
    assert not Person.objects.exists()


def test_a_number_elsewhere_belongs_to_one(db: None) -> None:
    acme, brook = record_organisations([NewOrganisation("A", external_id="1"), NewOrganisation("B")], **WHO)
    with pytest.raises(Conflict):
        change_organisation(brook, {"external_id": "1"}, **WHO)
    with pytest.raises(Conflict), transaction.atomic():
        record_organisations([NewOrganisation("C", external_id="2"), NewOrganisation("D", external_id="2")], **WHO)
    assert not change_organisation(acme, {"external_id": "1"}, **WHO)


def test_nothing_is_part_of_itself(db: None) -> None:
    top, middle, low = record_organisations([NewOrganisation(name) for name in "ABC"], **WHO)
    change_organisation(middle, {"parent": top}, **WHO)
    change_organisation(low, {"parent": middle}, **WHO)
    for parent in (top, low):
        with pytest.raises(Invalid, match="part of itself"):
            change_organisation(top, {"parent": parent}, **WHO)


def test_undoing_an_import_keeps_what_is_needed(cast: Cast, published: object) -> None:
    used, free = record_organisations([NewOrganisation("Used"), NewOrganisation("Free")], **WHO, import_id=1)
    [bo] = record_people([NewPerson("Bo", organisation_id=used)], **WHO, import_id=1)
    deal = open_deal(NewDeal("Deal", organisation_id=used), by=cast.rep, via="page")
    assert remove_organisations([used, free], **WHO) == 1
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Used"]
    remove_deals([deal], **WHO)
    assert remove_people([bo], **WHO) == 1
    assert remove_organisations([used], **WHO) == 1


def test_the_api_makes_shows_changes_and_guards(cast: Cast, api_of: Browser) -> None:
    client = api_of(cast.rep)
    made = client.post("/api/v1/organisations", {"name": "Acme", "revenue": "10.50"}, content_type="application/json")
    assert made.status_code == 201
    address = f"/api/v1/organisations/{made.json()['id']}"
    assert (made.json()["revenue"], made.json()["owner"]) == ("10.50", cast.rep.id)
    tag = client.get(address).headers["ETag"]
    patched = client.patch(address, {"sector": "Paint"}, content_type="application/json", headers={"If-Match": tag})
    assert (patched.status_code, patched.json()["sector"], patched.json()["revision"]) == (200, "Paint", 2)
    late = client.patch(address, {"sector": "Steel"}, content_type="application/json", headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    unknown = client.patch(address, {"colour": "red"}, content_type="application/json")
    assert (unknown.status_code, "colour" in unknown.json()["detail"]) == (422, True)
    person = client.post(
        "/api/v1/people", {"name": "Bo", "organisation": made.json()["id"]}, content_type="application/json"
    )
    assert person.json()["organisation.name"] == "Acme"
    listed = client.get("/api/v1/people?organisation.name=Acme&limit=1").json()
    assert (listed["count"], listed["items"][0]["name"], listed["next_cursor"]) == (1, "Bo", None)
    assert client.get("/api/v1/people?limit=900").status_code == 400


def test_stale_changes_are_refused(db: None) -> None:
    acme = add_organisation({"name": "Acme"}, **WHO)
    with pytest.raises(Stale):
        change_organisation(acme, {"name": "B"}, **WHO, revision=9)


def test_customers_are_changed_by_their_owner_and_those_who_lead(cast: Cast) -> None:
    ann, bob = {"by": cast.rep, "via": "page"}, {"by": cast.mate, "via": "page"}
    acme = add_organisation({"name": "Acme"}, **ann)
    bo = add_person({"name": "Bo"}, **ann)
    for change, one in ((change_organisation, acme), (change_person, bo)):
        with pytest.raises(NotAllowed, match="belongs to somebody else"):
            change(one, {"phone": "+49 1"}, **bob)
        with pytest.raises(NotAllowed, match="to somebody else") as refusal:
            change(one, {"owner": cast.mate.id}, **ann)
        assert refusal.value.field == "owner"
        assert change(one, {"owner": None}, by=cast.manager, via="page")
        assert change(one, {"owner": cast.mate.id}, **bob)
    for remove, one in ((remove_organisations, acme), (remove_people, bo)):
        with pytest.raises(NotAllowed):
            remove([one], **ann)
    assert (Organisation.objects.count(), Person.objects.count()) == (1, 1)


@pytest.mark.parametrize("add", [add_organisation, add_person])
def test_a_rep_adds_customers_for_nobody_else(add: Callable[..., int], cast: Cast) -> None:
    given = {"name": "Acme", "owner": cast.mate.id}
    with pytest.raises(NotAllowed):
        add(given, by=cast.rep, via="page")
    assert add(given, by=cast.manager, via="page")


def test_pages_offer_no_change_of_what_is_somebody_elses(cast: Cast, client_of: Browser, api_of: Browser) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    bob, edit = client_of(cast.mate), f"/organisations/{acme}/edit/"
    assert edit in client_of(cast.rep).get(f"/organisations/{acme}/").content.decode()
    assert edit not in bob.get(f"/organisations/{acme}/").content.decode()
    refused = (
        bob.post(edit, {"name": "Mine"}),
        bob.get(edit),
        api_of(cast.mate).patch(f"/api/v1/organisations/{acme}", {"name": "Mine"}, content_type="application/json"),
    )
    assert [each.status_code for each in refused] == [403, 403, 403]
    assert "belongs to somebody else" in refused[2].json()["detail"]
    form = client_of(cast.rep).get(edit).content.decode()
    assert (f'value="{cast.rep.id}"' in form, f'value="{cast.mate.id}"' in form) == (True, False)


def test_the_page_holds_everything_about_them(cast: Cast, client_of: Browser) -> None:
    acme = add_organisation({"name": "Acme", "sector": "Paint", "founded": 1995}, by=cast.rep, via="page")
    bo = add_person({"name": "Bo Berg", "organisation": acme}, by=cast.rep, via="page")
    browser = client_of(cast.rep)
    page = browser.get(f"/organisations/{acme}/").content.decode()
    assert all(text in page for text in ("Paint", "1995", "Bo Berg", f"/timeline/organisation/{acme}/"))
    assert "Acme" in browser.get(f"/people/{bo}/").content.decode()
    assert browser.get("/organisations/999/").status_code == 404
    assert Client().get(f"/organisations/{acme}/").status_code == 302


def test_a_form_adds_and_another_changes(cast: Cast, client_of: Browser) -> None:
    browser = client_of(cast.rep)
    answer = browser.post("/organisations/new/", {"name": "Acme", "website": "acme.example", "owner": cast.rep.id})
    acme = Organisation.objects.get()
    assert answer.headers["Location"] == f"/organisations/{acme.id}/"
    form = {"name": "Bo", "organisation": "acme", "owner": ""}
    assert browser.post("/people/new/", form).status_code == 302
    assert Person.objects.values_list("organisation_id", "owner_id").get() == (acme.id, None)
    browser.post(f"/organisations/{acme.id}/edit/", {"name": "Acme Ltd", "was.name": "Acme"})
    assert Organisation.objects.get().name == "Acme Ltd"


FAULTY = {"name": "Bo", "phones.number": "call me", "website": "no site", "organisation": "Nowhere"}


@pytest.mark.parametrize("address", ["/organisations/new/", "/people/new/"])
def test_a_form_with_a_fault_keeps_its_texts(address: str, cast: Cast, client_of: Browser) -> None:
    answer = client_of(cast.rep).post(address, FAULTY)
    assert answer.status_code == 422
    assert "call me" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_doubles_are_shown_while_a_name_is_typed(cast: Cast, client_of: Browser) -> None:
    add_organisation({"name": "Acme Corp"}, by=cast.rep, via="page")
    from dealwright.ledger.readers import catch_up

    catch_up("search")
    page = client_of(cast.rep).get("/organisations/near/?name=acme+crop").content.decode()
    assert "Is it one of these?" in page
    assert "Acme Corp" in page
