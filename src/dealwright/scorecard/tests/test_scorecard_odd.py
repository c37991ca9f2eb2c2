"""What is odd about deals is told by page, program and command line; behind each number stand its own records."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from dealwright.deals.commands import History, NewDeal, record_deals
from dealwright.leads.commands import add_lead
from dealwright.ledger.readers import catch_up
from dealwright.metrics import METRICS
from dealwright.metrics.oddities import ODDITIES
from dealwright.records.setup.access import set_rule
from dealwright.scorecard import behind
from dealwright.scorecard.projection import READER


@pytest.fixture
def backwards(sold, cast):
    """A deal of Ann's that was closed a day before it was opened, without an amount."""
    opened = timezone.now() - timedelta(days=10)
    past = History(NewDeal("Backwards", owner_id=cast.rep.id), (), opened, "won", opened - timedelta(days=1))
    (deal,) = record_deals([past], by=cast.operator, via="import")
    catch_up(READER)
    return deal


def test_every_part_of_a_number_has_words():
    for metric in METRICS.values():
        assert set(metric.parts) <= set(behind.LEADS if metric.record == "lead" else behind.PARTS), metric.name


@pytest.mark.thorough
def test_odd_deals_are_counted_and_listed(backwards, client, cast, api_of):
    client.force_login(cast.rep)
    page = client.get("/scorecard/oddities/").content.decode()
    assert "Closed before they were opened" in page
    listed = client.get("/scorecard/oddities/closed_before_opened/").content.decode()
    assert f"/deals/{backwards}/" in listed
    assert ODDITIES["closed_before_opened"].handled in listed
    assert "Nothing behind this number" in client.get("/scorecard/oddities/to_and_fro/").content.decode()
    assert client.get("/scorecard/oddities/nonsense/").status_code == 404
    told = json.loads(api_of(cast.rep).get("/api/v1/scorecard/figures/oddities").content)
    rows = {row["label"]: row["values"][0]["value"] for row in told["rows"]}
    assert rows["Closed before they were opened"] == rows["Won or open, without an amount"] == 1


@pytest.mark.thorough
def test_beside_every_number_stands_what_is_odd(backwards, cast, api_of, on_command_line):
    api, of_deals = api_of(cast.owner), [name for name, metric in METRICS.items() if metric.record == "deal"]
    for path in [*of_deals, "moves", "variants", "bottlenecks", "waterfall"]:
        told = json.loads(api.get(f"/api/v1/scorecard/{path}").content)
        found = {each["oddity"]: each["deals"] for each in told["odd"]}
        assert (found["closed_before_opened"], found["without_amount"]) == (1, 1), path
    assert "odd" not in json.loads(api.get("/api/v1/scorecard/new_leads").content)
    for name in of_deals:
        told = on_command_line(name).stdout.rpartition("To be careful with: ")[2]
        assert "Closed before they were opened (1); Won or open, without an amount (1)." in told, name


def test_odd_amounts_are_hidden_with_amounts(backwards, client, cast):
    client.force_login(cast.rep)
    address = "/scorecard/oddities/without_amount/"
    assert client.get(address).status_code == 200
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    assert client.get(address).status_code == 403
    assert "without an amount" not in client.get("/scorecard/oddities/").content.decode()


@pytest.mark.thorough
def test_behind_a_number_of_leads_stand_leads(sold, client, cast):
    names = {"name": "Ada Lead", "organisation": "Acme", "source": "Web"}
    lead = add_lead(names, by=cast.rep, via="page")
    catch_up(READER)
    client.force_login(cast.rep)
    listed = client.get("/scorecard/new_leads/deals/").content.decode()
    assert f"/leads/{lead}/" in listed
    assert "Ada Lead" in listed
    assert "/deals/" not in listed.split("<table")[1].split("</table>")[0]
