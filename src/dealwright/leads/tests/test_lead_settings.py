"""Rules written, tried and replayed on their pages; sources with their cost; the command line."""

import re
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
from dealwright.workspace.commands.territories import Wish, draw_territory
from dealwright.workspace.territories import SIGHT

ALL: dict[str, Any] = {"title": "All", "method": "round_robin"}
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


@pytest.mark.parametrize(
    ("address", "mine", "theirs"),
    [
        ("/leads/scoring/", {"condition": "lead.touches > 1", "points": "5", "reason": "Mine"}, {"reason": "Theirs"}),
        (
            "/leads/assignment/",
            {"rule": "1", "title.1": "Mine", "condition.1": "", "method.1": "territory"},
            {"title.1": "Theirs"},
        ),
    ],
)
def test_who_writes_rules_that_others_have_changed_is_asked_first(
    olga: Any, address: str, mine: dict[str, str], theirs: dict[str, str]
) -> None:
    def was(page: Any) -> str:
        return str(page.content.decode().split('name="was" value="')[1].split('"')[0])

    opened = was(olga.get(address))
    assert olga.post(address, {**mine, **theirs, "was": opened}).status_code == 302
    refused = olga.post(address, {**mine, "was": opened})
    assert refused.status_code == 412
    page = refused.content.decode()
    assert "Somebody else has changed these rules" in page
    assert "Mine" in page  # nothing that was typed is lost
    assert "Theirs" in olga.get(address).content.decode()
    assert olga.post(address, {**mine, "was": was(refused)}).status_code == 302
    assert "Mine" in olga.get(address).content.decode()


def test_rules_that_were_changed_come_back_with_their_turn(olga: Any, cast: Any, client_of: Any) -> None:
    assert olga.post("/leads/assignment/back/").status_code == 409
    write_assignment([ALL | {"members": [cast.rep.id, cast.mate.id]}], by=cast.operator, via="page")
    assert lead(cast.manager, owner=None).owner_id == cast.rep.id
    (rule,) = assignment_rules()
    changed = {"rule": ["1"], "id.1": str(rule.id), "title.1": "Ann", "method.1": "member", "members.1": [cast.rep.id]}
    assert "/leads/assignment/back/" in olga.post("/leads/assignment/", changed, follow=True).content.decode()
    assert client_of(cast.manager).post("/leads/assignment/back/").status_code == 403
    olga.post("/leads/assignment/back/")
    assert assignment_rules() == [rule]
    assert lead(cast.manager, owner=None, name="Next").owner_id == cast.mate.id
    olga.post("/leads/assignment/back/")
    assert [each.title for each in assignment_rules()] == ["Ann"]


def test_a_rule_is_taken_away_and_one_without_a_name_is_not_lost(olga: Any, cast: Any) -> None:
    sent = {"rule": ["1", "2"], "title.1": "One", "method.1": "member", "members.1": [cast.rep.id],
            "title.2": "Two", "method.2": "territory"}  # fmt: skip
    page = olga.post("/leads/assignment/", {**sent, "remove": "1"}).content.decode()
    assert ('value="One"' in page, 'value="Two"' in page) == (False, True)
    nameless = olga.post("/leads/assignment/", {**sent, "title.2": " "})
    assert (nameless.status_code, "Rule 2 needs a title" in nameless.content.decode()) == (422, True)


def test_scores_come_back_when_their_rules_do(olga: Any, cast: Any) -> None:
    made = lead(cast.rep)
    olga.post("/leads/scoring/", {"condition": ["lead.country == 'DE'"], "points": ["7"], "reason": ["Home"]})
    olga.post("/leads/scoring/back/")
    made.refresh_from_db()
    assert (made.score, ScoreRule.objects.count()) == (0, 0)
    olga.post("/leads/scoring/back/")
    made.refresh_from_db()
    assert made.score == 7


def test_a_lead_goes_to_who_has_its_territory(cast: Any) -> None:
    members = [cast.mate.id, cast.stranger.id]
    by = {"by": cast.operator, "via": "page"}
    draw_territory(Wish("All see", "has(customer.name)", [cast.rep.id], SIGHT), **by)
    draw_territory(Wish("Home", 'customer.country == "DE"', members), **by)
    write_assignment([ALL | {"method": "territory", "members": []}], **by)
    assert lead(cast.manager, owner=None).owner_id == cast.mate.id
    made = lead(cast.manager, owner=None, name="Next")
    assert made.owner_id == cast.stranger.id
    assert "“All: Home”" in Assignment.objects.get(lead=made).why
    assert lead(cast.manager, owner=None, name="Far", country="FR").owner_id is None


def test_the_page_keeps_the_order_of_those_who_take_turns(olga: Any, cast: Any) -> None:
    for order in ([cast.rep.id, cast.mate.id], [cast.mate.id, cast.rep.id]):
        write_assignment([{**ALL, "members": order}], by=cast.operator, via="api")
        page = olga.get("/leads/assignment/").content.decode()
        boxes = re.findall(r'name="members.1" value="(\d+)"', page)
        assert [int(each) for each in boxes[:2]] == order
        assert len(boxes) == len(set(boxes)) > 2


def test_a_replay_tells_when_it_stops_before_the_end(olga: Any, cast: Any, monkeypatch: Any) -> None:
    for module in ("queries.replaying", "pages.assignment"):
        monkeypatch.setattr(f"dealwright.leads.{module}.MOST", 2)
    record_leads([NewLead("Ada"), NewLead("Bo")], by=cast.manager, via="import")
    sent = {"rule": ["1"], "title.1": "All", "method.1": "round_robin", "members.1": [cast.rep.id], "try": "1"}
    assert (
        "Only the first 2 leads of the month were looked at." in olga.post("/leads/assignment/", sent).content.decode()
    )
    monkeypatch.setattr("dealwright.leads.pages.assignment.MOST", 3)
    assert "Only the first" not in olga.post("/leads/assignment/", sent).content.decode()


def test_a_replay_goes_through_the_month_as_it_was(cast: Any) -> None:
    names = {"title": "All", "method": "least_load", "members": [cast.rep.id, cast.mate.id]}
    hours = {"title": "Day", "method": "member", "members": [cast.mate.id], "in_hours": True}
    ids = record_leads([NewLead(f"Lead {n}") for n in range(4)], by=cast.manager, via="import")
    for n, lead_id in enumerate(ids):
        Lead.objects.filter(id=lead_id).update(first_touch_at=MONDAY + timedelta(days=n))
    Lead.objects.filter(id=ids[0]).update(status="disqualified", status_at=MONDAY + timedelta(hours=1))
    write_assignment([names], by=cast.operator, via="page")
    found = replay(assignment_rules(), 7, MONDAY + timedelta(days=5))
    assert [each.decision.member_id for each in found] == [cast.rep.id, cast.rep.id, cast.mate.id, cast.rep.id]
    assert replay(assignment_rules(), 7, MONDAY + timedelta(days=5)) == found
    write_assignment([hours, names], by=cast.operator, via="page")
    Lead.objects.filter(id=ids[3]).update(first_touch_at=MONDAY + timedelta(hours=12))
    by_name = {
        each.lead.name: each.decision.member_id for each in replay(assignment_rules(), 7, MONDAY + timedelta(days=5))
    }
    assert by_name["Lead 0"] == cast.mate.id
    assert by_name["Lead 3"] == cast.rep.id  # at night


def test_a_replay_lets_go_of_what_was_open_before_the_month_when_it_was_closed(cast: Any) -> None:
    ids = record_leads([NewLead(f"Lead {n}", owner_id=cast.rep.id) for n in range(2)], by=cast.manager, via="import")
    new = record_leads([NewLead(f"New {n}") for n in range(2)], by=cast.manager, via="import")
    Lead.objects.filter(id__in=ids).update(first_touch_at=MONDAY - timedelta(days=20))
    Lead.objects.filter(id__in=ids).update(status="disqualified", status_at=MONDAY + timedelta(hours=1))
    for n, lead_id in enumerate(new):
        Lead.objects.filter(id=lead_id).update(first_touch_at=MONDAY + timedelta(hours=2 * n))
    rules = {"title": "All", "method": "least_load", "members": [cast.rep.id, cast.mate.id]}
    write_assignment([rules], by=cast.operator, via="page")
    found = replay(assignment_rules(), 7, MONDAY + timedelta(days=5))
    assert [each.decision.member_id for each in found] == [cast.mate.id, cast.rep.id]
    assert [[one.load for one in each.decision.candidates] for each in found] == [[2, 0], [0, 1]]


def test_the_command_line_replays(cast: Any) -> None:
    lead(cast.rep)
    told = CliRunner().invoke(app, ["replay-assignment"])
    assert told.exit_code == 0, told.output
    assert "1 lead, 0 would have gone to somebody else." in told.output
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
