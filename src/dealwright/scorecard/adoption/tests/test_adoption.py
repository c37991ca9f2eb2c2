"""Who uses the process, how its gates are passed, and what fields are for: told by hand, and to nobody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import typer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from typer.testing import CliRunner

from dealwright.activities.commands import NewTask, add_task, log_activity
from dealwright.activities.models import Task
from dealwright.deals.commands import NewDeal, change_deal, lose_deal, move_stage, open_deal, win_deal
from dealwright.deals.events import StageMoved
from dealwright.deals.models import Supplied
from dealwright.deals.queries.filling import Filling, fillings, gates_of
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.doing import days_at_work, stretch
from dealwright.ledger.readers import catch_up
from dealwright.records.filled import named_in_views, own_filled
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.views import save_view
from dealwright.scorecard.adoption.cli import add_to
from dealwright.scorecard.adoption.fields import Needed, Verdict
from dealwright.scorecard.adoption.using import Use, adoption, bypassed
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import desk
from dealwright.scorecard.questions import Question

pytestmark = pytest.mark.django_db
MOST = 15  # queries


@pytest.fixture
def worked(cast: Any, published: Any) -> dict[str, int]:
    """Ann moves one deal on with proof; Mia passes another's gate over and goes back; Bob does nothing with his."""
    ann, mia = {"by": cast.rep, "via": "page"}, {"by": cast.manager, "via": "page"}
    proper, forced = (open_deal(NewDeal(title, stage="prospecting"), **ann) for title in ("Proper", "Forced"))
    log_activity(("deal", proper), "call", "Hello", **ann)
    move_stage(proper, "qualifying", **ann)
    move_stage(forced, "qualifying", override="No time", **mia)
    move_stage(forced, "prospecting", **mia)
    add_task(NewTask("Offer", about=("deal", forced)), **ann)
    idle = open_deal(NewDeal("Idle", owner_id=cast.mate.id), by=cast.operator, via="page")
    catch_up(READER)
    return {"proper": proper, "forced": forced, "idle": idle}


def uses(actor: Any) -> dict[str, Use]:
    asked = Question("")
    return {name: use for _id, name, use in adoption(actor, desk(actor, asked), asked).by_member}


def test_steps_count_for_who_took_them_and_deals_for_who_owns_them(worked: Any, cast: Any) -> None:
    told = uses(cast.owner)
    ann, mia, bob = told["Ann"], told["Mia"], told["Bob"]
    assert (ann.days, ann.moves, ann.proven, ann.overridden) == (1, 1, 1, 0)
    assert (mia.days, mia.moves, mia.proven, mia.overridden) == (1, 1, 0, 1)
    assert (ann.open, ann.activities) == (2, 1)
    assert (bob.days, bob.last, bob.moves, bob.open) == (0, None, 0, 1)
    asked = Question("")
    by_team = adoption(cast.owner, desk(cast.owner, asked), asked).by_team
    north = by_team[cast.rep.team_id]
    assert (north.members, north.at_work, north.moves, north.open) == (3, 2, 2, 3)
    assert north.without_step == sum(each.without_step or 0 for each in (ann, mia, bob))


def test_what_is_bypassed_is_told_by_stage_for_deals_that_are_seen(worked: Any, cast: Any) -> None:
    warned = StageMoved(origin="prospecting", to="proposal", forward=True, warning="Too soon")
    record([Happening(warned, worked["idle"], cast.rep.id, "page", timezone.now())])
    asked = Question("")
    assert bypassed(cast.owner, desk(cast.owner, asked), asked) == {"prospecting": (1, 1)}
    assert bypassed(cast.rep, desk(cast.rep, asked), asked) == {}  # Mia's step is hers, and the other deal is Bob's


def test_only_members_whose_deals_are_seen_are_told_of(worked: Any, cast: Any) -> None:
    assert set(uses(cast.rep)) == {"Ann"}
    assert set(uses(cast.manager)) == {"Ann", "Bob", "Mia"}
    assert "Cid" in uses(cast.owner)


def test_what_lies_before_the_time_is_no_work_and_what_is_recorded_late_is_said_so(worked: Any, cast: Any) -> None:
    now = timezone.now()
    moved = StageMoved(origin="prospecting", to="qualifying", forward=True, warning="Too soon")
    record([Happening(moved, worked["idle"], cast.mate.id, "page", now - timedelta(days=3))])
    bob = uses(cast.owner)["Bob"]
    assert (bob.moves, bob.warned, bob.late) == (1, 1, 1)
    assert days_at_work([cast.rep.id], stretch(now, now + timedelta(days=1))) == {}


def test_a_next_step_is_an_open_task(worked: Any, cast: Any) -> None:
    Task.objects.filter(about_kind="deal", about_id=worked["idle"]).update(done_at=timezone.now())
    before = uses(cast.owner)["Bob"]
    add_task(NewTask("Call", about=("deal", worked["idle"])), by=cast.mate, via="page")
    after = uses(cast.owner)["Bob"]
    assert (before.without_step, after.without_step) == (1, 0)


@pytest.fixture
def filled(cast: Any, published: Any) -> Callable[[str], Filling]:
    """Three lost deals: one with a budget told early, one with it told in passing the gate, one without; a won one."""
    who, now = {"by": cast.manager, "via": "page"}, timezone.now()
    deals = [open_deal(NewDeal(f"Deal {n}", stage="qualifying", owner_id=cast.rep.id), **who) for n in range(4)]
    for deal in deals[:2]:
        change_deal(deal, {"fields": {"budget": "900"}}, **who)
    Supplied.objects.filter(deal_id=deals[0]).update(at=now - timedelta(hours=2))
    for deal in deals[:3]:
        move_stage(deal, "needs_assessment", override="Trust me", **who)
        lose_deal(deal, "price", **who)
    win_deal(deals[3], override="Really", **who)

    def of(key: str, actor: Any = cast.owner) -> Filling:
        return next(each for each in fillings(actor)[0] if each.one.key == key)

    return of


def test_a_field_is_told_by_when_it_was_filled_and_what_asks_for_it(filled: Any, published: Any, cast: Any) -> None:
    told = filled("fields.budget")
    assert (told.closed, told.filled, told.timed, told.at_gate) == (4, 2, 2, 1)
    assert told.one.gates == gates_of(published.id)["budget"]
    assert (told.having.closed, told.lacking.closed) == (2, 1)
    assert filled("amount").one.is_weighed
    assert filled("fields.competitor").filled == 0
    theirs = [open_deal(NewDeal(f"Open {n}", owner_id=cast.mate.id), by=cast.mate, via="page") for n in range(2)]
    change_deal(theirs[0], {"fields": {"competitor": "Them"}}, by=cast.mate, via="page")
    assert (filled("fields.competitor").open, filled("fields.competitor").open_filled) == (2, 1)
    assert filled("fields.competitor", cast.rep).open == 0
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    assert "amount" not in [each.one.key for each in fillings(cast.rep)[0]]
    assert fillings(cast.stranger) == ([], 0)


@pytest.mark.parametrize(
    ("change", "lists", "verdict"),
    [
        ({"closed": 19}, 0, Verdict.TOO_FEW),
        ({"filled": 4}, 5, Verdict.EMPTY),
        ({"filled": 4, "open": 100, "open_filled": 5}, 5, Verdict.EMPTY),
        ({"filled": 4, "open": 100, "open_filled": 6}, 5, Verdict.OPEN_ONLY),
        ({"timed": 50, "at_gate": 25}, 0, Verdict.FOR_THE_GATE),
        ({"timed": 50, "at_gate": 24}, 0, Verdict.NEEDED),
    ],
)
def test_a_verdict_is_one_to_act_on(change: dict[str, int], lists: int, verdict: Verdict, filled: Any) -> None:
    asked = filled("fields.budget").one
    assert Needed(Filling("general", asked, **{"closed": 100, "filled": 80, **change}), lists).verdict is verdict
    loose = asked._replace(gates=(), is_weighed=False)
    told = Needed(Filling("general", loose, closed=100, filled=80), lists)
    assert told.verdict is (Verdict.LISTED if lists else Verdict.UNUSED)


def test_fields_of_the_company_are_told_with_the_lists_that_name_them(cast: Any, published: Any) -> None:
    add_field("organisations", NewField("Tier2", "text"), by=cast.owner, via="page")
    save_view("organisations", "Mine", "fields.tier2__empty=false", by=cast.rep, via="page")
    told = {each.key: each for each in own_filled(cast.owner, leave_out=["deals"])}
    assert told["fields.tier2"].filled == 0
    assert named_in_views()["organisations"]["fields.tier2"] == 1
    set_rule("organisations", "fields.tier2", "rep", "hidden", by=cast.owner, via="page")
    assert own_filled(cast.rep) == []


def test_the_page_asks_the_database_no_more_than_others_do(worked: Any, filled: Any, cast: Any, client_of: Any) -> None:
    add_field("organisations", NewField("Tier2", "text"), by=cast.owner, via="page")
    otto = client_of(cast.owner)
    otto.get("/scorecard/adoption/")
    for asked in ({}, {"where": "amount__gte=0"}, {"process": "general"}):
        with CaptureQueriesContext(connection) as queries:
            assert otto.get("/scorecard/adoption/", asked).status_code == 200
        assert len(queries) <= MOST, asked


@pytest.mark.thorough
def test_page_program_and_command_line_tell_the_same(worked: Any, cast: Any, client_of: Any, api_of: Any) -> None:
    page = client_of(cast.owner).get("/scorecard/adoption/").content.decode()
    assert "Who uses it" in page
    assert "With open deals and not seen here for four weeks: Bob." in page
    told = json.loads(api_of(cast.owner).get("/api/v1/scorecard/adoption").content)
    assert [each["name"] for each in told["members"]][:2] == ["Ann", "Bob"]
    app = typer.Typer()
    add_to(app)
    app.command("other")(lambda: None)
    printed = CliRunner().invoke(app, ["adoption", "--json"], catch_exceptions=False).stdout
    assert json.loads(printed)["members"] == json.loads(json.dumps(told["members"]))
    assert "Ann" in CliRunner().invoke(app, ["adoption"], catch_exceptions=False).stdout
