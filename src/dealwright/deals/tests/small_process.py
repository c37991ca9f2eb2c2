"""Deals for the tests of the pages, on a small process with every kind of need."""

from typing import Any

import pytest

from dealwright.customers.commands import add_organisation
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.models import Deal
from dealwright.ledger.tests.ground import kept
from dealwright.processes.commands import publish
from dealwright.workspace.queries import Machine

PROCESS = """
format: 1
process: small
title: Small process
currency: EUR
fields:
  - {key: budget, type: money, title: Budget}
stages:
  - key: talk
    title: Talking
    days: 10
    probability: 10
    goal: Find out whether they need it.
    questions: [Who else decides?]
    exit:
      - {need: field, field: budget, why: Without a budget there is no project}
      - {need: activity, kind: [call, meeting], why: You have spoken}
      - {need: person, role: decision_maker, why: Somebody can say yes}
      - {need: check, check: deal.amount > 0, why: The deal has a value}
  - {key: offer, title: Offering, days: 5, probability: 50}
  - {key: close, title: Agreeing, probability: 80}
outcomes:
  won: {tasks: [{key: thanks, title: Say thanks}]}
  lost: {reasons: [price, timing]}
"""
ENOUGH = {
    "supplied": "1",
    "fields.budget": "5,000",
    "activity.call-meeting.kind": "call",
    "activity.call-meeting.subject": "Talked about money",
    "activity.call-meeting.on": "2026-01-05",
    "person.decision_maker": "Dora Decker",
    "amount": "12000",
}


@pytest.fixture
@kept
def process() -> Any:
    """The small process, published."""
    return publish(PROCESS, by=Machine(), via="cli")


@pytest.fixture
@kept
def deal(cast: Any, process: Any) -> Deal:
    """Ann's deal with Acme in the first stage, without anything its gate asks for."""
    acme = add_organisation({"name": "Acme"}, by=Machine(), via="cli")
    deal_id = open_deal(NewDeal("Robots for Acme", "small", organisation_id=acme), by=cast.rep, via="page")
    return Deal.objects.get(id=deal_id)


@pytest.fixture
def enough() -> dict[str, str]:
    """What the dialog of a refusal sends when everything is filled in."""
    return dict(ENOUGH)
