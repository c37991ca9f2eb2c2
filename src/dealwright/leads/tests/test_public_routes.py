"""What strangers can reach: whatever they send is answered, floods are stopped, what is gone was never there."""

import re
from typing import Any

import pytest
from django.test import Client

from dealwright.leads.commands.capture import submit
from dealwright.leads.commands.forms import add_hook, revoke_form, revoke_hook, write_form
from dealwright.leads.models import Form, Hook, Knock, Lead, Submission
from dealwright.leads.pages import public

pytestmark = pytest.mark.django_db
STRANGE = [
    "", "\x00", "' OR 1=1 --", "9" * 5000, "²", "<svg onload=alert(1)>", "../../etc/passwd", "{{7*7}}",
    "\u202e", "😀" * 500,
]  # fmt: skip
BODIES = [
    b"", b"\x00\xff", b"{", b"null", b"[]", b"[" * 50_000, b'{"data": "x"}', b"a" * 300_000,
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n1\r\n--x--\r\n',
]  # fmt: skip
TYPES = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
HEADERS = [
    "Referer",
    "X-Forwarded-For",
    "Webhook-Id",
    "Webhook-Timestamp",
    "Webhook-Signature",
    "Accept-Language",
    "Origin",
]


@pytest.fixture
def places(cast: Any) -> dict[str, str]:
    """The addresses of a form, of what waits for a confirmation, and of a hook."""
    by = {"by": cast.operator, "via": "page"}
    asks = [{"key": "email", "required": True}, {"key": "message"}]
    form = Form.objects.get(id=write_form(None, {"title": "Ask us", "fields": asks, "confirms": True}, **by))
    submit(form, {"email": "a@b.example"}, once="1", address="", came={}, agreed=False)
    secret = Submission.objects.get().secret
    hook = add_hook("Webinar", "", "", **by)
    return {"form": f"/f/{form.key}/", "confirm": f"/f/confirm/{secret}/", "hook": f"/f/hook/{hook.key}/"}


@pytest.mark.thorough
def test_whatever_strangers_send_is_answered(places: dict[str, str], monkeypatch: Any) -> None:
    monkeypatch.setattr(public, "LEAST_SECONDS", -1)
    client = Client(raise_request_exception=False)
    faults, seen = [], set()

    def judge(what: str, answer: Any) -> None:
        seen.add(answer.status_code)
        if answer.status_code >= 500:
            faults.append((what, answer.status_code))

    for name, place in places.items():
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
            judge(f"{method} {name}", client.generic(method, place))
        for body in BODIES:
            for kind in TYPES:
                Knock.objects.all().delete()
                judge(f"{name} {body[:20]!r} {kind}", client.generic("POST", place, body, content_type=kind))
        for text in STRANGE:
            Knock.objects.all().delete()
            sent = dict.fromkeys(("mark", "email", "message", "agreed", "page", "utm_source"), text)
            judge(f"{name} {text[:20]!r}", client.post(place, sent))
            judge(f"{name}?{text[:20]!r}", client.get(place, {"utm_source": text, "utm_campaign": text}))
            for header in HEADERS:
                told = text.encode().decode("latin-1")
                judge(f"{name} {header} {text[:20]!r}", client.post(place, headers={header: told}))
    assert faults == []
    assert {200, 401, 405, 413, 422} <= seen
    assert Lead.objects.count() == 1  # whoever has the secret has confirmed


def test_unsigned_posts_to_an_open_hook_are_refused_plainly(places: dict[str, str]) -> None:
    client = Client()
    for body, kind in ((b"{}", "application/json"), (b"a=1", TYPES[1]), (BODIES[-1], TYPES[2])):
        answer = client.generic("POST", places["hook"], body, content_type=kind)
        assert (answer.status_code, answer.json()) == (401, {"detail": "The signature does not fit."})


def test_of_twenty_quick_posts_ten_are_heard(places: dict[str, str]) -> None:
    answers = [Client().post(places["form"], {"mark": "made up"}).status_code for _ in range(20)]
    assert answers == [422] * 10 + [429] * 10


def test_what_was_revoked_looks_like_what_never_was(places: dict[str, str], cast: Any) -> None:
    client, by = Client(), {"by": cast.operator, "via": "page"}
    revoke_form(Form.objects.get().id, **by)
    revoke_hook(Hook.objects.get().id, **by)
    unknown = {"form": f"/f/{'0' * 32}/", "confirm": "/f/confirm/nothing/", "hook": f"/f/hook/{'0' * 32}/"}
    for name, place in places.items():
        for ask in (client.get, client.post):
            gone, never = ask(place), ask(unknown[name])
            assert gone.status_code == never.status_code == (405 if name == "hook" and ask == client.get else 404)
            assert _bare(gone, place) == _bare(never, unknown[name])
            assert gone.headers.keys() == never.headers.keys()


def _bare(answer: Any, place: str) -> bytes:
    """The page without what is new for each, and without the address that was asked for."""
    return re.sub(rb"CSRFToken&?[^}]*", b"", answer.content).replace(place.encode(), b"")
