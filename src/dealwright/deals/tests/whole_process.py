"""A deal on a process that asks for every kind of need, for tests of proof, approvals and answers."""

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
process: whole
title: Whole process
currency: EUR
frameworks: [bant]
fields:
  - {key: budget, type: money, title: Budget}
moves:
  skip: warn
  back: allow
  shortcuts: [{key: known, title: They know us, from: prove, to: sign, when: deal.source == "Customer"}]
stages:
  - key: prove
    title: Proving
    phase: consideration
    days: 10
    probability: 20
    goal: Let them see that it works.
    questions: [What must you see?]
    activities: [{key: demo, kind: task, title: Show the demo}]
    buyer: [{key: trial, title: Works in the trial, help: Look at the sign-ins}]
    beliefs: [It works with our data]
    objections: [{key: late, title: It takes too long, answer: A pilot takes two weeks}]
    materials:
      - {key: plan, title: Plan of the trial, link: "https://example.com/plan"}
      - {key: large, title: Plan for large firms, when: deal.amount > 1000000.0}
    exit:
      - {need: activity, kind: meeting, outcome: agreed, why: They agreed to go on}
      - {need: person, role: champion, stance: supporter, why: Somebody wants it}
      - {need: answer, framework: bant, element: budget, strength: confirmed, why: The money is there}
      - need: document
        document: nda
        title: Signed NDA
        valid_days: 365
        duty: GDPR, article 28
        why: No data without it
      - {need: event, event: quote_sent, why: They know the price}
      - {key: discount, need: approval, role: manager, title: Discount, when: deal.amount > 500.0, why: It is large}
      - {need: task, task: demo, why: They have seen it}
      - {need: buyer, step: trial, why: They tried it}
      - {need: consent, purpose: marketing, title: News by mail, why: The law asks for it}
      - need: any
        key: money-known
        why: We know what it is worth
        of:
          - {need: field, field: budget, why: They told us}
          - {need: check, check: deal.amount > 0.0, why: We reckoned it}
  - {key: offer, title: Offering, phase: decision, probability: 50}
  - {key: sign, title: Signing, phase: decision, probability: 80}
outcomes:
  lost: {reasons: [price]}
"""


@pytest.fixture
@kept
def whole_deal(cast: Any) -> Deal:
    """Ann's deal in the first stage, with nothing of what its gate asks for."""
    publish(PROCESS, by=Machine(), via="cli")
    acme = add_organisation({"name": "Acme"}, by=Machine(), via="cli")
    return Deal.objects.get(id=open_deal(NewDeal("Robots", "whole", organisation_id=acme), by=cast.rep, via="page"))
