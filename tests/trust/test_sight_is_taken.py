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
from dealwright.records.views import save_view
from dealwright.scorecard.dashboards.commands import save_dashboard
from dealwright.teamwork.commands import add_comment, choose_ways, follow
from dealwright.teamwork.digest import send_digests
from dealwright.workspace.commands import change_member, give_roles, make_role, share, unshare
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Sees

MARK = "xyzzyq"
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


def told(routes: Any, world: Any) -> dict[str, str]:
    """The reading routes whose answer to Cid holds the mark, with what stands around it."""
    client, found = Client(raise_request_exception=False), {}
    client.force_login(Member.objects.get(id=world.cast.stranger.id))
    for route in routes:
        if route.method == "GET":
            text = b"".join(route.send(client, world.ids)).decode(errors="replace")
            if (at := text.find(MARK)) >= 0:
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
