"""Rules written, tried and replayed on their pages; sources with their cost; the command line."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from dealwright.leads.cli import app
from dealwright.leads.commands import NewLead, record_leads, set_up_source, write_assignment
from dealwright.leads.models import Assignment, AssignmentRule, Lead, ScoreRule
from dealwright.leads.queries import assignment_rules, origins
from dealwright.leads.queries.replaying import replay
from dealwright.leads.tests.leading import lead
from dealwright.ledger.models import Entry

MONDAY = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)  # ten o'clock in Berlin


@pytest.fixture
def olga(cast: Any, client_of: Any) -> Any:
    """The operator's browser."""
    return client_of(cast.operator)


def test_scoring_is_tried_before_it_is_in_force(olga: Any, cast: Any, client_of: Any) -> None:
    made = lead(cast.rep)
    rules = {"condition": ['lead.country == "DE"', ""], "points": ["7", ""], "reason": ["Home", ""]}
    tried = olga.post("/leads/scoring/", {**rules, "try": "1"}).content.decode()
    assert "Home +7" in tried
    assert not ScoreRule.objects.exists()
    wrong = olga.post("/leads/scoring/", {**rules, "points": ["many", ""]})
    assert wrong.status_code == 422
    assert "many" in wrong.content.decode()
    assert olga.post("/leads/scoring/", rules).status_code == 302
    made.refresh_from_db()
    assert (made.score, made.reasons) == (7, [["Home", 7]])
    assert client_of(cast.rep).get("/leads/scoring/").status_code == 403


def test_assignment_is_replayed_before_it_is_in_force(olga: Any, cast: Any) -> None:
    for n in range(4):
        lead(cast.rep, name=f"Lead {n}", owner=cast.rep.id)
    sent = {
        "rule": ["1", "2"], "title.1": "All", "method.1": "round_robin", "members.1": [cast.rep.id, cast.mate.id],
        "title.2": "",
    }  # fmt: skip
    before = Entry.objects.count()
    page = olga.post("/leads/assignment/", {**sent, "try": "1"}).content.decode()
    assert "2 leads would have gone to somebody else" in page
    assert "It is Bob&#39;s turn" in page
    assert (Entry.objects.count(), Assignment.objects.count()) == (before, 0)
    assert olga.post("/leads/assignment/", {**sent, "members.1": []}).status_code == 422
    assert olga.post("/leads/assignment/", sent).status_code == 302
    rule = AssignmentRule.objects.get()
    kept = {**sent, "id.1": str(rule.id), "title.1": "Everybody"}
    olga.post("/leads/assignment/", kept)
    assert AssignmentRule.objects.get().id == rule.id
    assert "Everybody" in olga.get("/leads/assignment/").content.decode()


def test_a_replay_goes_through_the_month_as_it_was(cast: Any) -> None:
    names = {"title": "All", "method": "least_load", "members": [cast.rep.id, cast.mate.id]}
    hours = {"title": "Day", "method": "member", "members": [cast.mate.id], "in_hours": True}
    ids = record_leads([NewLead(f"Lead {n}") for n in range(4)], by=cast.manager, via="import")
    for n, lead_id in enumerate(ids):
        Lead.objects.filter(id=lead_id).update(created_at=MONDAY + timedelta(days=n))
    Lead.objects.filter(id=ids[0]).update(status="disqualified", status_at=MONDAY + timedelta(hours=1))
    write_assignment([names], by=cast.operator, via="page")
    found = replay(assignment_rules(), 7, MONDAY + timedelta(days=5))
    assert [each.decision.member_id for each in found] == [cast.rep.id, cast.rep.id, cast.mate.id, cast.rep.id]
    assert replay(assignment_rules(), 7, MONDAY + timedelta(days=5)) == found
    write_assignment([hours, names], by=cast.operator, via="page")
    Lead.objects.filter(id=ids[3]).update(created_at=MONDAY + timedelta(hours=12))
    by_name = {
        each.lead.name: each.decision.member_id for each in replay(assignment_rules(), 7, MONDAY + timedelta(days=5))
    }
    assert by_name["Lead 0"] == cast.mate.id
    assert by_name["Lead 3"] == cast.rep.id  # at night


def test_the_command_line_replays(cast: Any) -> None:
    lead(cast.rep)
    told = CliRunner().invoke(app, ["replay-assignment"])
    assert told.exit_code == 0, told.output
    assert "1 leads, 0 would have gone to somebody else." in told.output
    assert '"differ": 0' in CliRunner().invoke(app, ["replay-assignment", "--json", "--days", "7"]).output


def test_a_source_knows_what_a_lead_costs(olga: Any, cast: Any) -> None:
    for n in range(4):
        lead(cast.rep, name=f"Lead {n}")
    Lead.objects.filter(name="Lead 0").update(first_touch_at=datetime(2020, 1, 1, tzinfo=UTC))
    (web,), _ = origins()
    set_up_source("Web", cost="300.00", cost_from="2021-01-01", source_id=web.id, by=cast.operator, via="page")
    (web,), (spring,) = origins()
    assert (web.leads, web.per_lead, spring.leads, spring.per_lead) == (3, 10000, 4, None)
    address = f"/leads/sources/source/{web.id}/"
    assert olga.post(address, {"name": "Web", "cost": "-1"}).status_code == 422
    assert (
        olga.post(
            address, {"name": "Web", "cost": "1", "cost_from": "2026-02-01", "cost_until": "2026-01-01"}
        ).status_code
        == 422
    )
    assert olga.post("/leads/sources/campaign/0/", {"name": "Spring"}).status_code == 409
    assert olga.post("/leads/sources/campaign/0/", {"name": "Autumn", "source": "Fair", "cost": "5"}).status_code == 302
    page = olga.get("/leads/sources/").content.decode()
    assert "€100.00" in page
    assert "Autumn" in page
