"""A small company in which everybody of the cast has something to lose."""

import re
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from dealwright.activities.commands import NewTask, add_task, log_activity, put_off_tasks
from dealwright.customers.commands import add_employment, add_organisation, add_person, relate
from dealwright.customers.doubles.finding import Pair
from dealwright.customers.doubles.findings import decide_distinct, keep
from dealwright.customers.doubles.merging import merge
from dealwright.customers.doubles.models import Double, DoubleSearch, Merge
from dealwright.deals.commands import (
    NewConfirmation,
    NewDeal,
    NewReview,
    add_stakeholder,
    confirm,
    lose_deal,
    open_deal,
    review_deal,
)
from dealwright.deals.commands.study import replay_draft
from dealwright.deals.models import Approval, MoveOver
from dealwright.exchange.commands import accept_file, guess_map, plan_import, run_import, set_map, start_import
from dealwright.exchange.mapping import write_map
from dealwright.exchange.queries import file_of
from dealwright.leads.commands import Wanted as Becoming
from dealwright.leads.commands import add_lead, convert_lead, put_on_list, recycle_leads, remove_list, write_list
from dealwright.leads.commands.forms import add_hook, write_form
from dealwright.leads.models import Form, Source
from dealwright.ledger import readers
from dealwright.ledger.tests.ground import kept
from dealwright.processes.commands import begin_draft, give_feedback, publish_shipped, retire, save_draft
from dealwright.processes.queries import current, text_of
from dealwright.records.bulk import ask, begin
from dealwright.records.quality.retention import set_retention
from dealwright.records.quality.ruling import add_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.setup.retyping import change_type
from dealwright.records.views import remove_view, save_view
from dealwright.scorecard.alerts.commands import watch
from dealwright.scorecard.alerts.models import Alert
from dealwright.scorecard.dashboards.commands import remove_dashboard, save_dashboard
from dealwright.scorecard.goals.commands import set_goal
from dealwright.scorecard.goals.scopes import Scope
from dealwright.teamwork.commands import add_comment, add_teammate, remove_comment
from dealwright.teamwork.models import Notification
from dealwright.workspace.commands import change_member, create_token, ensure_team, make_role, share
from dealwright.workspace.commands.territories import Wish, ask_application, draw_territory
from dealwright.workspace.models import Token
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Sees

TOLD_ANEW = re.compile("scorecard_(.*fact|generation)")  # whoever looks at a number may bring them up to date
IGNORED = {"django_session", "ledger_head", "ledger_reader", "workspace_signinfailure", "leads_knock"}


@dataclass(frozen=True)
class World:
    """The cast, and numbers to put into addresses and bodies: the records are the rep's own."""

    cast: Any
    ids: dict[str, Any]


@pytest.fixture
def world(at_work: World, settings: Any, tmp_path: Path) -> World:
    """Ann's records; Bob of the same team sees them, Cid of another does not. The files of imports are a test's own."""
    copytree(settings.DATA / "imports", tmp_path / "imports")
    settings.DATA = tmp_path
    return at_work


@pytest.fixture
@kept
def at_work(published: Any, cast: Any) -> World:
    """The company with its records; its files lie in the directory that all tests of this process share."""
    change_member(cast.mate.id, sees=Sees.TEAM, by=Machine(), via="cli")
    cast.mate.refresh_from_db()
    ensure_team("East", by=Machine(), via="cli")
    ids = _records(cast.rep) | _imports(cast.operator) | _processes(cast) | _access(cast) | _doubles(cast.rep)
    ids |= _own_fields(cast) | _leads(cast) | {
        "member_id": cast.stranger.id, "rep_id": cast.rep.id, "team_id": cast.rep.team_id, "one": "deal",
        "role": "champion", "name": "source", "stage": "prospecting", "to": "qualifying", "column": "prospecting",
        "key": "general", "metric": "win_rate", "secret": "invented", "scene": "board",
        "other_key": "b2b-software", "framework": "bant", "leaf": "funnel", "figure": "funnel", "mined": "moves",
        "closing_stage": "closing", "kind": "deals", "form": "csv",
    }  # fmt: skip
    ids |= _lists(cast.rep, ids["closing"])
    ids |= _teamwork(cast, ids["deal_id"]) | _scorecard(cast)
    ids["share_id"] = share("deal", ids["deal_id"], f"member:{cast.mate.id}", by=cast.rep, via="page")
    while readers.run():
        pass
    return World(cast, ids)


def _records(rep: Any) -> dict[str, int]:
    ann = {"by": rep, "via": "page"}
    organisation = add_organisation({"name": "Acme", "owner": rep.id}, **ann)
    person = add_person({"name": "Pat Doe", "organisation": organisation, "owner": rep.id}, **ann)
    other = add_person({"name": "Lee Doe", "owner": rep.id}, **ann)
    tie, stay = relate(person, other, "knows", **ann), add_employment(other, organisation, "Clerk", **ann)
    deal, closing, lost = (
        open_deal(NewDeal(title, "general", stage, organisation, amount_minor=100_000, currency="EUR"), **ann)
        for title, stage in [("CRM for Acme", "prospecting"), ("Renewal", "closing"), ("Old hope", "closing")]
    )
    calls = [log_activity(("deal", each), "call", "First call", **ann) for each in (deal, closing)]
    add_stakeholder(deal, person, "champion", **ann)
    lose_deal(lost, "price", **ann)
    review_deal(lost, NewReview("Price", change="Call first"), **ann)
    proof = confirm(deal, NewConfirmation(need="event", key="quote_sent"), **ann)
    wish = Approval.objects.create(
        deal_id=deal, key="discount", title="Discount", role="manager", asked_by=rep, asked_at=timezone.now()
    )
    task = add_task(NewTask("Send offer", about=("deal", deal)), **ann)
    put_off = put_off_tasks([add_task(NewTask("Report"), **ann)], date(2030, 1, 1), **ann)
    create_token(rep, "Script", **ann)
    return {
        "organisation_id": organisation, "person_id": person, "deal_id": deal, "record_id": deal, "closing": closing,
        "lost": lost, "activity_id": calls[0], "task_id": task, "token_id": Token.objects.get(member=rep).id,
        "change_id": put_off.change, "task_ids": [task],
        "other_person": other, "relation_id": tie, "employment_id": stay, "fact": "name",
        "confirmation_id": proof, "approval_id": wish.id, "element": "budget", "step": "notices",
    }  # fmt: skip


def _teamwork(cast: Any, deal: int) -> dict[str, int]:
    """What Ann said about her deal, once to be taken back, a part in it that Bob has, and what she is told."""
    ann = {"by": cast.rep, "via": "page"}
    said, gone = (add_comment("deal", deal, text, **ann) for text in ("Who knows Pat?", "Nobody"))
    remove_comment(gone, **ann)
    told = {"member": cast.rep, "what": "own", "kind": "deal", "record_id": deal, "entry": 0, "at": timezone.now()}
    return {
        "comment_id": said, "comment_gone": gone, "notification_id": Notification.objects.create(**told).id,
        "teammate_id": add_teammate("deal", deal, cast.mate.id, "Support", **ann), "record": deal,
    }  # fmt: skip


def _scorecard(cast: Any) -> dict[str, Any]:
    """Ann's goal, an alert that she was told, what she watches, and her dashboards, one of them deleted."""
    ann, who = {"by": cast.rep, "via": "page"}, Scope(member=cast.rep.id)
    saved, gone = (save_dashboard(name, [{"figure": "funnel", "query": ""}] * 2, **ann) for name in ("Mine", "Gone"))
    remove_dashboard(gone, **ann)
    facts = {"value": 2.0, "limit": 3.0, "weeks": 4}
    told = {"member": cast.rep, "metric": "deals_won", "side": "below", "began_on": date(2026, 1, 4), "facts": facts}
    return {
        "goal_id": set_goal("deals_won", "year", "9", who, by=cast.manager, via="page"), "goal_who": who.key,
        "watch_id": watch("activities", "below", "3", **ann), "dashboard_id": saved, "dashboard_gone": gone, "place": 0,
        "alert_id": Alert.objects.create(**told, raised_at=timezone.now()).id,
    }  # fmt: skip


def _lists(rep: Any, deal: int) -> dict[str, Any]:
    """Ann's views, one of them deleted, and changes of her deal: one tried, one done."""
    ann = {"by": rep, "via": "page"}
    saved, gone = (save_view("deals", name, "status=open", **ann) for name in ("Hot", "Gone"))
    remove_view(gone, **ann)
    begun = [begin("deals", "change", {"source": {"set": text}}, [deal], by=rep) for text in ("Web", "Fair")]
    tried, done = (ask(each, "try", **ann) for each in begun)
    return {
        "view_id": saved, "view_gone": gone, "bulk_id": tried.id, "bulk_done": ask(done, "do", **ann).id,
        "field": "source",
    }  # fmt: skip


def _own_fields(cast: Any) -> dict[str, int]:
    """A field that the company added to deals, and a change of its type."""
    by = {"by": cast.owner, "via": "page"}
    field_id = add_field("deals", NewField("Extra", "integer"), **by)
    return {
        "field_id": field_id, "type_change_id": change_type(field_id, "text", **by),
        "rule_id": add_rule("deals", {"field": "source", "demand": "required", "refuses": False}, **by),
        "retention_id": set_retention("deals", {"since": "added", "days": 90}, **by),
    }  # fmt: skip


def _doubles(rep: Any) -> dict[str, int]:
    """A pair that may be the same, one that somebody told apart, a merge, and a search: all of Ann's people."""
    ann = {"by": rep, "via": "page"}
    people = [add_person({"name": name, "owner": rep.id}, **ann) for name in ("Kim", "Kym", "Uma", "Ума", "Jo", "Joe")]
    keep("person", [Pair(str(people[n]), str(people[n + 1]), 0.95, ("names alike",)) for n in (0, 2)])
    double, apart = Double.objects.order_by("id").values_list("id", flat=True)
    decide_distinct(apart, **ann)
    made = merge("person", people[4], people[5], **ann)
    Merge.objects.filter(id=made).update(together=made)
    search = DoubleSearch.objects.create(kind="person", asked_at=timezone.now(), finished_at=timezone.now())
    return {
        "double_id": double, "double_apart": apart, "merge_id": made, "together": made, "search_id": search.id,
        "survivor": people[0], "removed": people[1],
    }  # fmt: skip


def _leads(cast: Any) -> dict[str, Any]:
    """Three leads of Ann's, one of them put off and one converted, Olga's form and her address for sign-ups."""
    ann, olga = {"by": cast.rep, "via": "page"}, {"by": cast.operator, "via": "page"}
    given = {"email": "ida@firm.example", "source": "Web", "owner": cast.rep.id}
    lead, put_off, converted = (add_lead({"name": name, **given}, **ann) for name in ("Ida", "Ivo", "Ina"))
    recycle_leads([put_off], date(2029, 1, 1), **ann)
    convert_lead(converted, Becoming(organisation=None, deal="Ina's"), **ann)
    form = write_form(None, {"title": "Ask us", "fields": [{"key": "name", "required": True}]}, **olga)
    hook = add_hook("Webinar", "Webinar", "", **olga)
    fair, gone = (write_list(None, title, **ann) for title in ("Fair", "Gone"))
    put_on_list(fair, [lead], **ann)
    remove_list(gone, **ann)
    return {
        "list_id": fair, "list_gone": gone, "some_leads": [put_off],
        "lead_id": lead, "lead_put_off": put_off, "lead_converted": converted, "form_id": form, "hook_id": hook.id,
        "form_key": Form.objects.get(id=form).key, "hook_key": hook.key, "source_word": "source",
        "one_erasable": "person",
        "source_id": Source.objects.get(name="Web").id,
    }  # fmt: skip


def _access(cast: Any) -> dict[str, Any]:
    """A role, a territory that lets the operator see, an application of it, and a deal that Ann shares with Bob."""
    by = {"by": cast.operator, "via": "page"}
    wish = Wish("Germany", 'customer.country == "DE"', [cast.operator.id], gives="sight")
    return {
        "role_key": make_role("Deal desk", {"deal": {"see": "own"}}, **by), "territory_id": draw_territory(wish, **by),
        "application_id": ask_application(**by), "some_members": [cast.rep.id],
        "share_to": f"member:{cast.stranger.id}",
    }  # fmt: skip


def _processes(cast: Any) -> dict[str, Any]:
    """Two more processes, one of them retired; Mia's drafts, Ann's feedback, and a move of no deals."""
    by = {"by": cast.operator, "via": "page"}
    for key in ("retail", "real-estate"):
        publish_shipped(key, **by)
    retire("real-estate", **by)
    draft, changed = (begin_draft("general", by=cast.manager, via="page") for _ in range(2))
    text = text_of(current("general").id).replace("title: Closing", "title: Signing")
    save_draft(changed, text, 1, by=cast.manager, via="page")
    return {
        "draft_id": draft, "draft_changed": changed, "spare_key": "retail", "retired_key": "real-estate", "number": 1,
        "feedback_id": give_feedback("general", "silly", "Two signatures", by=cast.rep, via="page"),
        "study_id": replay_draft("general", text, by=cast.manager, via="page").id, "deviation": "late",
        "move_id": MoveOver.objects.create(version_id=current("general").id, at=timezone.now()).id,
    }  # fmt: skip


def _imports(operator: Any) -> dict[str, int]:
    """An import that is planned, one that ran, and one to throw away: its file is not part of the transaction."""
    ids = []
    for name in (b"Beta", b"Gamma", b"Delta"):
        one = accept_file(BytesIO(b"name\n" + name + b"\n"), "firms.csv", "organisations", by=operator, via="page")
        set_map(one.id, write_map(guess_map("organisations", file_of(one), operator)), by=operator)
        plan_import(one.id, by=operator)
        ids.append(one.id)
    start_import(ids[1], by=operator, via="page")
    for _ in run_import(ids[1], by=operator):
        pass
    return {"import_id": ids[0], "import_done": ids[1], "import_spare": ids[2]}


@pytest.fixture
def rows() -> Any:
    """A function that reads every row of every table that holds business, to see that nothing changed."""
    tables = sorted(
        name
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False)
        if name not in IGNORED and not name.startswith(("django_", "auth_")) and not TOLD_ANEW.fullmatch(name)
    )

    def read() -> dict[str, list[Any]]:
        found = {}
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")
                found[table] = sorted(map(repr, cursor.fetchall()))
        return found

    return read
