"""Records that are no longer kept: counted before, removed daily, brought back within 30 days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed
from dealwright.activities.commands import log_activity
from dealwright.customers.commands import add_organisation, add_person, change_person
from dealwright.customers.models import Person
from dealwright.deals.commands import NewDeal, add_stakeholder, lose_deal, open_deal, restore_deals
from dealwright.deals.models import PipelineTotal
from dealwright.leads.commands import add_lead
from dealwright.leads.models import Lead
from dealwright.ledger.queries import entries_about
from dealwright.records.quality.erasing import erase
from dealwright.records.quality.retention import (
    apply_retention,
    drop_retention,
    dry_run,
    runs_of,
    set_retention,
    undo_retention,
)

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db
RULE = {"since": "touched", "days": "365", "condition": 'person.job_title == "Intern"', "is_active": True}


@pytest.fixture
def people(cast: Cast) -> dict[str, int]:
    known = {"Ida": "Intern", "Ivo": "Intern", "Bo": "Boss"}
    return {
        name: add_person({"name": name, "job_title": title}, by=cast.rep, via="page") for name, title in known.items()
    }


def test_a_dry_run_tells_what_the_daily_job_then_removes(cast: Cast, people: dict[str, int]) -> None:
    later = timezone.now() + timedelta(days=400)
    rule = set_retention("people", {**RULE, "is_active": False}, by=cast.operator, via="page")
    found = dry_run("people", RULE, cast.operator, later)
    assert (found.count, [title for title, _ in found.examples]) == (2, ["Ida", "Ivo"])
    assert dry_run("people", RULE, cast.operator).count == 0
    assert apply_retention(later) == 0
    set_retention("people", RULE, by=cast.operator, via="page", rule_id=rule)
    assert apply_retention(later) == 2
    assert set(Person.objects.values_list("name", flat=True)) == {"Bo"}
    assert apply_retention(later) == 0


def test_what_was_touched_since_stays(cast: Cast, people: dict[str, int]) -> None:
    set_retention("people", RULE, by=cast.operator, via="page")
    Person.objects.update(created_at=timezone.now() - timedelta(days=900))
    change_person(people["Ida"], {"phone": "+49 30 1234567"}, by=cast.rep, via="page")
    assert apply_retention(timezone.now() + timedelta(days=300)) == 0


def test_what_went_comes_back_once_and_not_after_30_days(cast: Cast, people: dict[str, int]) -> None:
    rule = set_retention("people", RULE, by=cast.operator, via="page")
    now = timezone.now()
    Person.objects.update(created_at=now - timedelta(days=900))
    set_retention("people", {**RULE, "since": "added"}, by=cast.operator, via="page", rule_id=rule)
    assert apply_retention(now) == 2
    (run,) = runs_of("people", cast.operator)
    assert run.may_undo
    assert not runs_of("people", cast.operator, now + timedelta(days=31))[0].may_undo
    assert undo_retention("people", run.entry_id, by=cast.operator, via="page") == 2
    assert Person.objects.get(id=people["Ida"]).job_title == "Intern"
    with pytest.raises(Conflict):
        undo_retention("people", run.entry_id, by=cast.operator, via="page")
    drop_retention(rule, by=cast.operator, via="page")
    assert apply_retention(now) == 0


def test_an_organisation_that_others_need_stays(cast: Cast) -> None:
    firm = add_organisation({"name": "Needed"}, by=cast.rep, via="page")
    add_person({"name": "Ann", "organisation": firm}, by=cast.rep, via="page")
    add_organisation({"name": "Alone"}, by=cast.rep, via="page")
    set_retention("organisations", {"since": "added", "days": "30", "is_active": True}, by=cast.operator, via="page")
    assert apply_retention(timezone.now() + timedelta(days=60)) == 1


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"since": "closed", "days": "90"}, "since"),
        ({"since": "added", "days": "5"}, "days"),
        ({"since": "added", "days": "²"}, "days"),
        ({"since": "added", "days": "90", "condition": "person.nam == 'x'"}, "condition"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_its_part(cast: Cast, given: dict[str, Any], part: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_retention("people", given, by=cast.operator, via="page")
    assert refused.value.field == part
    with pytest.raises(NotAllowed):
        dry_run("people", {"since": "added", "days": "90"}, cast.rep)


@pytest.mark.thorough
def test_the_page_shows_what_would_go_before_it_saves(
    cast: Cast, people: dict[str, int], client_of: Callable[[object], Client]
) -> None:
    Person.objects.update(created_at=timezone.now() - timedelta(days=900))
    operator, here = client_of(cast.operator), "/settings/fields/people/keeping/"
    given = {"since": "added", "days": "365", "condition": RULE["condition"], "is_active": "1"}
    looked = operator.post(here, {**given, "look": "1"}).content.decode()
    assert "2 records would go now." in looked
    assert "Ida" in looked
    assert operator.post(here, given).status_code == 302
    assert apply_retention() == 2
    (run,) = runs_of("people", cast.operator)
    assert "every day" in operator.get(here).content.decode()
    assert "Job title is Intern" in operator.get(here).content.decode()
    assert operator.post(here, {"back": str(run.entry_id)}).status_code == 302
    assert Person.objects.count() == 3
    assert operator.post(here, {**given, "days": "1"}).status_code == 422
    assert client_of(cast.rep).get(here).status_code == 403
    assert "kept until somebody" not in operator.get("/settings/fields/deals/keeping/").content.decode()


def test_the_api_tries_adds_and_drops_rules(cast: Cast, client_of: Callable[[object], Client]) -> None:
    operator, base = client_of(cast.operator), "/api/v1/quality"
    given = {"since": "added", "days": 90}
    tried = operator.post(f"{base}/people/retention/dry-run", given, "application/json")
    assert tried.json() == {"count": 0, "looked_at": 0, "examples": []}
    made = operator.post(f"{base}/people/retention", given, "application/json").json()
    assert made["is_active"] is False
    assert [one["id"] for one in operator.get(f"{base}/people/retention").json()["items"]] == [made["id"]]
    assert operator.delete(f"{base}/retention/{made['id']}").status_code == 200
    assert operator.get(f"{base}/people/retention").json()["items"] == []


def test_people_are_anonymised_once_and_for_good(cast: Cast, people: dict[str, int]) -> None:
    later, rule = timezone.now() + timedelta(days=400), {**RULE, "act": "anonymise"}
    assert dry_run("people", rule, cast.operator, later).count == 2
    set_retention("people", rule, by=cast.operator, via="page")
    assert apply_retention(later) == 2
    assert sorted(Person.objects.values_list("name", "job_title")) == [("Bo", "Boss"), *[("Erased person", "")] * 2]
    assert dry_run("people", {**rule, "condition": ""}, cast.operator, later).count == 1
    (run,) = runs_of("people", cast.operator)
    assert (run.act, run.count, run.may_undo) == ("anonymise", 2, False)
    with pytest.raises(Conflict):
        undo_retention("people", run.entry_id, by=cast.operator, via="page")
    with pytest.raises(Invalid, match="anonymise"):
        set_retention("organisations", {**rule, "condition": ""}, by=cast.operator, via="page")


def test_leads_that_may_not_go_hold_up_no_others(cast: Cast) -> None:
    ids = [add_lead({"name": f"Lead {n}"}, by=cast.rep, via="page") for n in range(5)]
    Lead.objects.filter(id=ids[2]).update(status="converted")
    set_retention("leads", {"since": "added", "days": "30", "is_active": True}, by=cast.operator, via="page")
    assert apply_retention(timezone.now() + timedelta(days=40)) == 4
    assert [lead.id for lead in Lead.objects.all()] == [ids[2]]
    runs = runs_of("leads", cast.operator)
    came = [undo_retention("leads", run.entry_id, by=cast.operator, via="page") for run in runs]
    assert (sum(came), Lead.objects.count()) == (4, 5)


def test_removed_deals_come_back_with_all_they_had(
    published: object, cast: Cast, api_of: Callable[[object], Client], client_of: Callable[[object], Client]
) -> None:
    firm = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    pat = add_person({"name": "Pat"}, by=cast.rep, via="page")
    new = NewDeal("CRM", "general", "prospecting", organisation_id=firm, amount_minor=5_000)
    deal = open_deal(new, by=cast.rep, via="page")
    add_stakeholder(deal, pat, "champion", by=cast.rep, via="page")
    log_activity(("deal", deal), "call", "First talk", by=cast.rep, via="page", text="The budget", person_id=pat)
    lost = open_deal(NewDeal("Old", "general", "prospecting"), by=cast.rep, via="page")
    lose_deal(lost, "price", by=cast.rep, via="page")
    board, pages = api_of(cast.rep).get("/api/v1/deals?sort=id").json()["items"], client_of(cast.rep)
    totals = list(PipelineTotal.objects.values_list("deals", "amount_minor"))
    set_retention("deals", {"since": "added", "days": "30", "is_active": True}, by=cast.operator, via="page")
    assert apply_retention(timezone.now() + timedelta(days=60)) == 2
    assert pages.get(f"/deals/{deal}/").status_code == 404
    (run,) = runs_of("deals", cast.operator)
    assert undo_retention("deals", run.entry_id, by=cast.operator, via="page") == 2
    assert api_of(cast.rep).get("/api/v1/deals?sort=id").json()["items"] == board
    assert list(PipelineTotal.objects.values_list("deals", "amount_minor")) == totals
    shown = pages.get(f"/deals/{deal}/").content.decode()
    assert "Pat" in shown
    told = pages.get(f"/timeline/deal/{deal}/").content.decode()
    assert "First talk" in told
    assert "Brought back" in told
    with pytest.raises(Conflict):
        restore_deals([deal], by=cast.operator, via="page")
    erase("person", pat, by=cast.owner, via="page")
    assert "budget" not in "".join(entry.data for entry in entries_about({"deal": [deal]}))
