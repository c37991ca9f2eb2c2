"""The sample company, with numbers to put into the addresses of its pages."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Count
from django.utils import timezone

from dealwright.activities.models import Activity, Task
from dealwright.deals.commands.study import replay_draft
from dealwright.deals.models import Approval, Deal, Stakeholder
from dealwright.exchange.sample import make_sample
from dealwright.leads.commands import NewLead, put_on_list, record_leads, touch_lead, write_list
from dealwright.leads.commands.forms import add_hook, write_form
from dealwright.leads.models import Form, Source
from dealwright.ledger import readers
from dealwright.ledger.models import Entry
from dealwright.processes.commands import begin_draft, give_feedback
from dealwright.processes.queries import current, text_of
from dealwright.records.bulk import begin
from dealwright.records.quality.retention import set_retention
from dealwright.records.quality.ruling import add_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.views import save_view
from dealwright.scorecard.alerts.models import Alert
from dealwright.scorecard.dashboards.commands import save_dashboard
from dealwright.scorecard.goals.commands import set_goal
from dealwright.scorecard.goals.scopes import Scope
from dealwright.teamwork.commands import add_comment, add_teammate
from dealwright.teamwork.models import Notification
from dealwright.workspace.commands import NewMember, add_members, create_token, make_role, share
from dealwright.workspace.commands.territories import Wish, ask_application, draw_territory
from dealwright.workspace.models import Member, Team, Token
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Role

Make = Callable[[int], dict[str, Any]]


@pytest.fixture
def sample(company: None, machine: Any, settings: Any, tmp_path: Path) -> Make:
    """A function that makes a sample company of so many deals; returns what to put into addresses, and an owner."""
    settings.DATA = tmp_path

    def make(deals: int) -> dict[str, Any]:
        made = make_sample(deals, by=machine, via="sample", today=date(2026, 6, 1))
        assert made.deals == deals
        while readers.run():
            pass
        (owner,) = add_members([NewMember("Otto", "otto@example.com", Role.OWNER)], by=machine, via="cli")
        Member.objects.filter(id=owner.id).update(password=make_password("correct horse battery"))
        create_token(owner, "Script", by=owner, via="page")
        owner.refresh_from_db()
        tried = replay_draft("general", text_of(current("general").id), by=owner, via="page")
        token = Token.objects.get(member=owner).id
        return _ids() | {"owner": owner, "token_id": token, "study_id": tried.id, "deviation": "late"}

    return make


def _ids() -> dict[str, Any]:
    """The busiest open deal and all around it."""
    visits = Stakeholder.objects.filter(deal__status="open").values("deal_id").annotate(n=Count("id"))
    deal = Deal.objects.get(id=visits.order_by("-n", "deal_id")[0]["deal_id"])
    person = Stakeholder.objects.filter(deal=deal).earliest("id").person_id
    rep = Member.objects.get(id=deal.owner_id)
    wish = Approval.objects.create(deal=deal, key="x", title="Discount", role="rep", asked_at=deal.created_at)
    return {
        "deal_id": deal.id, "record_id": deal.id, "one": "deal", "fact": "name", "relation_id": 0, "employment_id": 0,
        "organisation_id": deal.organisation_id,
        "person_id": person, "activity_id": Activity.objects.earliest("id").id, "column": deal.stage,
        "task_id": Task.objects.filter(done_at=None, about_kind="deal").earliest("id").id, "change_id": 0,
        "team_id": Team.objects.earliest("id").id, "member_id": rep.id, "rep": rep, "key": "general",
        "metric": "win_rate", "name": "source", "to": "closing", "stage": "prospecting", "role": "champion",
        **_access(rep), **_leads(rep), **_teamwork(deal.id, rep), **_scorecard(rep),
        "framework": "bant", "leaf": "funnel", "figure": "funnel", "mined": "moves",
        "kind": "deals", "form": "csv", "secret": "invented", "scene": "board",
        "view_id": save_view("deals", "Hot", "status=open", by=rep, via="page", shared="team"), "field": "source",
        "bulk_id": begin("deals", "change", {"source": {"set": "Web"}}, [deal.id], by=rep).id,
        "approval_id": wish.id, "confirmation_id": 0, "element": "budget", "step": "notices", "move_id": 0,
        "draft_id": begin_draft("general", by=Machine(), via="page"),
        "feedback_id": give_feedback("general", "silly", "Two signatures", by=rep, via="page"),
    }  # fmt: skip


def _leads(rep: Any) -> dict[str, Any]:
    """More leads than an inbox shows at once, a form and an address for sign-ups."""
    by = {"by": Machine(), "via": "page"}
    given = [NewLead(f"Lead {n}", organisation="Acme", source="Web", owner_id=rep.id) for n in range(50)]
    lead = record_leads(given, **by)[0]
    touch_lead(lead, source="Fair", **by)
    form = write_form(None, {"title": "Ask us", "fields": [{"key": "name"}]}, **by)
    hook = add_hook("Webinar", "Webinar", "", **by)
    fair = write_list(None, "Fair", **by)
    put_on_list(fair, [lead], **by)
    return {
        "lead_id": lead, "form_id": form, "form_key": Form.objects.get(id=form).key, "hook_id": hook.id,
        "hook_key": hook.key, "source_id": Source.objects.get(name="Web").id, "source_word": "source",
        "one_erasable": "person",
        "lead_put_off": 0, "lead_converted": 0, "list_id": fair, "list_gone": 0, "some_leads": [lead],
    }  # fmt: skip


def _teamwork(deal: int, rep: Any) -> dict[str, Any]:
    """More comments than are shown at once, a part in the deal, and as many notifications of the owner's."""
    by = {"by": rep, "via": "page"}
    said = [add_comment("deal", deal, f"Number {n} @{rep.name}", **by) for n in range(60)]
    entries = Entry.objects.filter(kind="comment_added").values_list("id", "recorded_at")
    told = [
        Notification(member=rep, what="followed", kind="deal", record_id=deal, entry=number, at=at)
        for number, at in entries
    ]
    Notification.objects.bulk_create(told)
    part = add_teammate("deal", deal, rep.id, "Presales", **by)
    return {"comment_id": said[0], "teammate_id": part, "record": deal, "notification_id": 0}


def _scorecard(rep: Any) -> dict[str, Any]:
    """Goals of everybody, an alert and a watch of the rep's, and a dashboard for all."""
    by = {"by": Machine(), "via": "page"}
    for each in Member.objects.filter(role=Role.REP):
        set_goal("deals_won", "quarter", "9", Scope(member=each.id), **by)
    facts = {"value": 2.0, "limit": 3.0, "weeks": 4}
    told = {"member": rep, "metric": "deals_won", "side": "below", "began_on": date(2026, 1, 4), "facts": facts}
    tiles = [{"figure": name, "query": "where=status%3Dwon"} for name in ("funnel", "reasons")]
    return {
        "goal_id": 0, "goal_who": f"member:{rep.id}", "rep_id": rep.id, "watch_id": 0, "dashboard_gone": 0, "place": 0,
        "dashboard_id": save_dashboard("Mornings", tiles, shared="all", **by),
        "alert_id": Alert.objects.create(**told, raised_at=timezone.now()).id,
    }  # fmt: skip


def _access(rep: Any) -> dict[str, Any]:
    """A role, a territory, an application of it, and something shared."""
    by = {"by": Machine(), "via": "page"}
    wish = Wish("Germany", 'customer.country == "DE"', [rep.id], gives="sight")
    territory_id, mine = draw_territory(wish, **by), f"member:{rep.id}"
    share("deal", Deal.objects.exclude(owner=rep).latest("id").id, mine, **by)
    return {
        "role_key": make_role("Deal desk", {"deal": {"see": "own"}}, **by), "territory_id": territory_id,
        "application_id": ask_application(**by), "share_id": 0,
        "double_id": 0, "merge_id": 0, "together": 0, "search_id": 0,
        "field_id": add_field("deals", NewField("Contract ends", "date"), **by), "type_change_id": 0,
        "rule_id": add_rule("deals", {"field": "source", "demand": "required", "refuses": False}, **by),
        "retention_id": set_retention("deals", {"since": "added", "days": 90}, **by),
    }  # fmt: skip
