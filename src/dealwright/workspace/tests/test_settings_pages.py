"""The settings: what each member finds there, and what they may change."""

from typing import Any

import pytest

from dealwright.workspace.models import Invitation, Member, Token
from dealwright.workspace.queries import company, member_of_token

OPEN = ["/settings/", "/settings/tokens/"]
MANAGED = ["/settings/company/", "/settings/teams/", "/settings/members/", "/settings/members/new/"]


@pytest.mark.thorough
@pytest.mark.parametrize("part", ["rep", "mate", "stranger", "manager", "operator", "owner"])
def test_each_finds_what_they_may_change(cast: Any, client_of: Any, part: str) -> None:
    client, manages = client_of(getattr(cast, part)), part in ("operator", "owner")
    assert [client.get(path).status_code for path in OPEN] == [200, 200]
    expected = 200 if manages else 403
    paths = [*MANAGED, f"/settings/members/{cast.rep.id}/"]
    assert [client.get(path).status_code for path in paths] == [expected] * len(paths)
    assert ("/settings/members/" in client.get("/settings/").content.decode()) is manages


def test_what_is_denied_changes_nothing(cast: Any, client_of: Any) -> None:
    client, before = client_of(cast.manager), list(Member.objects.order_by("id").values())
    new = {"name": "Mallory", "email": "m@example.com", "role": "rep"}
    assert client.post("/settings/members/new/", new).status_code == 403
    assert client.post(f"/settings/members/{cast.rep.id}/", {"name": "x", "role": "owner"}).status_code == 403
    assert client.post(f"/settings/members/{cast.rep.id}/active/", {"active": "0"}).status_code == 403
    assert client.post(f"/settings/members/{cast.rep.id}/link/").status_code == 403
    assert client.post("/settings/company/", {"company": "Mine"}).status_code == 403
    assert client.post("/settings/teams/", {"team": "Mine"}).status_code == 403
    assert client.post(f"/settings/teams/{cast.rep.team_id}/", {"name": "Mine"}).status_code == 403
    assert list(Member.objects.order_by("id").values()) == before
    assert company().name == "Dealers Ltd"
    assert not Invitation.objects.exists()


def test_an_operator_is_offered_no_owner(cast: Any, client_of: Any) -> None:
    page = client_of(cast.operator).get("/settings/members/new/").content.decode()
    assert 'value="operator"' in page
    assert 'value="owner"' not in page
    listed = client_of(cast.operator).get("/settings/members/").content.decode()
    assert f"/settings/members/{cast.rep.id}/" in listed
    assert f"/settings/members/{cast.owner.id}/" not in listed
    answer = client_of(cast.operator).post(f"/settings/members/{cast.rep.id}/", {"name": "Ann", "role": "owner"})
    assert answer.status_code == 403
    assert Member.objects.get(id=cast.rep.id).role == "rep"


def test_adding_a_member_shows_a_link_once_with_which_they_come_in(cast: Any, client_of: Any, client: Any) -> None:
    form = {"name": "Dora", "email": "dora@example.com", "role": "manager", "sees": "", "team": "West"}
    answer = client_of(cast.owner).post("/settings/members/new/", form)
    assert "no-store" in answer["Cache-Control"]
    link = answer.content.decode().split("/welcome/")[1].split("/")[0]
    dora = Member.objects.get(email="dora@example.com")
    assert (dora.role, dora.sees, dora.team.name, dora.can_sign_in) == ("manager", "team", "West", False)
    assert "Dora" in client.get(f"/welcome/{link}/").content.decode()
    weak = client.post(f"/welcome/{link}/", {"password": "short"})
    assert (weak.status_code, "at least 10" in weak.content.decode()) == (422, True)
    done = client.post(f"/welcome/{link}/", {"password": "four words are fine"})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.get("/settings/").status_code == 200
    assert client.get(f"/welcome/{link}/").status_code == 404


def test_a_refused_form_keeps_what_was_typed(cast: Any, client_of: Any) -> None:
    form = {"name": "Dora <b>", "email": "not an address", "role": "rep", "sees": "own", "team": "West"}
    answer = client_of(cast.owner).post("/settings/members/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not an e-mail address" in page
    assert all(text in page for text in ('value="Dora &lt;b&gt;"', 'value="not an address"', 'value="West"'))
    taken = client_of(cast.owner).post("/settings/members/new/", form | {"email": "ann@example.com"})
    assert (taken.status_code, "is a member already" in taken.content.decode()) == (409, True)


def test_a_token_is_shown_once_and_can_be_switched_off(cast: Any, client_of: Any) -> None:
    client = client_of(cast.rep)
    answer = client.post("/settings/tokens/", {"name": "Website", "days": "30"})
    secret = "dw_" + answer.content.decode().split("dw_")[1].split("<")[0].split('"')[0].split("&")[0]
    assert member_of_token(secret) == cast.rep
    again = client.get("/settings/tokens/").content.decode()
    assert "Website" in again
    assert secret not in again
    token = Token.objects.get()
    assert 29 <= (token.expires_at - token.created_at).days <= 30
    assert client_of(cast.mate).post(f"/settings/tokens/{token.id}/revoke/").status_code == 404
    assert member_of_token(secret)
    assert client.post(f"/settings/tokens/{token.id}/revoke/").status_code == 302
    assert member_of_token(secret) is None


def test_changing_the_password_keeps_this_browser_and_no_other(cast: Any, client_of: Any) -> None:
    here, there = client_of(cast.rep), client_of(cast.rep)
    form = {"old": "correct horse battery", "password": "five quiet purple trains"}
    assert here.post("/settings/password/", form | {"old": "wrong"}).status_code == 422
    assert here.post("/settings/password/", form).status_code == 302
    assert (here.get("/settings/").status_code, there.get("/settings/").status_code) == (200, 302)


def test_the_profile_decides_how_dates_and_numbers_look(cast: Any, client_of: Any) -> None:
    client = client_of(cast.owner)
    sent = {"company": "Dealers", "zone": "Europe/Berlin", "locale": "de-DE", "year_begins": "4"}
    assert client.post("/settings/company/", sent | {"year_begins": ""}).status_code == 422
    client.post("/settings/company/", sent)
    assert (company().locale, company().year_begins) == ("de-DE", 4)
    assert '<option value="4" selected>April</option>' in client.get("/settings/company/").content.decode()
    page = client.get("/settings/").content.decode()
    assert "As the company: Europe/Berlin" in page
    bad = client.post("/settings/", {"name": "Otto", "zone": "Europe/Atlantis", "locale": ""})
    assert (bad.status_code, "no time zone" in bad.content.decode()) == (422, True)
    assert client.post("/settings/", {"name": "Otto O", "zone": "Asia/Tokyo", "locale": "ja-JP"}).status_code == 302
    otto = Member.objects.get(id=cast.owner.id)
    assert (otto.name, otto.zone, otto.locale) == ("Otto O", "Asia/Tokyo", "ja-JP")


@pytest.mark.thorough
def test_opening_the_settings_changes_nothing_and_asks_little(
    cast: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client, before = client_of(cast.owner), list(Member.objects.order_by("id").values())
    for path in [*OPEN, *MANAGED, f"/settings/members/{cast.rep.id}/"]:
        with django_assert_max_num_queries(6):
            assert client.get(path).status_code == 200
    assert list(Member.objects.order_by("id").values()) == before
    assert (Token.objects.count(), Invitation.objects.count()) == (0, 0)
