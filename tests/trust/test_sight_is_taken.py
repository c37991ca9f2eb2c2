"""Who saw records and no longer does finds nothing of them in what they did meanwhile, asked for, or were told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from dealwright.activities.commands import NewTask, add_task
from dealwright.activities.commands.working_time import make_feed
from dealwright.deals.commands import NewDeal, change_deal, open_deal
from dealwright.leads.commands import add_lead
from dealwright.ledger import readers
from dealwright.records.bulk import ask, begin
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.views import choose_view, save_view, views
from dealwright.scorecard.dashboards.commands import save_dashboard
from dealwright.teamwork.commands import add_comment, choose_ways, follow
from dealwright.teamwork.digest import send_digests
from dealwright.workspace.commands import change_member, give_roles, make_role, share, unshare
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Sees

MARK = "xyzzyq"
FIELD = "qzzyx"
BY = {"by": Machine(), "via": "cli"}
KEEPING = {
    "GET /", "GET /tasks/", "GET /tasks/<int:task_id>/", "GET /calendar/<str:secret>.ics", "GET /notifications/",
    "GET /changes/<int:bulk_id>/", "GET /api/v1/changes/{bulk_id}", "GET /api/v1/notifications",
}  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def by_share(world: Any) -> Callable[[], object]:
    """A deal and a lead are shared with Cid, for a while."""
    cid = f"member:{world.cast.stranger.id}"
    shares = [share(one, world.ids[f"{one}_id"], cid, "change", **BY) for one in ("deal", "lead")]
    return lambda: [unshare(each, **BY) for each in shares]


def by_role(world: Any) -> Callable[[], object]:
    """A role of the company lets Cid change the deals and leads of all, for a while."""
    far = {one: {"change": "all"} for one in ("deal", "lead")}
    give_roles(world.cast.stranger.id, [make_role("Far", far, **BY)], **BY)
    return lambda: give_roles(world.cast.stranger.id, [], **BY)


def by_team(world: Any) -> Callable[[], object]:
    """Cid manages Ann's team, for a while."""
    change_member(world.cast.stranger.id, role="manager", team="North", sees=Sees.TEAM, **BY)
    return lambda: change_member(world.cast.stranger.id, role="rep", team="South", sees=Sees.OWN, **BY)


def marked(world: Any) -> None:
    """A deal and a lead of Ann's whose every text can be recognised."""
    ann = {"by": world.cast.rep, "via": "page"}
    deal = open_deal(
        NewDeal(f"{MARK} deal", "general", "qualifying", world.ids["organisation_id"], source=f"{MARK} source"), **ann
    )
    lead = add_lead({"name": f"{MARK} lead", "job_title": f"{MARK} job", "owner": world.cast.rep.id}, **ann)
    world.ids.update(deal_id=deal, record_id=deal, lead_id=lead)


def busy(world: Any) -> str:
    """Whatever a member can begin with records they may change; returns the address of their calendar."""
    cid = Member.objects.get(id=world.cast.stranger.id)
    by = {"by": cid, "via": "page"}
    choose_ways(dict.fromkeys(("mentioned", "task", "followed"), "digest"), **by)
    for one in ("deal", "lead"):
        record = world.ids[f"{one}_id"]
        follow(one, record, **by)
        world.ids["task_id"] = add_task(NewTask("Ring them", about=(one, record), due_on=timezone.localdate()), **by)
        add_comment(one, record, f"@{cid.name} {MARK}", by=world.cast.rep, via="page")
    wanted = begin("deals", "change", {"source": {"set": "Fair"}}, [world.ids["deal_id"]], by=cid)
    refused = begin("deals", "change", {"amount": {"set": "-1"}}, [world.ids["deal_id"]], by=cid)
    world.ids["bulk_id"], world.ids["bulk_done"] = (ask(each, "try", **by).id for each in (wanted, refused))
    world.ids["view_id"] = save_view("deals", "Mine", "source__contains=x&group=source", **by)
    world.ids["dashboard_id"] = save_dashboard("Mine too", [{"figure": "funnel", "query": ""}], **by)
    change_deal(world.ids["deal_id"], {"source": f"{MARK} other"}, by=world.cast.rep, via="page")
    while readers.run():
        pass
    return make_feed(**by)


def told(routes: Any, world: Any, mark: str = MARK) -> dict[str, str]:
    """The reading routes whose answer to Cid holds the mark, with what stands around it."""
    client, found = Client(raise_request_exception=False), {}
    client.force_login(Member.objects.get(id=world.cast.stranger.id))
    for route in routes:
        if route.method == "GET":
            text = b"".join(route.send(client, world.ids)).decode(errors="replace")
            if (at := text.find(mark)) >= 0:
                found[route.key] = text[max(at - 80, 0) : at + 60]
    return found


@pytest.mark.parametrize("way", [by_share, by_role, by_team])
def test_nothing_is_left_of_what_one_saw(way: Callable[[Any], Callable[[], object]], routes: Any, world: Any) -> None:
    marked(world)
    take_back = way(world)
    world.ids["secret"] = busy(world)
    assert told(routes, world).keys() >= KEEPING
    take_back()
    assert told(routes, world) == {}
    send_digests(timezone.now().replace(hour=23))
    assert [each.body for each in mail.outbox if MARK in each.body] == []


def test_nothing_is_left_of_a_field_that_is_hidden(routes: Any, world: Any) -> None:
    marked(world)
    by_share(world)
    for kind in ("deals", "leads"):
        add_field(kind, NewField(FIELD, "text", key=FIELD), by=world.cast.owner, via="page")
    world.ids["secret"] = busy(world)
    cid = Member.objects.get(id=world.cast.stranger.id)
    query = f"fields.{FIELD}__contains={FIELD}&sort=fields.{FIELD}&columns=fields.{FIELD}&group=fields.{FIELD}"
    for kind in ("leads", "deals"):
        world.ids["view_id"] = save_view(kind, "All's", query, shared="all", by=world.cast.manager, via="page")
        choose_view(kind, world.ids["view_id"], by=cid)
    change = begin("deals", "change", {f"fields.{FIELD}": {"set": f"{FIELD} new"}}, [world.ids["deal_id"]], by=cid)
    world.ids["bulk_id"] = ask(change, "try", by=cid, via="page").id
    done = begin("deals", "change", {f"fields.{FIELD}": {"set": f"{FIELD} set"}}, [world.ids["deal_id"]], by=cid)
    ask(done, "try", by=cid, via="page")
    world.ids["bulk_done"] = ask(done, "do", by=cid, via="page").id
    change_deal(world.ids["deal_id"], {"fields": {FIELD: f"{FIELD} last"}}, by=world.cast.owner, via="page")
    while readers.run():
        pass
    assert told(routes, world, FIELD).keys() >= {"GET /changes/<int:bulk_id>/", "GET /api/v1/views", "GET /deals/"}
    for kind in ("deals", "leads"):
        set_rule(kind, f"fields.{FIELD}", "rep", "hidden", by=world.cast.owner, via="page")
    assert told(routes, world, FIELD).keys() <= {"GET /api/v1/changes/{bulk_id}"}  # what Cid wants changed
    send_digests(timezone.now().replace(hour=23))
    assert [each.body for each in mail.outbox if FIELD in each.body] == []


def test_a_copy_of_a_view_is_of_what_one_knows(world: Any, client_of: Callable[[Any], Client]) -> None:
    add_field("deals", NewField(FIELD, "text", key=FIELD), by=world.cast.owner, via="page")
    query = f"fields.{FIELD}__contains=x&status=open&sort=-amount"
    shared = save_view("deals", "All's", query, shared="all", by=world.cast.manager, via="page")
    set_rule("deals", f"fields.{FIELD}", "rep", "hidden", by=world.cast.owner, via="page")
    copied = client_of(world.cast.rep).post(f"/views/{shared}/copy/", follow=True)
    assert (copied.status_code, FIELD in copied.content.decode()) == (200, False)
    mine = next(each for each in views("deals", world.cast.rep) if each.is_mine)
    assert mine.query == "status=open&sort=-amount"
