"""Events replayed are the records, for leads, what they cost and what was done about them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.activities.commands import log_activity, remove_activity
from dealwright.activities.models import Activity
from dealwright.leads import commands as leads
from dealwright.leads.models import Campaign, Lead, Source, Touch
from dealwright.ledger.readers import catch_up
from dealwright.scorecard import files
from dealwright.scorecard.charts import Asking, figure
from dealwright.scorecard.charts.stats import stat
from dealwright.scorecard.commands import rebuild
from dealwright.scorecard.facts import facts_for
from dealwright.scorecard.models import ActivityFact, LeadFact, SpendFact, TouchFact
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import desk
from dealwright.scorecard.questions import Question

pytestmark = pytest.mark.thorough


@pytest.fixture
def worked(cast: Any, published: Any) -> dict[str, int]:
    """Leads of every fate, touched again and again, with activities logged, corrected and taken back."""
    rep = {"by": cast.rep, "via": "page"}

    def lead(name: str, source: str) -> int:
        return leads.add_lead({"name": name, "organisation": name, "source": source}, **rep)

    known = {
        name: lead(name, source) for name, source in (("Ada", "Web"), ("Bea", "Fair"), ("Cid", "Web"), ("Dee", ""))
    }
    leads.set_up_source("Spring", cost="250.00", campaign=True, source="Fair", by=cast.owner, via="page")
    leads.touch_lead(known["Ada"], source="Fair", campaign="Spring", **rep)
    leads.touch_lead(known["Bea"], source="Web", at=timezone.now() - timedelta(days=400), **rep)
    leads.untouch_lead(known["Ada"], Touch.objects.filter(lead_id=known["Ada"]).latest("id").id, **rep)
    leads.qualify_leads([known["Ada"], known["Bea"]], **rep)
    leads.convert_lead(known["Ada"], leads.Wanted(deal="Ada: robots"), **rep)
    leads.convert_lead(known["Bea"], leads.Wanted(deal="Bea: robots"), **rep)
    log_activity(("lead", known["Cid"]), "call", "Called", **rep)
    log_activity(("deal", Lead.objects.get(id=known["Ada"]).conversion.deal_id), "meeting", "Met", **rep)
    remove_activity(log_activity(("lead", known["Cid"]), "note", "Wrong", **rep), **rep)
    leads.undo_conversion(known["Bea"], **rep)
    leads.disqualify_leads([known["Cid"]], "no_budget", **rep)
    leads.recycle_leads([known["Cid"]], date.today() + timedelta(days=30), **rep)  # noqa: DTZ011 (any day to come)
    leads.remove_leads([known["Dee"]], by=cast.manager, via="page")
    return known


def test_the_facts_say_what_the_tables_say(worked: dict[str, int]) -> None:
    catch_up(READER)
    before = told()
    assert before == as_they_are()
    rebuild()
    assert not LeadFact.objects.exists()
    catch_up(READER)
    assert told() == before


def test_files_change_nothing_and_a_rep_sees_what_is_theirs(worked: dict[str, int], cast: Any, machine: Any) -> None:
    catch_up(READER)
    counts = [seen(actor) for actor in (machine, cast.rep, cast.mate)]
    assert counts[0]["leads"] == counts[1]["leads"] == 3
    assert counts[2]["leads"] == Lead.objects.filter(owner=None).count() == 1
    assert [each["activities"] for each in counts] == [2, 2, 1]
    files.roll_over()
    assert [seen(actor) for actor in (machine, cast.rep, cast.mate)] == counts
    leads.restore_leads([worked["Dee"]], by=cast.manager, via="page")
    catch_up(READER)
    assert seen(machine)["leads"] == 4


def seen(actor: Any) -> dict[str, int]:
    """How many rows of each table the actor may see."""
    connection = facts_for(actor).connection
    tables = ("leads", "touches", "activities", "spending")
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in tables}


def told() -> dict[str, list]:
    """What the scorecard has read."""
    lead = ("lead_id", "status", "owner_id", "source", "last_source", "created_on", "deal_id")
    there = LeadFact.objects.exclude(status="removed").order_by("lead_id")
    touches = TouchFact.objects.filter(lead_id__in=there.values("lead_id"))
    return {
        "leads": list(there.values_list(*lead)),
        "touches": sorted(touches.values_list("lead_id", "at", "source")),
        "activities": sorted(
            ActivityFact.objects.filter(status="logged").values_list("activity_id", "kind", "at", "deal_id", "lead_id")
        ),
        "spending": sorted(SpendFact.objects.values_list("name", "campaign", "cost_minor")),
    }


def as_they_are() -> dict[str, list]:
    """What the tables of the leads and activities say."""
    lead = ("id", "status", "owner_id", "source__name", "last_source__name", "created_at", "conversion__deal_id")
    about = {"deal": None, "lead": None}
    activities = [
        (each.id, each.kind, each.at, *({**about, each.about_kind: each.about_id}[kind] for kind in ("deal", "lead")))
        for each in Activity.objects.all()
    ]
    return {
        "leads": list(Lead.objects.order_by("id").values_list(*lead)),
        "touches": sorted(Touch.objects.exclude(lead=None).values_list("lead_id", "at", "source__name")),
        "activities": sorted(activities),
        "spending": sorted(
            (*row, model is Campaign, cost)
            for model in (Source, Campaign)
            for *row, cost in model.objects.values_list("name", "cost_minor")
        ),
    }


def test_filters_of_deals_narrow_leads_where_both_have_the_field_and_else_it_is_said(worked, cast) -> None:
    """The source is asked of both; an amount and a process only of deals: the number says so."""
    leads.add_lead({"name": "Eve", "organisation": "Eve", "source": "Fair"}, by=cast.rep, via="page")
    catch_up(READER)

    def leads_by(*where: tuple[str, str], process: str | None = None) -> Any:
        asked = Question("", where=where, process=process)
        asking = Asking(cast.owner, desk(cast.owner, asked), asked)
        shown, drawn = stat(asking, "new_leads"), figure("sources", asking)
        assert drawn is not None
        assert sum(each.value or 0 for each in drawn.series[0].points) == shown.value
        assert ("whatever the filter" in drawn.summary) == ("not narrowed by" in shown.note)
        return shown

    everyone, web = leads_by(), leads_by(("source", "Web"))
    assert 0 < web.value < everyone.value
    assert "not narrowed" not in web.note
    rich = leads_by(("source", "Web"), ("amount__gte", "1000"), process="general")
    assert rich.value == web.value
    assert rich.note.endswith("not narrowed by Amount, Process")
    assert "where=source%3DWeb" in rich.href
    assert "amount" not in rich.href
