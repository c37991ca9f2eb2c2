"""The log in the two formats that other tools read."""

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree as Xml

import pytest

from dealwright.metrics.mining import ocel, xes

OPENED = datetime.fromisoformat("2026-01-01T08:00:00")
SPACE = "{http://www.xes-standard.org/}"


@pytest.fixture
def sold(facts_of):
    """A deal won through two stages, of which one has no date, and an open one with an awkward source."""
    closed = OPENED + timedelta(days=9)
    first = {"deal_id": 1, "status": "won", "opened_on": OPENED, "closed_on": closed, "amount_minor": 1_050}
    second = {"deal_id": 2, "source": 'A "fair" & <more>\x00', "opened_on": OPENED}
    visits = [
        {"deal_id": 1, "stage": "one", "entered_on": OPENED},
        {"deal_id": 1, "stage": "two"},
        {"deal_id": 2, "stage": "one", "entered_on": OPENED},
    ]
    deals = [first | {"owner_id": 5, "organisation_id": 7}, second | {"owner_id": 5}]
    return facts_of(deals=deals, visits=visits)


def test_xes_has_a_trace_for_each_deal(sold):
    log = Xml.fromstring("".join(xes(sold)))
    traces = [
        [each.get("value") for each in trace.iter() if each.get("key") in ("concept:name", "time:timestamp")]
        for trace in log.findall(f"{SPACE}trace")
    ]
    opened, closed = "2026-01-01T08:00:00.000+00:00", "2026-01-10T08:00:00.000+00:00"
    assert traces == [["1", "one", opened, "won", closed], ["2", "one", opened]]
    told = {each.get("key"): each.get("value") for each in log.iter() if each.get("key")}
    assert (told["amount_minor"], told["org:resource"], told["source"]) == ("1050", "5", 'A "fair" & <more>')


def test_ocel_has_objects_once_and_events_that_name_only_them(sold):
    log = json.loads("".join(ocel(sold)))
    names = [each["id"] for each in log["objects"]]
    assert sorted(names) == ["deal:1", "deal:2", "organisation:7", "owner:5"]
    assert [each["name"] for each in log["eventTypes"]] == ["one", "won"]
    assert [(each["id"], each["type"], each["time"]) for each in log["events"]] == [
        ("event:1:1", "one", "2026-01-01T08:00:00.000Z"),
        ("event:1:2", "won", "2026-01-10T08:00:00.000Z"),
        ("event:2:1", "one", "2026-01-01T08:00:00.000Z"),
    ]
    assert {link["objectId"] for each in log["events"] for link in each["relationships"]} <= set(names)


def test_without_deals_both_are_whole_documents(facts_of):
    assert Xml.fromstring("".join(xes(facts_of()))).tag == f"{SPACE}log"
    assert json.loads("".join(ocel(facts_of())))["events"] == []
