"""A form sent twice, as by a double click, makes one record; what is changed in between makes another."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.test import Client

from dealwright.customers.commands import add_organisation
from dealwright.records.models import KeptAnswer
from dealwright.records.repeats import FORM_KEY

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

FORMS = {
    "deals.Deal": ("/deals/new/", {"title": "Roof", "process": "general", "stage": "qualification"}, "title"),
    "customers.Organisation": ("/organisations/new/", {"name": "Acme"}, "name"),
    "customers.Person": ("/people/new/", {"name": "Ada Moss"}, "name"),
    "leads.Lead": ("/leads/new/", {"name": "Ada Moss"}, "name"),
    "activities.Task": ("/tasks/new/", {"title": "Call back"}, "title"),
    "teamwork.Comment": ("/discussion/organisation/{acme}/", {"said": "Ask them first"}, "said"),
    "activities.Activity": (
        "/activities/new/",
        {"kind": "note", "subject": "Met", "organisation": "{acme}"},
        "subject",
    ),
}


@pytest.mark.thorough
@pytest.mark.parametrize("table", FORMS)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_sent_twenty_times_makes_one_record(
    cast: "Cast", published: Any, client_of: Callable[[Any], Client], table: str, htmx: bool
) -> None:
    acme = add_organisation({"name": "Known"}, by=cast.rep, via="page")
    address, texts, named = FORMS[table]
    texts, address = {name: text.format(acme=acme) for name, text in texts.items()}, address.format(acme=acme)
    if "process" in texts:
        texts["stage"] = published.playbook.stages[0].key
    rows, browser = apps.get_model(table).objects, client_of(cast.rep)
    headers = {"HX-Request": "true"} if htmx else {}
    shown = browser.get(address, {"organisation": acme} if "organisation" in texts else {}).content.decode()
    (key,) = re.findall(rf'name="{FORM_KEY}" value="(\w+)"', shown)
    before = rows.count()

    def sent(**changed: str) -> tuple[int, dict[str, str], bytes]:
        answer = browser.post(address, {**texts, FORM_KEY: key, **changed}, headers=headers)
        told = {name: answer.headers.get(name, "") for name in ("Location", "HX-Redirect")}
        return answer.status_code, told, answer.content

    assert sent(**{named: ""})[0] == 422, "a form that was refused can be mended and sent again"
    first = sent()
    assert first[0] in (200, 204, 302), first
    assert any(first[1].values()) or (htmx and table == "teamwork.Comment"), "that shows the panel anew"
    assert [sent() for _ in range(19)] == [first] * 19
    assert rows.count() == before + 1
    assert sent(**{named: "Another"})[1] != {}
    assert rows.count() == before + 2
    assert KeptAnswer.objects.count() == 2


def test_two_members_do_not_share_the_answer_to_a_form(cast: "Cast", client_of: Callable[[Any], Client]) -> None:
    for member in (cast.rep, cast.mate):
        client_of(member).post("/organisations/new/", {"name": "Acme", FORM_KEY: "same"})
    assert apps.get_model("customers.Organisation").objects.count() == 2
