"""The inbox and the page of a lead, as a browser asks for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.deals.models import Deal
from dealwright.leads.commands import Wanted, answer_lead, convert_lead, write_scoring
from dealwright.leads.models import Lead
from dealwright.leads.tests.leading import lead
from dealwright.records.setup.fields import NewField, add_field

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def ann(cast: Any, published: Any, client_of: Any) -> Any:
    """Ann's browser."""
    return client_of(cast.rep)


def test_the_inbox_shows_the_most_promising_first(ann: Any, cast: Any) -> None:
    for n in range(3):
        lead(cast.rep, name=f"Lead {n}", country="DE" if n == 1 else "FR")
    write_scoring([{"condition": 'lead.country == "DE"', "points": 7, "reason": "Home"}], by=cast.operator, via="page")
    page = ann.get("/leads/").content.decode()
    assert page.index("Lead 1") < page.index("Lead 2") < page.index("Lead 0")
    assert "+7" in page
    assert "Web · Spring" in page
    assert "nobody has spoken to them yet" in page


@pytest.mark.thorough
def test_a_view_shows_only_its_own_and_pages_on(ann: Any, cast: Any) -> None:
    for n in range(45):
        lead(cast.manager, name=f"Lead {n:02}", owner=cast.rep.id if n % 2 else None)
    lead(cast.stranger, name="Hidden", owner=cast.stranger.id)
    first = ann.get("/leads/").content.decode()
    assert "Lead 44" in first
    assert "Lead 03" not in first
    assert "Hidden" not in first
    more = first.split('hx-get="/leads/?view=open&amp;after=')[1].split('"')[0]
    rest = ann.get(f"/leads/?view=open&after={more}", **HX).content.decode()
    assert "Lead 03" in rest
    assert "<html" not in rest
    mine = ann.get("/leads/?view=mine").content.decode()
    assert "Lead 01" in mine
    assert "Lead 02" not in mine
    assert "Lead 02" in ann.get("/leads/?view=free").content.decode()
    assert ann.get("/leads/?view=nonsense&after=x.y").status_code == 200


def test_a_lead_is_made_by_its_form(ann: Any) -> None:
    answer = ann.post("/leads/new/", {"name": "Bo", "email": "nonsense"}, **HX)
    assert answer.status_code == 422
    assert "nonsense" in answer.content.decode()
    made = ann.post("/leads/new/", {"name": "Bo", "email": "Bo@Firm.example", "source": "Fair"}, **HX)
    assert made.headers["HX-Redirect"] == f"/leads/{Lead.objects.get().id}/"
    assert Lead.objects.get().email == "bo@firm.example"


def test_the_form_of_a_lead_takes_numbers_as_people_write_them(ann: Any, cast: Any) -> None:
    add_field("leads", NewField("Budget", "money"), by=cast.owner, via="page")
    assert "HX-Redirect" in ann.post("/leads/new/", {"name": "Bo", "fields.budget": "12,500.50"}, **HX).headers
    assert Lead.objects.get().fields == {"budget": 12_500_50}


@pytest.mark.thorough
def test_the_page_of_a_lead_and_its_steps(ann: Any, cast: Any) -> None:
    made = lead(cast.rep, message="Please <b>call</b>")
    answer_lead(made.id, "bant", "budget", 2, "50k", by=cast.rep, via="page")
    page = ann.get(f"/leads/{made.id}/").content.decode()
    assert "Please &lt;b&gt;call" in page
    assert "50k" in page
    here = {**HX, "HTTP_HX_CURRENT_URL": f"http://testserver/leads/{made.id}/"}
    done = ann.post(f"/leads/{made.id}/qualify/", **here)
    assert done.headers["HX-Retarget"] == "#lead"
    assert Lead.objects.get().status == "qualified"
    ann.post(f"/leads/{made.id}/undo/", **here)
    assert Lead.objects.get().status == "new"
    assert ann.post(f"/leads/{made.id}/disqualify/", {"reason": ""}, **here).status_code == 422
    ann.post(f"/leads/{made.id}/disqualify/", {"reason": "no_need"}, **here)
    inbox = {**HX, "HTTP_HX_CURRENT_URL": "http://testserver/leads/?view=disqualified"}
    back = ann.post(f"/leads/{made.id}/return/", **inbox)
    assert back.headers["HX-Retarget"] == "#inbox"
    assert ann.post(f"/leads/{made.id}/recycle/", {"back_on": "2020-01-01"}, **here).status_code == 422
    soon = (timezone.now() + timedelta(days=9)).date().isoformat()
    ann.post(f"/leads/{made.id}/recycle/", {"back_on": soon}, **here)
    assert Lead.objects.get().status == "recycled"
    assert f'href="/activities/new/?lead={made.id}"' in ann.get(f"/leads/{made.id}/").content.decode()


@pytest.mark.thorough
def test_giving_is_for_those_who_lead(ann: Any, cast: Any, client_of: Any) -> None:
    made = lead(cast.manager)
    assert "Bob" not in ann.get(f"/leads/{made.id}/assign/").content.decode()
    assert ann.post(f"/leads/{made.id}/assign/", {"owner": cast.mate.id}).status_code == 403
    client_of(cast.manager).post(f"/leads/{made.id}/assign/", {"owner": cast.mate.id})
    assert Lead.objects.get().owner_id == cast.mate.id
    assert "Mia gave it by hand." in client_of(cast.manager).get(f"/leads/{made.id}/").content.decode()
    assert ann.get(f"/leads/{made.id}/").status_code == 404


@pytest.mark.thorough
def test_conversion_offers_what_is_there(ann: Any, cast: Any) -> None:
    from dealwright.customers.commands import add_organisation

    firm = add_organisation({"name": "Acme Corp", "website": "https://www.acme.example/de"}, by=cast.rep, via="page")
    made = lead(cast.rep, owner=cast.rep.id)
    form = ann.get(f"/leads/{made.id}/convert/").content.decode()
    assert f'value="{firm}" checked' in form
    assert "has the domain acme.example" in form
    assert ann.post(f"/leads/{made.id}/convert/", {"deal": "X", "organisation": "77"}, **HX).status_code == 422
    sent = {"deal": "Acme", "organisation": str(firm), "person": "new", "process": "general", "role": "champion"}
    done = ann.post(f"/leads/{made.id}/convert/", sent, **HX)
    deal = Deal.objects.get()
    assert done.headers["HX-Redirect"] == f"/deals/{deal.id}/"
    assert "Spring" in ann.get(f"/leads/of/deal/{deal.id}/").content.decode()
    assert deal.title in ann.get(f"/leads/{made.id}/").content.decode()
    ann.post(f"/leads/{made.id}/unconvert/")
    assert Lead.objects.get().status == "new"


def test_an_answer_keeps_what_was_typed(ann: Any, cast: Any) -> None:
    made = lead(cast.rep)
    address = f"/leads/{made.id}/answers/bant/need/"
    assert "What to ask" in ann.get(address).content.decode()
    assert ann.post(address, {"text": "", "strength": "2"}, **HX).status_code == 422
    assert ann.post(address, {"text": "They said so", "strength": "2"}).status_code == 302
    assert "They said so" in ann.get(f"/leads/{made.id}/").content.decode()


def test_a_person_shows_whom_they_sent(ann: Any, cast: Any) -> None:
    from dealwright.customers.commands import add_person

    pat = add_person({"name": "Pat"}, by=cast.rep, via="page")
    made = lead(cast.rep, referred_by=pat)
    assert "Ada Byron" in ann.get(f"/leads/referred-by/{pat}/").content.decode()
    convert_lead(made.id, Wanted(organisation=None, person=pat), by=cast.rep, via="page")
    assert "Ada Byron" in ann.get(f"/leads/of/person/{pat}/").content.decode()
    assert ann.get("/leads/of/secret/1/").status_code == 404


def test_a_view_that_is_not_counted_to_its_end_says_so(ann: Any, cast: Any, monkeypatch: Any) -> None:
    for n in range(2):
        lead(cast.rep, name=f"Lead {n}", email=f"l{n}@acme.example")
    assert '<span class="count">2</span>' in ann.get("/leads/").content.decode()
    monkeypatch.setattr("dealwright.leads.pages.inbox.COUNTED", 1)
    assert '<span class="count">1+</span>' in ann.get("/leads/").content.decode()


def test_a_dialog_over_the_inbox_closes_before_the_list_is_replaced(ann: Any, cast: Any) -> None:
    made = lead(cast.rep)
    here = {**HX, "HTTP_HX_CURRENT_URL": "http://testserver/leads/"}
    done = ann.post(f"/leads/{made.id}/disqualify/", {"reason": "no_need"}, **here)
    assert (done.headers["HX-Trigger"], "HX-Trigger-After-Settle" in done.headers) == (
        "close-dialog, lead-changed",
        False,
    )
