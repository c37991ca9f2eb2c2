"""What the palette does with the record one is on: each verb opens its dialog, on every kind of record."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.desk.registry import verbs_on
from dealwright.leads.commands import add_lead

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

ADD: dict[str, Callable[[Any], Any]] = {
    "deal": lambda by: open_deal(NewDeal("Roof", "general"), by=by, via="page"),
    "organisation": lambda by: add_organisation({"name": "Acme"}, by=by, via="page"),
    "person": lambda by: add_person({"name": "Ada"}, by=by, via="page"),
    "lead": lambda by: add_lead({"name": "Ada"}, by=by, via="page"),
}
OWN = {
    "deal": {"deal-move"},
    "organisation": {"deal-new"},
    "person": set[str](),
    "lead": {"lead-convert", "lead-assign"},
}


@pytest.mark.parametrize("one", ADD)
def test_every_verb_of_a_record_opens_its_dialog(
    cast: "Cast", published: Any, client_of: Callable[[Any], Client], one: str
) -> None:
    record_id, browser = int(ADD[one](cast.rep)), client_of(cast.rep)
    found = verbs_on(one, record_id, cast.rep)
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
