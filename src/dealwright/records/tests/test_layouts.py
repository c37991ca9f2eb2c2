"""A company's layout holds at once on every form and page, of every kind."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.test import Client

from dealwright.customers.commands import add_organisation, add_person
from dealwright.customers.models import Person
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.leads.commands import add_lead
from dealwright.leads.models import Lead
from dealwright.records.layouts import Placed, Section, arranged
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.setup.layouts import save_layout

ADD: dict[str, Callable[..., int]] = {
    "organisations": lambda by: add_organisation({"name": "Acme", "fields": {"kind": "b", "need": "x"}}, **by),
    "people": lambda by: add_person({"name": "Bo", "fields": {"kind": "b", "need": "x"}}, **by),
    "leads": lambda by: add_lead({"name": "Bo", "fields": {"kind": "b", "need": "x"}}, **by),
    "deals": lambda by: open_deal(NewDeal("Pumps", owner_id=by["by"].id, fields={"kind": "b", "need": "x"}), **by),
}
FORMS = {"organisations": ("edit",), "people": ("edit",), "leads": ("edit",), "deals": ()}
FIRST = {"organisations": "phone", "people": "email", "leads": "phone", "deals": "source"}


@pytest.mark.thorough
@pytest.mark.parametrize("kind", ADD)
@pytest.mark.django_db
def test_a_layout_holds_on_the_form_and_the_page(
    kind: str, cast: Any, published: Any, client_of: Callable[[Any], Client]
) -> None:
    by: dict[str, Any] = {"by": cast.owner, "via": "page"}
    add_field(kind, NewField("Kind", "choices", choices=["A", "B"]), **by)
    add_field(kind, NewField("Need", "text", required=True), **by)
    add_field(kind, NewField("Rarely", "text"), **by)
    record_id, ann = ADD[kind]({**by, "by": cast.rep}), client_of(cast.rep)
    save_layout(kind, [{"title": "At a glance", "fields": ["fields.kind", FIRST[kind], "owner"]}], **by)
    for address in (f"/{kind}/new/", f"/{kind}/{record_id}/", *(f"/{kind}/{record_id}/{it}/" for it in FORMS[kind])):
        text = ann.get(address).content.decode().partition("At a glance")[2]
        places = [text.index(word) for word in (">Kind", "more-fields", ">Rarely")]
        assert places == sorted(places), address
        if not address.endswith(f"/{record_id}/"):  # what is needed never waits under More, and says so
            before, control = text.split('name="fields.need"')
            assert "more-fields" not in before
            assert "required" in control.partition(">")[0]
    save_layout(kind, [{"title": "Mine", "fields": ["fields.rarely"]}], role="rep", **by)
    assert "Mine" in ann.get(f"/{kind}/{record_id}/").content.decode()
    assert "Mine" not in client_of(cast.manager).get(f"/{kind}/{record_id}/").content.decode()
    set_rule(kind, "fields.rarely", "rep", "hidden", **by)
    assert "Rarely" not in ann.get(f"/{kind}/new/").content.decode() + ann.get(f"/{kind}/{record_id}/").content.decode()


@pytest.mark.django_db
def test_the_preview_shows_what_a_role_will_see(cast: Any, published: Any, client_of: Callable[[Any], Client]) -> None:
    by: dict[str, Any] = {"by": cast.owner, "via": "page"}
    save_layout("deals", [{"title": "Money", "fields": ["amount", "source"]}], **by)
    set_rule("deals", "amount", "rep", "hidden", **by)
    set_rule("deals", "source", "rep", "read_only", **by)
    owner, address = client_of(cast.owner), "/settings/fields/deals/layout/"
    looks = {role: owner.get(address, {"role": role}).content.decode() for role in ("", "rep")}
    designer, samples = (
        {role: text.split('id="layout-preview"')[part] for role, text in looks.items()} for part in (0, 1)
    )
    assert all(">Amount<" in text for text in designer.values())
    assert [">Amount<" in samples[role] for role in ("", "rep")] == [True, False]
    assert ["to read" in samples[role] for role in ("", "rep")] == [False, True]


@pytest.mark.django_db
def test_own_fields_of_leads_are_written_by_their_form(cast: Any, client_of: Callable[[Any], Client]) -> None:
    by: dict[str, Any] = {"by": cast.owner, "via": "page"}
    for of_type in ("choices", "datetime", "boolean", "integer"):
        add_field("leads", NewField(of_type, of_type, choices=["A", "B"] if of_type == "choices" else ()), **by)
    add_field("leads", NewField("Need", "text", required=True), **by)
    ann = client_of(cast.rep)
    said = {"fields.choices.asked": "1", "fields.choices": ["a", "b"], "fields.datetime": "2026-03-01T10:00",
            "fields.boolean": "true", "fields.integer": "7"}  # fmt: skip
    assert ann.post("/leads/new/", {"name": "Bo", **said, "fields.need": ""}).status_code == 422
    assert not Lead.objects.exists()
    ann.post("/leads/new/", {"name": "Bo", **said, "fields.need": "y"})
    lead = Lead.objects.get()
    kept = {"choices": ["a", "b"], "datetime": "2026-03-01T09:00:00+00:00", "boolean": True, "integer": 7, "need": "y"}
    assert lead.fields == kept
    form = ann.get(f"/leads/{lead.id}/edit/").content.decode()
    assert 'value="2026-03-01T10:00"' in form
    was = {"was.fields.choices": "a, b", "was.fields.datetime": "2026-03-01T10:00", "was.fields.integer": "7"}
    ann.post(f"/leads/{lead.id}/edit/", {**said, **was, "fields.integer": "8", "fields.choices": []})
    lead.refresh_from_db()
    assert lead.fields == {key: value for key, value in kept.items() if key != "choices"} | {"integer": 8}


@pytest.mark.django_db
def test_a_moment_of_a_person_stands_in_their_form_by_their_clock_and_outlives_it(
    cast: Any, client_of: Callable[[Any], Client]
) -> None:
    by: dict[str, Any] = {"by": cast.owner, "via": "page"}
    add_field("people", NewField("Met", "datetime"), **by)
    bo = add_person({"name": "Bo", "fields": {"met": "2026-03-01T09:00:00Z"}}, **by)
    ann = client_of(cast.owner)
    assert 'value="2026-03-01T10:00"' in ann.get(f"/people/{bo}/edit/").content.decode()
    same = {"fields.met": "2026-03-01T10:00", "was.fields.met": "2026-03-01T10:00"}
    assert ann.post(f"/people/{bo}/edit/", {"name": "Bob", "was.name": "Bo", "revision": "1", **same}).status_code < 400
    person = Person.objects.get(id=bo)
    assert (person.name, person.fields["met"]) == ("Bob", "2026-03-01T09:00:00+00:00")


def test_parts_stand_once_and_none_is_lost() -> None:
    layout = Placed([Section("", []), Section("B", [])], [])
    parts = {"a": 1, "b": 2, "c": 3}
    found = arranged(layout, parts, needed=["c"])
    assert (found.sections, found.more) == ([("", [3])], [1, 2])
    usual = arranged(None, parts, later=["a", "c"], needed=["c"])
    assert (usual.sections, usual.more) == ([("", [2, 3])], [1])


OWN_VALUES = {
    "money": ("12500.50", "€12,500.50"),
    "percent": (12.5, "12.5%"),
    "decimal": (1234.5, "1,234.5"),
    "integer": (1234, "1,234"),
    "boolean": (True, "Yes"),
    "date": ("2026-12-24", "Dec 24, 2026"),
    "datetime": ("2026-12-24T17:30:00Z", "Dec 24, 2026, 6:30\u202fPM"),
    "choice": ("a", "A"),
    "choices": (["a", "b"], "A, B"),
}


@pytest.mark.django_db
def test_own_fields_are_told_as_people_write_them(
    cast: Any, published: Any, client_of: Callable[[Any], Client]
) -> None:
    """In lists, where money stood in cents and moments as machines write them, and on the pages of all kinds."""
    by: dict[str, Any] = {"by": cast.owner, "via": "page"}
    for kind, of_type in product(("people", "leads", "deals"), OWN_VALUES):
        add_field(kind, NewField(of_type, of_type, choices=["A", "B"] if "choice" in of_type else ()), **by)
    own = {of_type: value for of_type, (value, _) in OWN_VALUES.items()}
    stored = own | {"money": 12_500_50, "datetime": "2026-12-24T17:30:00+00:00"}
    record = {
        "people": add_person({"name": "Bo", "fields": own}, **by),
        "leads": add_lead({"name": "Bo", "fields": own}, **by),
        "deals": open_deal(NewDeal("Robots", fields=stored, owner_id=cast.owner.id), **by),
    }
    columns, browser = ",".join(f"fields.{each}" for each in OWN_VALUES), client_of(cast.owner)
    people = browser.get(f"/people/?columns=name,{columns}").content.decode()
    assert [said for _, said in OWN_VALUES.values() if f">{said}<" not in people] == []
    for kind, one in record.items():
        page = browser.get(f"/{kind}/{one}/").content.decode()
        assert [said for _, said in OWN_VALUES.values() if said not in page] == []
