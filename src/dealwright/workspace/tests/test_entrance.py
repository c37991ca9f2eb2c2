"""The door: signing in and out, guessing, links, and where one may be sent afterwards."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from dealwright.workspace.models import Member, SignInFailure
from dealwright.workspace.pages.entrance import address_of, own_path

PASSWORD = "correct horse battery"
CSRF_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
ClientOf = Callable[[Member], Client]


def sign_in(client: Client, email: str = "ann@example.com", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def test_signing_in_starts_a_session_with_a_new_id(cast: Any) -> None:
    client = Client()
    client.session.save()
    client.cookies["sessionid"] = before = client.session.session_key
    answer = sign_in(client, " ANN@example.com ")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    after = client.cookies["sessionid"].value
    assert after != before
    assert client.get("/settings/").status_code == 200
    assert Client(headers={"Cookie": f"sessionid={before}"}).get("/settings/").status_code == 302


def test_signing_out_ends_the_session_and_takes_a_post(cast: Any, client_of: ClientOf) -> None:
    client = client_of(cast.rep)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/settings/").status_code == 200
    session = client.cookies["sessionid"].value
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert Client(headers={"Cookie": f"sessionid={session}"}).get("/settings/").status_code == 302


@pytest.mark.parametrize("end", ["over", "left", "new password"])
def test_a_session_ends_with_its_time_its_member_and_their_password(cast: Any, client_of: ClientOf, end: str) -> None:
    client, member = client_of(cast.rep), Member.objects.filter(id=cast.rep.id)
    assert client.get("/settings/").status_code == 200
    if end == "over":
        Session.objects.update(expire_date=timezone.now())
    else:
        member.update(**{"is_active": False} if end == "left" else {"password": "changed"})
    assert client.get("/settings/").status_code == 302


def test_unknown_wrong_and_left_get_the_same_answer_and_the_address_stays(cast: Any) -> None:
    Member.objects.filter(id=cast.mate.id).update(is_active=False)
    Member.objects.filter(id=cast.stranger.id).update(password="")
    tries = [
        ("nobody@example.com", PASSWORD),
        ("ann@example.com", "wrong"),
        ("bob@example.com", PASSWORD),
        ("cid@example.com", ""),
    ]
    answers = set()
    for email, password in tries:
        answer = sign_in(Client(), email, password)
        page = answer.content.decode()
        assert f'value="{email}"' in page
        assert "not right" in page
        answers.add((answer.status_code, CSRF_TOKEN.sub("", page.replace(email, ""))))
    assert len(answers) == 1


def test_eight_failures_close_the_door_for_that_address_even_with_the_right_password(cast: Any) -> None:
    for place in range(8):
        assert sign_in(Client(REMOTE_ADDR=f"192.0.2.{place}"), password="wrong").status_code == 422
    answer = sign_in(Client(REMOTE_ADDR="192.0.2.99"))
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.content.decode()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99"), "bob@example.com").status_code == 302
    SignInFailure.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert sign_in(Client()).status_code == 302


def test_eight_failures_close_the_door_for_that_place_and_any_address(cast: Any) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(8):
        assert sign_in(client, f"nobody{number}@example.com", "wrong").status_code == 422
    assert sign_in(client).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="192.0.2.8")).status_code == 302


def test_a_success_forgives_the_failures_of_that_address(cast: Any) -> None:
    for place in range(7):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{place}"), password="wrong")
    assert sign_in(Client()).status_code == 302
    assert sign_in(Client(), password="wrong").status_code == 422


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/deals/?sort=amount", "/deals/?sort=amount"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("deals/", "/"),
        ("/\t/evil.example", "/"),
    ],
)
def test_nobody_is_sent_elsewhere(cast: Any, asked: str, sent: str) -> None:
    assert own_path(asked) == sent
    assert sign_in(Client(), next=asked)["Location"] == sent


def test_what_was_asked_for_opens_after_signing_in(cast: Any) -> None:
    asked = Client().get("/settings/tokens/")
    assert asked["Location"] == "/sign-in/?next=/settings/tokens/"
    page = Client().get(asked["Location"]).content.decode()
    assert 'name="next" value="/settings/tokens/"' in page


def test_a_form_from_elsewhere_is_not_taken(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
    client.force_login(cast.rep)
    for path in ("/sign-out/", "/settings/", "/settings/tokens/"):
        assert client.post(path, {"name": "Mallory"}).status_code == 403
    assert Member.objects.get(id=cast.rep.id).name == "Ann"


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed(rf: Any, remote: str, forwarded: str, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(rf.get("/", REMOTE_ADDR=remote, headers=headers)) == address
