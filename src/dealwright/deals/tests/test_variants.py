"""A new deal of a process with variants starts on the one that picks it, through every door."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.customers.commands import add_organisation
from dealwright.deals.commands import History, NewDeal, Visit, open_deal, open_deals, record_deals
from dealwright.deals.models import Deal
from dealwright.deals.telling import tell
from dealwright.ledger.queries import entries_of
from dealwright.processes.commands import publish, publish_shipped, retire
from dealwright.processes.queries import current, playbook, text_of, variants

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db

LARGE = """
format: 1
process: small-large
title: Small process, larger deals
extends: small
pick: deal.amount >= 100000.0 && deal.country == "DE"
stages:
  - {key: board, title: Before the board, probability: 60, after: offer}
  - {key: close, remove: true}
"""


@pytest.fixture
def large(process: Any, machine: Any) -> Any:
    """The variant for large German deals, published."""
    return publish(LARGE, by=machine, via="cli")


@pytest.fixture
def acme(cast: Any, machine: Any) -> int:
    """A German firm."""
    return add_organisation({"name": "Acme", "country": "Germany"}, by=machine, via="cli")


def new(acme: int | None, amount: int = 100_000_00, stage: str | None = None) -> NewDeal:
    return NewDeal("Robots", "small", stage, organisation_id=acme, amount_minor=amount)


def started_on(deal_id: int) -> str:
    return Deal.objects.select_related("process").get(id=deal_id).process.key


def test_the_variant_that_picks_a_deal_is_told_on_it(large: Any, acme: int, cast: Any) -> None:
    deal_id = open_deal(new(acme), by=cast.rep, via="page")
    deal = Deal.objects.get(id=deal_id)
    assert (deal.version_id, deal.process_id, deal.stage) == (large.id, large.process_id, "talk")
    (happened,) = [each for each in entries_of("deal", [deal_id], limit=5) if each.event.kind == "deal_opened"]
    assert tell([happened])[happened.id] == "Opened in Talking; it started on Small process, larger deals"


def test_others_start_on_the_process_itself(large: Any, acme: int, cast: Any) -> None:
    for one in (new(acme, 99_999_99), new(None), NewDeal("Robots", "small", organisation_id=acme)):
        assert started_on(open_deal(one, by=cast.rep, via="page")) == "small"
    chosen = open_deal(NewDeal("Robots", "small-large"), by=cast.rep, via="page")
    (happened,) = [each for each in entries_of("deal", [chosen], limit=5) if each.event.kind == "deal_opened"]
    assert tell([happened])[happened.id] == "Opened in Talking"


def test_a_stage_that_the_variant_lacks_is_refused_with_those_it_has(large: Any, acme: int, cast: Any) -> None:
    with pytest.raises(NotFound, match="larger deals has no stage “close”") as refused:
        open_deal(new(acme, stage="close"), by=cast.rep, via="page")
    assert refused.value.remedy == "Its stages are: talk, offer, board."


def test_the_api_picks_too(large: Any, acme: int, cast: Any, api_of: Any) -> None:
    body = {"title": "Robots", "process": "small", "organisation": acme, "amount": "250000"}
    answer = api_of(cast.rep).post("/api/v1/deals", body, "application/json")
    assert (answer.status_code, started_on(answer.json()["id"])) == (201, "small-large")


def test_an_import_picks_for_deals_without_a_past_only(large: Any, acme: int, cast: Any) -> None:
    now = timezone.now()
    fresh = History(new(acme), [Visit("talk", now)], now)
    gone = History(new(acme), [Visit("close", now)], now)
    moved = History(new(acme), [Visit("talk", now), Visit("offer", now)], now)
    won = History(new(acme), (), now, "won", now)
    ids = record_deals([fresh, gone, moved, won], by=cast.operator, via="import")
    assert [started_on(each) for each in ids] == ["small-large", "small", "small", "small"]


def test_a_variant_stays_as_it_was_when_its_parent_changes(large: Any, machine: Any) -> None:
    text = text_of(current("small").id).replace("title: Talking", "title: Listening")
    publish(text, by=machine, via="cli")
    playbook.cache_clear()
    assert large.playbook.stage("talk").title == "Talking"
    again = publish(LARGE, by=machine, via="cli")
    assert (again.number, again.playbook.stage("talk").title) == (2, "Listening")
    assert text_of(again.id) == LARGE


def test_a_variant_extends_a_shipped_process_in_the_companys_currency(company: Any, machine: Any) -> None:
    text = "format: 1\nprocess: general-large\ntitle: Large\nextends: general\npick: deal.amount > 9.0\n"
    made = publish(text, by=machine, via="cli")
    assert (made.extends, made.playbook.currency) == ("general", "EUR")
    publish_shipped("general", by=machine, via="cli")
    assert [one.key for one in variants("general")] == ["general-large"]


def test_nothing_begins_on_what_is_retired(large: Any, acme: int, cast: Any, machine: Any) -> None:
    retire("small-large", by=machine, via="cli")
    assert started_on(open_deal(new(acme), by=cast.rep, via="page")) == "small"
    with pytest.raises(Conflict, match="No new deals begin on Small process, larger deals: it was retired"):
        open_deal(NewDeal("Robots", "small-large"), by=cast.rep, via="page")


@pytest.fixture
def asked(large: Any, acme: int, cast: Any) -> Callable[[int], int]:
    """How many queries it takes to open so many deals."""

    def count(many: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            open_deals([new(acme)] * many, by=cast.rep, via="page")
        return len(queries)

    return count


def test_many_deals_are_picked_in_as_many_queries_as_two(asked: Any) -> None:
    asked(1)
    assert asked(40) == asked(2)
