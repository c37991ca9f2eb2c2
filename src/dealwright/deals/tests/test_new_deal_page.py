"""Opening a deal on the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright.customers.models import Organisation
from dealwright.deals.models import Deal

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FILLED = {
    "title": "Robots", "organisation": "Acme", "process": "small", "stage": "talk", "amount": "1,200",
    "currency": "usd", "close_on": "2027-02-01", "source": "Fair", "product": "R2", "fields.budget": "10",
}  # fmt: skip


@pytest.fixture
def ann(cast: Any, process: Any, client_of: Callable[[Any], Client]) -> Client:
    """Ann's browser, with a process to open deals in."""
    return client_of(cast.rep)


def test_it_opens_the_deal_with_everything(ann: Client, cast: Any) -> None:
    answer = ann.post("/deals/new/", FILLED)
    deal = Deal.objects.select_related("organisation", "product").get()
    assert answer.headers["Location"] == f"/deals/{deal.id}/"
    assert (deal.title, deal.organisation.name, deal.owner_id) == ("Robots", "Acme", cast.rep.id)
    assert (deal.amount_minor, deal.currency, deal.fields) == (1_200_00, "USD", {"budget": 10_00})
    assert (deal.product.name, deal.source, deal.stage) == ("R2", "Fair", "talk")


def test_in_the_dialog_it_leads_to_the_deal(ann: Client) -> None:
    assert b"dialog-title" in ann.get("/deals/new/", headers=HTMX).content
    answer = ann.post("/deals/new/", FILLED, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/deals/{Deal.objects.get().id}/"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", "  "),
        ("amount", "<much>"),
        ("close_on", "soon"),
        ("fields.budget", "x"),
        ("currency", "ZZZ"),
        ("stage", "no"),
    ],
)
def test_an_error_keeps_every_text_and_makes_nothing(name: str, typed: str, ann: Client) -> None:
    answer = ann.post("/deals/new/", {**FILLED, name: typed}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Deal.objects.exists()
    assert not Organisation.objects.exists()
    assert f'id="field-{name}-error"' in page
    for kept in {"Acme", "Fair", "R2"}:
        assert f'value="{kept}"' in page
    assert "<much>" not in page


def test_all_that_is_wrong_is_told_at_once(ann: Client) -> None:
    wrong = {"title": " ", "amount": "much", "close_on": "soon", "fields.budget": "x"}
    page = ann.post("/deals/new/", {**FILLED, **wrong}, headers=HTMX).content.decode()
    for name in wrong:
        assert f'id="field-{name}-error"' in page


def test_a_rep_opens_deals_for_nobody_else(ann: Client, cast: Any, client_of: Callable[[Any], Client]) -> None:
    assert 'name="owner"' not in ann.get("/deals/new/").content.decode()
    assert ann.post("/deals/new/", {**FILLED, "owner": cast.mate.id}).status_code == 403
    assert client_of(cast.manager).post("/deals/new/", {**FILLED, "owner": cast.mate.id}).status_code == 302
    assert Deal.objects.get().owner_id == cast.mate.id


def test_another_process_brings_its_stages_and_keeps_the_texts(ann: Client, published: Any) -> None:
    answer = ann.post("/deals/new/", {"again": "1", "process": "general", "title": "Robots"}, headers=HTMX)
    page = answer.content.decode()
    assert all(text in page for text in ("Needs assessment", 'value="Robots"'))
    assert not Deal.objects.exists()


def test_it_comes_filled_for_an_organisation(ann: Client, cast: Any) -> None:
    acme = Organisation.objects.create(name="Acme", created_at=cast.rep.created_at)
    assert 'value="Acme"' in ann.get(f"/deals/new/?organisation={acme.id}").content.decode()
