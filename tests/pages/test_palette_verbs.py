"""What the palette does with the record one is on: each verb opens its dialog, on every kind of record."""

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.models import Deal, Stakeholder
from dealwright.desk.registry import verbs_on
from dealwright.leads.commands import add_lead
from dealwright.workspace.access import Verb
from dealwright.workspace.commands.sharing import share
from dealwright.workspace.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

if TYPE_CHECKING:
    from conftest import Cast

ADD: dict[str, Callable[[Any], Any]] = {
    "deal": lambda by: open_deal(NewDeal("Roof", "general"), by=by, via="page"),
    "organisation": lambda by: add_organisation({"name": "Acme"}, by=by, via="page"),
    "person": lambda by: add_person({"name": "Ada"}, by=by, via="page"),
    "lead": lambda by: add_lead({"name": "Ada", "owner": by.id}, by=by, via="page"),
}
OWN = {
    "deal": {"deal-move", "deal-assign"},
    "organisation": {"deal-new"},
    "person": {"deal-new"},
    "lead": {"lead-convert", "lead-assign"},
}


@pytest.mark.parametrize("one", ADD)
def test_every_verb_of_a_record_opens_its_dialog(
    cast: "Cast", published: Any, client_of: Callable[[Any], Client], one: str
) -> None:
    record_id, browser = int(ADD[one](cast.rep)), client_of(cast.manager)
    found = verbs_on(one, record_id, cast.manager)
    labels = [str(each.verb.label) for each in found]
    assert {"Log a call", "Write a note", "Add a task about this"} <= set(labels)
    for url in OWN[one]:
        assert any(
            each.address.startswith(reverse(url, args=None if url == "deal-new" else [record_id])) for each in found
        )
    page = browser.get(reverse(one, args=[record_id])).content.decode()
    for each in found:
        assert each.address.replace("&", "&amp;") in page
        dialog = browser.get(each.address, headers={"HX-Request": "true", "HX-Target": "dialog"})
        assert dialog.status_code == 200, each.address
        assert "<form" in dialog.content.decode(), each.address
    called = browser.get(next(each.address for each in found if each.verb.label == "Log a meeting")).content.decode()
    assert '<option value="meeting" selected>' in called


def test_what_a_member_may_not_do_is_not_offered(
    cast: "Cast", published: Any, django_assert_max_num_queries: Any
) -> None:
    """By owner, by role and by what was shared; one question however many verbs there are."""
    ids = {one: int(ADD[one](cast.rep)) for one in ADD}
    for one in ("deal", "lead"):
        share(one, ids[one], f"member:{cast.stranger.id}", by=cast.rep, via="page")
    share("deal", ids["deal"], f"member:{cast.mate.id}", Verb.CHANGE, by=cast.rep, via="page")
    offered: dict[str, dict[str, set[str]]] = {}
    for part, member in cast.everybody().items():
        member = Member.objects.select_related("team").get(id=member.id)
        with django_assert_max_num_queries(len(ids)):
            offered[part] = {
                one: {each.address.split("/")[-2] for each in verbs_on(one, record_id, member)}
                & {"move", "owner", "convert"}
                for one, record_id in ids.items()
            }
    assert {part: found["deal"] for part, found in offered.items()} == {
        "rep": {"move"}, "mate": {"move"}, "stranger": set(),
        "manager": {"move", "owner"}, "operator": {"move", "owner"}, "owner": {"move", "owner"},
    }  # fmt: skip
    assert [part for part, found in offered.items() if found["lead"]] == ["rep", "manager", "operator", "owner"]
    assert not any(each.verb.needs for each in verbs_on("deal", 999_999, cast.manager))


def test_a_deal_is_given_away_and_comes_back(cast: "Cast", published: Any, client_of: Callable[[Any], Client]) -> None:
    deal = int(ADD["deal"](cast.rep))
    mia, address = client_of(cast.manager), f"/deals/{deal}/owner/"
    assert f'<option value="{cast.rep.id}" selected>' in mia.get(address).content.decode()
    assert mia.post(address, {"owner": "x"}).status_code == 422
    given = mia.post(address, {"owner": cast.mate.id}, headers={"HX-Request": "true"})
    assert given.headers["HX-Refresh"] == "true"
    assert Deal.objects.get().owner_id == cast.mate.id
    away = mia.post(address, {"owner": cast.stranger.id}, headers={"HX-Request": "true"})
    assert away.headers["HX-Redirect"] == "/deals/"
    client_of(cast.owner).post(f"{address}?owner={cast.rep.id}")
    assert Deal.objects.get().owner_id == cast.rep.id
    assert client_of(cast.rep).post(address, {"owner": cast.mate.id}).status_code == 403


def test_a_deal_begun_with_a_person_has_them_on_it(
    cast: "Cast", published: Any, client_of: Callable[[Any], Client]
) -> None:
    acme = ADD["organisation"](cast.rep)
    ada = add_person({"name": "Ada", "organisation": acme}, by=cast.rep, via="page")
    ann = client_of(cast.rep)
    form = ann.get(f"/deals/new/?person={ada}").content.decode()
    assert 'value="Acme"' in form
    assert "Part that Ada plays" in form
    sent = {"title": "Roof", "organisation": "Acme", "person": ada}
    assert ann.post("/deals/new/", {**sent, "role": "no such part"}).status_code == 422
    assert not Deal.objects.exists()
    ann.post("/deals/new/", {**sent, "role": "champion"})
    deal = Deal.objects.get()
    assert (deal.organisation_id, Stakeholder.objects.get(deal=deal).person_id) == (acme, ada)
    assert ann.get("/deals/new/?person=999999").status_code == 404


def test_what_was_typed_is_offered_as_a_name(cast: "Cast", published: Any, client_of: Callable[[Any], Client]) -> None:
    asked = client_of(cast.rep).get(
        "/search/", {"q": "Röhren & Co"}, headers={"HX-Request": "true", "HX-Target": "palette-found"}
    )
    page = asked.content.decode()
    addresses = [html.unescape(each) for each in re.findall(r'href="(/[a-z]+/new/\?[^"]+)"', page)]
    assert len(addresses) == 4
    for address in addresses:
        form = client_of(cast.rep).get(address, headers={"HX-Request": "true"}).content.decode()
        assert 'value="Röhren &amp; Co"' in form, address
