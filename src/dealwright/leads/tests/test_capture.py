"""What strangers send: forms, confirmations by mail, signed messages; and what machines try."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.signing import b62_encode
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from standardwebhooks import Webhook

from dealwright import NotAllowed
from dealwright.leads.commands.capture import forget_knocks
from dealwright.leads.commands.forms import add_hook, revoke_form, revoke_hook, write_form
from dealwright.leads.mailing import send_confirmation, send_confirmations
from dealwright.leads.models import Form, Hook, HookMessage, Knock, Lead, Submission
from dealwright.leads.pages import public
from dealwright.workspace.failing import forget_failure

ASKS = [
    {"key": "name", "required": True},
    {"key": "email", "required": True},
    {"key": "message"},
    {"key": "team_size", "kind": "select", "choices": ["1-10", "more"]},
]
GIVEN = {
    "title": "Ask us", "fields": ASKS, "consent": "Write to me — gladly", "consent_required": True, "source": "Website",
    "campaign": "Spring", "thanks": "Danke", "sites": "https://www.shop.example",
}  # fmt: skip
SENT = {"name": "Ada", "email": "Ada@Acme.example", "message": "Hi", "team_size": "more", "agreed": "1"}


def form(cast: Any, **more: Any) -> Form:
    return Form.objects.get(id=write_form(None, {**GIVEN, **more}, by=cast.operator, via="page"))


def mark_of(client: Client, one: Form) -> str:
    return marked(client.get(f"/f/{one.key}/").content.decode())


def marked(page: str) -> str:
    return page.split('name="mark" value="')[1].split('"')[0]


def send(client: Client, one: Form, mark: str = "", **changes: str) -> Any:
    return client.post(f"/f/{one.key}/", {**SENT, "mark": mark or mark_of(client, one), **changes})


@pytest.fixture(autouse=True)
def _quick(monkeypatch: Any) -> None:
    """Nobody waits two seconds in a test; the one about hurry sets it back."""
    monkeypatch.setattr(public, "LEAST_SECONDS", -1)


def test_a_form_makes_a_lead_that_knows_where_it_came_from(cast: Any, client: Client) -> None:
    one = form(cast)
    page = client.get(f"/f/{one.key}/?utm_source=news&utm_medium=mail", HTTP_REFERER="https://www.shop.example/a")
    assert "frame-ancestors https://www.shop.example" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert (
        "Danke"
        in send(client, one, utm_source="news", utm_medium="mail", page="https://shop.example/a").content.decode()
    )
    lead = Lead.objects.get()
    assert (lead.name, lead.email, lead.source.name, lead.campaign.name) == (
        "Ada",
        "ada@acme.example",
        "Website",
        "Spring",
    )
    assert (lead.consent, lead.fields, lead.medium) == ("Write to me — gladly", {"team_size": "more"}, "mail")
    kept = Submission.objects.get()
    assert (kept.consent, kept.address, kept.lead_id) == ("Write to me — gladly", "127.0.0.1", lead.id)


def test_a_form_sent_twice_makes_one_lead(cast: Any, client: Client) -> None:
    one = form(cast)
    mark = mark_of(client, one)
    assert send(client, one, mark).content == send(client, one, mark).content
    assert Submission.objects.count() == Lead.objects.count() == 1
    send(client, one, message="And another thing")
    assert (Lead.objects.count(), Lead.objects.get().touches) == (1, 2)


def test_machines_and_the_hasty_make_none(cast: Any, client: Client, monkeypatch: Any) -> None:
    one = form(cast)
    assert send(client, one, company_fax="buy").status_code == 200
    assert send(client, one, "made.up:mark").status_code == 422
    other = form(cast, title="Other")
    assert send(client, one, mark_of(client, other)).status_code == 422
    mark = mark_of(client, one)
    monkeypatch.setattr(public, "LEAST_SECONDS", 2)
    again = send(client, one, mark)
    assert again.status_code == 422
    assert 'value="Ada"' in again.content.decode()
    assert not Submission.objects.exists()


def test_all_that_is_wrong_is_told_at_once(cast: Any, client: Client) -> None:
    answer = send(client, form(cast), name="", email="nonsense", team_size="huge", agreed="").content.decode()
    refused = client.post(f"/f/{Form.objects.get().key}/", {"mark": marked(answer), "email": "nonsense"})
    for page, said in ((answer, "Team size: choose one"), (refused.content.decode(), "Please agree")):
        assert all(text in page for text in ("Name is missing.", "“nonsense” is no", said))


def test_a_corrected_form_may_be_sent_at_once(cast: Any, client: Client, monkeypatch: Any) -> None:
    one = form(cast)
    monkeypatch.setattr(public, "LEAST_SECONDS", 2)
    with monkeypatch.context() as while_typing:
        while_typing.setattr(public.SIGNER, "timestamp", lambda: b62_encode(int(time.time()) - 5))
        mark = mark_of(client, one)
    again = marked(send(client, one, mark, email="nonsense").content.decode())
    assert "Danke" in send(client, one, again).content.decode()
    assert Lead.objects.count() == 1


def test_a_form_in_a_frame_knows_the_page_around_it(cast: Any, client: Client) -> None:
    one = form(cast)
    around = "https://www.shop.example/prices?utm_source=news&utm_campaign=spring%20sale&id=7"
    page = client.get(f"/f/{one.key}/?theme=light&utm_source=own", HTTP_REFERER=around).content.decode()
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert kept.pop("mark")
    assert kept == {"utm_source": "own", "utm_campaign": "spring sale", "page": around.replace("&", "&amp;")}
    assert 'data-theme="light"' in page
    assert f'action="/f/{one.key}/?theme=light"' in page
    assert "data-theme" not in client.get(f"/f/{one.key}/?theme=x").content.decode()


def test_a_question_called_as_the_forms_own_parts_can_be_answered(cast: Any, client: Client) -> None:
    client.force_login(cast.operator)
    asks = {"field": ["1", "2"], "key.1": "email", "label.1": "E-mail", "kind.1": "text"}
    asks |= {"key.2": "+", "label.2": "Page", "kind.2": "text"}
    client.post("/leads/forms/0/", {**asks, "title": "Ask us", "button": "Send"})
    one = Form.objects.get()
    assert [each["key"] for each in one.fields] == ["email", "page_2"]


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"email": "nonsense"}, {"team_size": "huge"}, {"message": "x" * 5001}]
)
def test_wrong_input_keeps_what_was_typed(cast: Any, client: Client, changes: dict[str, str]) -> None:
    answer = send(client, form(cast), **changes)
    assert answer.status_code == 422
    assert "Hi" in answer.content.decode() or "message" in changes
    assert not Lead.objects.exists()


def test_without_consent_nothing_is_kept(cast: Any, client: Client) -> None:
    one = form(cast)
    answer = client.post(f"/f/{one.key}/", {**SENT, "mark": mark_of(client, one), "agreed": ""})
    assert answer.status_code == 200  # ticked, whatever its value
    bare = {name: text for name, text in SENT.items() if name != "agreed"}
    assert client.post(f"/f/{one.key}/", {**bare, "mark": mark_of(client, one)}).status_code == 422


def test_a_flood_is_stopped_and_forgotten(cast: Any, client: Client) -> None:
    one = form(cast)
    answers = [send(client, one, email=f"a{n}@b.example").status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    Knock.objects.update(at=datetime.now(tz=UTC) - timedelta(days=2))
    forget_knocks()
    assert not Knock.objects.exists()
    assert send(client, one, email="late@b.example").status_code == 200


def test_revoked_looks_like_unknown(cast: Any, client: Client) -> None:
    one = form(cast)
    revoke_form(one.id, by=cast.operator, via="page")
    gone, never = client.get(f"/f/{one.key}/"), client.get(f"/f/{'0' * 32}/")
    assert gone.status_code == never.status_code == 404
    bare = [re.sub(rb"CSRFToken&?[^}]*", b"", page.content) for page in (gone, never)]  # new for each page
    assert bare[0] == bare[1]
    with pytest.raises(NotAllowed):
        revoke_form(one.id, revoked=False, by=cast.rep, via="page")


def test_who_confirms_becomes_a_lead_and_looking_does_nothing(cast: Any, client: Client) -> None:
    one = form(cast, confirms=True)
    assert "One more step" in send(client, one).content.decode()
    assert not Lead.objects.exists()
    submission = Submission.objects.get()
    assert send_confirmation(submission.id)
    assert not send_confirmation(submission.id)
    (sent,) = mail.outbox
    assert sent.to == ["Ada@Acme.example"]
    path = "/f/" + sent.body.split("/f/")[1].split()[0]
    submission.refresh_from_db()
    assert submission.secret == ""
    assert "Yes, it was me" in client.get(path).content.decode()
    assert not Lead.objects.exists()
    assert client.post(path).status_code == client.post(path).status_code == 200
    submission.refresh_from_db()
    assert (Lead.objects.get().id, submission.confirmed_from) == (submission.lead_id, "127.0.0.1")
    assert client.get("/f/confirm/invented/").status_code == 404


def test_strange_texts_come_back_unchanged(cast: Any, client: Client) -> None:
    one = form(cast)
    mark = "<script>alert(1)</script> {{7*7}} ' OR 1=1 -- \u202e ﷽ 👩‍👩‍👧"
    send(client, one, name=mark, message=mark)
    assert Lead.objects.get().name == mark
    shown = client.post(f"/f/{one.key}/", {"name": mark}).content.decode()
    assert "<script>alert" not in shown


@pytest.mark.thorough
@trying(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["name", "email", "message", "mark", "utm_source", "agreed"]), st.text(max_size=40))
)
def test_whatever_is_sent_is_answered(cast: Any, client: Client, sent: dict[str, str]) -> None:
    one = Form.objects.first() or form(cast)
    Knock.objects.all().delete()
    assert client.post(f"/f/{one.key}/", sent).status_code in (200, 400, 422)


def signed(hook: Hook, body: Any, message: str = "msg_1", at: datetime | None = None) -> dict[str, Any]:
    moment, text = at or datetime.now(tz=UTC), json.dumps(body)
    return {
        "data": text, "content_type": "application/json", "HTTP_WEBHOOK_ID": message,
        "HTTP_WEBHOOK_TIMESTAMP": str(int(moment.timestamp())),
        "HTTP_WEBHOOK_SIGNATURE": Webhook(hook.secret).sign(message, moment, text),
    }  # fmt: skip


def test_signed_messages_are_taken_once(cast: Any, client: Client) -> None:
    hook = add_hook("Webinar", "Webinar", "June", by=cast.operator, via="page")
    address = f"/f/hook/{hook.key}/"
    body = {"type": "registered", "data": [{"name": "Ada", "email": "ada@acme.example", "session": "A", "nested": {}}]}
    assert client.post(address, **signed(hook, body)).json() == {"leads": 1}
    assert client.post(address, **signed(hook, body)).json() == {"leads": 0}
    lead = Lead.objects.get()
    assert (lead.source.name, lead.campaign.name, lead.medium, lead.fields) == (
        "Webinar", "June", "webhook", {"session": "A"},
    )  # fmt: skip


def test_whoever_signs_up_twice_in_one_message_is_one_lead(cast: Any, client: Client) -> None:
    hook = add_hook("Webinar", "", "", by=cast.operator, via="page")
    twice = [
        {"name": "Ada", "email": "ada@acme.example", "message": "Before"},
        {"name": "Bo", "email": "bo@acme.example"},
        {"name": "Ada", "email": "Ada@acme.example", "phone": "+49 30 1234567", "message": "After"},
        {"name": "Ada", "email": "ada@acme.example", "phone": "+49 30 7654321"},
        {"name": "Without"},
        {"name": "Without"},
    ]
    assert client.post(f"/f/hook/{hook.key}/", **signed(hook, {"data": twice})).json() == {"leads": 6}
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["Ada", "Bo", "Without", "Without"]
    ada = Lead.objects.get(name="Ada")
    assert (ada.phone, ada.message, ada.touches) == ("+49 30 1234567", "Before", 3)


def test_a_refused_message_says_which_sign_ups_are_wrong(cast: Any, client: Client) -> None:
    hook = add_hook("Webinar", "", "", by=cast.operator, via="page")
    some = [{"name": "Ada"}, {"email": "nonsense"}, {"name": "Bo"}, 7]
    told = client.post(f"/f/hook/{hook.key}/", **signed(hook, {"data": some})).json()
    assert [fault["message"].split(":")[0] for fault in told["faults"]] == ["Sign-up 2", "Sign-up 4"]
    assert not Lead.objects.exists()


def test_a_mail_that_could_not_leave_is_tried_again(cast: Any, client: Client, monkeypatch: Any) -> None:
    one = form(cast, confirms=True)
    send(client, one)
    submission = Submission.objects.get()
    with monkeypatch.context() as away:
        away.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(ConnectionRefusedError()))
        assert not send_confirmation(submission.id)
        assert send_confirmations() == 0
    submission.refresh_from_db()
    assert submission.secret
    assert submission.mailed_at is None
    forget_failure("mails")  # ten minutes later
    assert (send_confirmations(), send_confirmations()) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_link_that_leads_nowhere_says_what_to_do(db: None, client: Client) -> None:
    answer = client.get("/f/confirm/nonsense/")
    assert answer.status_code == 404
    assert "Please send us the form once more" in answer.content.decode()
    assert client.post("/f/confirm/nonsense/").status_code == 404


def test_a_form_sent_too_quickly_is_taken_when_it_is_sent_again(cast: Any, client: Client, monkeypatch: Any) -> None:
    one = form(cast)
    mark = mark_of(client, one)
    with monkeypatch.context() as quick:
        quick.setattr(public, "LEAST_SECONDS", 2)
        refused = send(client, one, mark)
    assert refused.status_code == 422
    assert marked(refused.content.decode()) == mark  # it grows older while they read what was wrong
    assert send(client, one, mark).status_code == 200
    assert Lead.objects.count() == 1


def test_unsigned_old_and_broken_messages_are_refused(cast: Any, client: Client) -> None:
    hook = add_hook("Webinar", "", "", by=cast.operator, via="page")
    address, body = f"/f/hook/{hook.key}/", {"name": "Ada"}
    good = signed(hook, body)
    for wrong in (
        {**good, "HTTP_WEBHOOK_SIGNATURE": "v1,AAAA"}, {**good, "HTTP_WEBHOOK_SIGNATURE": "nonsense"},
        {**good, "data": '{"name": "Eve"}'}, {**good, "HTTP_WEBHOOK_TIMESTAMP": "yesterday"}, {**good, "data": b"\xff"},
        signed(hook, body, at=datetime.now(tz=UTC) - timedelta(hours=1)), {**good, "HTTP_WEBHOOK_ID": ""},
    ):  # fmt: skip
        assert client.post(address, **wrong).status_code == 401
    for strange in (7, [7], {"data": "x"}, {"email": "nonsense"}, {"name": ["x"]}, {}):
        assert client.post(address, **signed(hook, strange, message=f"m{strange}")).status_code == 422
    assert client.post(address, "x" * 300_000, content_type="application/json").status_code == 413
    assert client.post(address, {"name": "Eve"}).status_code == 401
    assert client.get(address).status_code == 405
    assert not Lead.objects.exists()
    assert not HookMessage.objects.exists()
    revoke_hook(hook.id, by=cast.operator, via="page")
    assert client.post(address, **signed(hook, body)).status_code == 404


@pytest.mark.thorough
def test_forms_are_designed_on_their_page(cast: Any, client_of: Any) -> None:
    olga = client_of(cast.operator)
    assert {client_of(each).get("/leads/forms/").status_code for each in (cast.rep, cast.manager)} == {403}
    fields = {
        "field": ["1", "2"],
        "key.1": "email",
        "label.1": "Mail",
        "kind.1": "text",
        "required.1": "1",
        "key.2": "",
    }
    sent = {"title": "Demo", "button": "Go", "confirms": "1", "sites": "www.shop.example", **fields}
    assert olga.post("/leads/forms/0/", {**sent, "title": ""}).status_code == 422
    made = olga.post("/leads/forms/0/", sent)
    one = Form.objects.get()
    assert made["Location"] == f"/leads/forms/{one.id}/"
    page = olga.get(made["Location"]).content.decode()
    assert "&lt;iframe src=" in page
    assert olga.post(made["Location"], {**sent, "revision": "7"}).status_code == 422
    assert "Demo" in olga.get("/leads/forms/").content.decode()
    secret = olga.post("/leads/forms/", {"title": "Webinar"}).content.decode()
    assert Hook.objects.get().secret in secret
    assert Hook.objects.get().secret not in olga.get("/leads/forms/").content.decode()
