"""The one-time link: the first run makes exactly one owner, and each link opens once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright import Conflict
from dealwright.ledger.queries import entries_of
from dealwright.processes.queries import current, in_force, text_of
from dealwright.workspace.commands import invite
from dealwright.workspace.models import Invitation, Member
from dealwright.workspace.queries import Machine, company

FORM = {
    "name": "Olivia Owner",
    "email": "Olivia@Example.com",
    "password": "four words are fine",
    "company": "Sellers Ltd",
    "currency": "USD",
    "zone": "America/New_York",
    "process": "b2b-software",
    "start": "empty",
}
CSRF_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
GONE = "This link is no longer valid."


@pytest.fixture
def link(db: None) -> str:
    return f"/welcome/{invite(None, by=Machine())}/"


@pytest.mark.thorough
def test_the_first_run_leads_to_a_signed_in_owner_with_a_process(link: str, client: Client) -> None:
    answer = client.post(link, FORM, headers={"Accept-Language": "en-US"})
    assert answer.status_code == 302
    owner = Member.objects.get()
    assert (owner.name, owner.email, owner.role, owner.sees) == ("Olivia Owner", "olivia@example.com", "owner", "all")
    assert company().name == "Sellers Ltd"
    assert (company().currency, company().zone, company().locale) == ("USD", "America/New_York", "en-US")
    assert client.get("/settings/").status_code == 200
    assert Client().post("/sign-in/", {"email": owner.email, "password": FORM["password"]}).status_code == 302


def test_the_process_works_in_the_companys_currency_and_keeps_its_comments(link: str, client: Client) -> None:
    client.post(link, FORM)
    assert [version.key for version in in_force()] == ["b2b-software"]
    version = current()
    assert version.playbook.currency == "USD"
    assert text_of(version.id).startswith("# Selling software")
    who = entries_of("process", [version.process_id])[0].actor_id
    assert who == Member.objects.get().id


def test_the_link_dies_with_its_use_and_no_second_owner_is_made(link: str, client: Client) -> None:
    client.post(link, FORM)
    for method in (Client().get, Client().post):
        answer = method(link, FORM | {"email": "second@example.com"})
        assert (answer.status_code, GONE in answer.content.decode()) == (404, True)
    assert Member.objects.count() == 1


@pytest.fixture
def later_cast(link: str, request: pytest.FixtureRequest) -> Any:
    """The cast, who come when the link is there already."""
    return request.getfixturevalue("cast")


def test_a_first_run_link_is_worthless_once_there_is_an_owner(link: str, later_cast: Any) -> None:
    answer = Client().post(link, FORM)
    assert (answer.status_code, GONE in answer.content.decode()) == (404, True)
    with pytest.raises(Conflict, match="has an owner already"):
        invite(None, by=Machine())
    assert not Member.objects.filter(email="olivia@example.com").exists()


def test_used_expired_and_invented_links_look_the_same(link: str, later_cast: Any, client: Client) -> None:
    cast = later_cast
    used = f"/welcome/{invite(cast.rep, by=cast.owner)}/"
    client.post(used, {"password": "four words are fine"})
    expired = f"/welcome/{invite(cast.mate, by=cast.owner)}/"
    Invitation.objects.filter(member=cast.mate).update(expires_at=timezone.now())
    paths = (used, expired, "/welcome/invented/", link)
    pages = {CSRF_TOKEN.sub("", Client().get(path).content.decode()) for path in paths}
    assert len(pages) == 1
    assert GONE in pages.pop()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "The name is missing."),
        ({"email": ""}, "The e-mail address is missing."),
        ({"email": "olivia"}, "is not an e-mail address"),
        ({"password": "short"}, "at least 10 characters"),
        ({"company": " "}, "name is missing"),
        ({"currency": "XYZ"}, "no currency"),
        ({"zone": "Nowhere"}, "no time zone"),
        ({"process": "nothing"}, "comes with the product"),
    ],
)
def test_a_refused_first_run_keeps_the_text_and_leaves_nothing_behind(
    link: str, client: Client, change: dict[str, str], said: str
) -> None:
    answer = client.post(link, FORM | change)
    page = answer.content.decode()
    assert answer.status_code in (404, 422)
    assert said in page
    assert "Olivia Owner" in page or "name" in change
    assert FORM["password"] not in page
    assert not Member.objects.exists()
    assert not company().is_set_up
    assert client.post(link, FORM).status_code == 302


def test_opening_the_link_changes_nothing_and_guesses_from_the_browser(link: str) -> None:
    page = Client().get(link, headers={"Accept-Language": "de-CH,de"}).content.decode()
    assert '<option value="CHF" selected>' in page
    assert "Selling software to companies" in page
    assert not Member.objects.exists()
    assert Client().get(link).status_code == 200


def test_the_link_works_without_its_last_slash(link: str) -> None:
    assert Client().get(link.rstrip("/"))["Location"] == link


def test_what_is_set_up_already_is_kept(company: None, published: Any, link: str, client: Client) -> None:
    page = client.get(link).content.decode()
    assert 'value="Dealers Ltd"' in page
    assert 'name="process"' not in page
    assert client.post(link, FORM | {"process": ""}).status_code == 302
    assert [version.key for version in in_force()] == ["general"]


def test_the_sign_in_page_says_where_the_link_is(db: None, client: Client) -> None:
    assert "one-time link" in client.get("/sign-in/").content.decode()
