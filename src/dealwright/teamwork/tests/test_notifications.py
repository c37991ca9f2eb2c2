"""Who is told of what: of what concerns them and they may see, each thing once; by mail once a day."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client

from dealwright import Invalid, NotFound
from dealwright.activities.commands import NewTask, add_task, change_task
from dealwright.deals.commands import NewDeal, change_deal, lose_deal, open_deal
from dealwright.ledger import readers
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.teamwork import commands, digest
from dealwright.teamwork.models import Notification, Wish
from dealwright.teamwork.notices import notices, unread
from dealwright.workspace.commands import share
from dealwright.workspace.failing import forget_failure
from dealwright.workspace.models import Member

TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def deal_id(cast: Any, published: Any) -> int:
    """A deal that Ann opened, with everything told so far forgotten."""
    made = open_deal(NewDeal("Pumps", owner_id=cast.rep.id), by=cast.rep, via="page")
    told()
    Notification.objects.all().delete()
    return made


def told() -> set[tuple[str, str]]:
    """Who is told, and why, once the readers have caught up."""
    readers.catch_up("teamwork.notifications")
    return set(Notification.objects.values_list("member__name", "what"))


def by(member: Member) -> dict[str, Any]:
    """How a member acts now."""
    return {"by": Member.objects.get(id=member.id), "via": "page"}


def test_who_is_named_is_told_if_they_may_see_it(deal_id: int, cast: Any) -> None:
    commands.add_comment("deal", deal_id, "@Cid @Mia @Bob look", **by(cast.rep))
    assert told() == {("Mia", "mentioned")}
    commands.add_comment("deal", deal_id, "Done", **by(cast.manager))
    assert told() == {("Mia", "mentioned"), ("Ann", "followed")}
    share("deal", deal_id, f"member:{cast.stranger.id}", **by(cast.rep))
    assert ("Cid", "given") in told()
    [notice], _ = notices(Member.objects.get(id=cast.stranger.id))
    assert (notice.title, notice.who, notice.reason, notice.is_new) == ("Pumps", "Ann", "given to you", True)


def test_nobody_is_told_of_what_they_did_or_what_was_imported(deal_id: int, cast: Any) -> None:
    lose_deal(deal_id, "price", **by(cast.rep))
    assert told() == set()
    commands.add_comment("deal", deal_id, "@Ann", by=cast.manager, via="import")
    assert told() == set()


def test_nobody_is_told_of_a_change_that_they_may_not_see(deal_id: int, cast: Any) -> None:
    add_field("deals", NewField("Margin", "integer"), **by(cast.owner))
    set_rule("deals", "fields.margin", "rep", "hidden", **by(cast.owner))
    change_deal(deal_id, {"fields": {"margin": 40}}, **by(cast.manager))
    assert told() == set()
    change_deal(deal_id, {"fields": {"margin": 41}, "source": "Fair"}, **by(cast.manager))
    assert told() == {("Ann", "followed")}


def test_owners_hear_what_others_do_with_their_deals(deal_id: int, cast: Any) -> None:
    lose_deal(deal_id, "price", **by(cast.manager))
    assert told() == {("Ann", "own")}


def test_a_task_is_told_to_whom_it_is_given(deal_id: int, cast: Any) -> None:
    task = add_task(NewTask(title="Call Bo", about=("deal", deal_id), owner_id=cast.rep.id), **by(cast.manager))
    assert told() == {("Ann", "task")}
    Notification.objects.all().delete()
    change_task(task, {"title": "Call Bo today"}, **by(cast.manager))
    assert told() == set()
    change_task(task, {"owner_id": cast.mate.id}, **by(cast.manager))
    assert told() == {("Bob", "task")}


def test_what_is_out_of_sight_is_neither_told_nor_counted(deal_id: int, cast: Any) -> None:
    commands.add_comment("deal", deal_id, "One", **by(cast.manager))
    told()
    assert unread(cast.rep) == 1
    change_deal(deal_id, {"owner": cast.stranger.id}, **by(cast.owner))
    assert (notices(cast.rep)[0], unread(cast.rep)) == ([], 0)


def test_what_happens_again_to_a_record_replaces_what_was_not_read(deal_id: int, cast: Any) -> None:
    for text in ("One", "Two", "Three"):
        commands.add_comment("deal", deal_id, text, **by(cast.manager))
        told()
    [notice], _ = notices(cast.rep)
    assert "Three" in notice.words
    assert commands.read_one(notice.id, by=cast.rep) == ("deal", deal_id)
    commands.add_comment("deal", deal_id, "Four", **by(cast.manager))
    told()
    assert (len(notices(cast.rep)[0]), unread(cast.rep)) == (2, 1)
    with pytest.raises(NotFound):
        commands.read_one(notice.id, by=cast.mate)
    assert commands.read_all(by=cast.rep) == 1
    assert unread(cast.rep) == 0


def test_what_is_no_longer_seen_is_no_longer_told(deal_id: int, cast: Any) -> None:
    part = commands.add_teammate("deal", deal_id, cast.stranger.id, "Legal", **by(cast.rep))
    assert ("Cid", "given") in told()
    commands.remove_teammate(part, **by(cast.rep))
    assert notices(Member.objects.get(id=cast.stranger.id))[0] == []


def test_each_chooses_what_to_hear(deal_id: int, cast: Any) -> None:
    with pytest.raises(Invalid):
        commands.choose_ways({"weather": "app"}, **by(cast.rep))
    commands.choose_ways({"followed": "off", "own": "app", "mentioned": "digest"}, **by(cast.rep))
    assert Wish.objects.get().ways == {"followed": "off", "mentioned": "digest"}
    commands.add_comment("deal", deal_id, "Hello", **by(cast.manager))
    assert told() == set()


def test_the_daily_mail_comes_once_when_the_day_begins(deal_id: int, cast: Any) -> None:
    commands.choose_ways({"mentioned": "digest"}, **by(cast.rep))
    commands.add_comment("deal", deal_id, "@Ann <look>", **by(cast.manager))
    told()
    sent = [digest.send_digests(TUESDAY.replace(hour=hour)) for hour in (7, 9, 10)]
    assert sent == [0, 1, 0]
    [letter] = mail.outbox
    assert letter.to == ["ann@example.com"]
    assert f"/deals/{deal_id}/" in letter.body
    assert "@Ann <look>" in letter.body
    assert "/settings/notifications/" in letter.body
    html, kind = letter.alternatives[0]
    assert (kind, "@Ann &lt;look&gt;" in html) == ("text/html", True)
    commands.add_comment("deal", deal_id, "@Ann again", **by(cast.manager))
    told()
    assert digest.send_digests(TUESDAY.replace(hour=15)) == 0
    assert digest.send_digests(TUESDAY.replace(day=28)) == 0  # a Saturday
    assert digest.send_digests(TUESDAY.replace(day=25)) == 1


def test_what_was_read_comes_by_no_mail(deal_id: int, cast: Any) -> None:
    commands.choose_ways({"mentioned": "digest"}, **by(cast.rep))
    commands.add_comment("deal", deal_id, "@Ann", **by(cast.manager))
    told()
    commands.read_all(by=cast.rep)
    assert (digest.send_digests(TUESDAY), mail.outbox) == (0, [])


def test_a_mail_waits_until_the_server_takes_it(deal_id: int, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.choose_ways({"mentioned": "digest"}, **by(cast.rep))
    commands.add_comment("deal", deal_id, "@Ann", **by(cast.manager))
    told()
    tried = []

    def fail(letter: Any) -> None:
        tried.append(letter)
        raise ConnectionRefusedError

    with monkeypatch.context() as away:
        away.setattr(digest.EmailMultiAlternatives, "send", fail)
        assert [digest.send_digests(TUESDAY), digest.send_digests(TUESDAY)] == [0, 0]
    assert len(tried) == 1  # the server is left in peace for ten minutes
    forget_failure("mails")
    assert [digest.send_digests(TUESDAY), digest.send_digests(TUESDAY)] == [1, 0]


def test_the_page_and_the_bell(deal_id: int, cast: Any, client_of: Any, settings: Any) -> None:
    commands.add_comment("deal", deal_id, "@Ann look", **by(cast.manager))
    told()
    client: Client = client_of(cast.rep)
    assert client.get("/notifications/count/").content == b"1"
    page = client.get("/notifications/").content.decode()
    assert "“@Ann look”" in page
    number = Notification.objects.get().id
    assert client.post(f"/notifications/{number}/").headers["Location"] == f"/deals/{deal_id}/"
    assert client.get("/notifications/count/").content == b""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "No mail server" in client.get("/settings/notifications/").content.decode()
    client.post("/settings/notifications/", {"mentioned": "digest", "task": "off"})
    assert Wish.objects.get().ways == {"mentioned": "digest", "task": "off"}


def test_the_api_does_what_the_pages_do(deal_id: int, cast: Any, api_of: Any) -> None:
    api = api_of(cast.rep)
    send = {"content_type": "application/json"}
    made = api.post("/api/v1/comments", {"kind": "deal", "record": deal_id, "text": "@Cid @Mia"}, **send).json()
    assert (made["cannot_see"], made["mentions"]) == ([cast.stranger.id], [cast.stranger.id, cast.manager.id])
    assert api.patch(f"/api/v1/comments/{made['id']}", {"text": "Hi"}, **send).json()["text"] == "Hi"
    assert api.delete(f"/api/v1/comments/{made['id']}").json() == {"id": made["id"], "removed": True}
    assert api.get(f"/api/v1/comments?kind=deal&record={deal_id}").json()["items"] == []
    part = {"kind": "deal", "record": deal_id, "member": cast.stranger.id, "role": "Legal"}
    [given] = api.post("/api/v1/parts", part, **send).json()["items"]
    assert (given["name"], given["role"]) == ("Cid", "Legal")
    follows = api.delete(f"/api/v1/followers/deal/{deal_id}").json()
    assert ([each["name"] for each in follows["items"]], follows["you_follow"]) == (["Cid"], False)
    assert ("Mia", "mentioned") not in told()
    cid = api_of(Member.objects.get(id=cast.stranger.id))
    listed = cid.get("/api/v1/notifications").json()
    assert ([each["what"] for each in listed["items"]], listed["unread"]) == (["given"], 1)
    assert cid.post("/api/v1/notifications/read", {}, **send).json() == {"read": 1}
    assert cid.put("/api/v1/notifications/ways", {"ways": {"own": "off"}}, **send).json()["ways"]["own"] == "off"
