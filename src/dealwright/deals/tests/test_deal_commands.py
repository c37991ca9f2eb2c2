"""The verbs of the deals: rules kept, events written, totals true, and nothing done when refused."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from dealwright import Conflict, Invalid, NotAllowed, NotFound, Stale
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation
from dealwright.customers.models import Person
from dealwright.deals.access import locked
from dealwright.deals.commands import (
    History,
    NewDeal,
    Visit,
    add_stakeholder,
    change_deal,
    change_deals,
    lose_deal,
    lose_deals,
    move_stage,
    move_stages,
    open_deal,
    open_deals,
    record_deals,
    remove_deals,
    remove_stakeholder,
    reopen_deal,
    win_deal,
)
from dealwright.deals.models import Deal, Outcome, PipelineTotal, StageVisit
from dealwright.deals.refusals import AlreadyClosed, CriteriaUnmet, MoveRefused
from dealwright.ledger.models import Entry
from dealwright.processes.commands import publish

pytestmark = pytest.mark.django_db

SHORT = """
format: 1
process: short
title: Short process
currency: EUR
fields:
  - {key: budget, type: money, title: Budget}
stages:
  - key: talk
    title: Talking
    probability: 10
    activities: [{key: first-call, kind: call, title: First call, days: 2}]
    exit:
      - {need: field, field: budget, why: Without a budget there is no project}
      - {need: activity, kind: [call, meeting], why: You have spoken}
      - {need: person, role: decision_maker, why: Somebody can say yes}
      - {need: check, check: deal.amount > 0, why: The deal has a value}
  - {key: offer, title: Offering, probability: 50}
  - {key: close, title: Closing, probability: 80}
outcomes:
  won: {tasks: [{key: thanks, title: Say thanks}]}
  lost: {reasons: [price, timing], tasks: [{key: look-back, title: Look back, days: 7}]}
"""


@pytest.fixture
def short(machine: Any) -> Any:
    """A process of three stages whose first gate asks for one need of each kind."""
    return publish(SHORT, by=machine, via="cli")


@pytest.fixture
def deal(short: Any, cast: Any) -> int:
    """A deal of the rep's in the first stage."""
    return open_deal(NewDeal("CRM for Acme", process="short"), by=cast.rep, via="page")


def test_a_locked_deal_knows_its_organisation_as_stored(deal: int, cast: Any) -> None:
    facts = {"name": "Acme", "country": "DE", "sector": "Machines", "employees": 40}
    acme = add_organisation(facts, by=cast.rep, via="page")
    change_deal(deal, {"organisation": acme}, by=cast.rep, via="page")
    with transaction.atomic():
        (found,) = locked([deal], cast.rep)
    assert {name: getattr(found.organisation, name) for name in facts} == facts


def supply(deal_id: int, cast: Any) -> None:
    """Give the first gate all that it asks for."""
    change_deal(deal_id, {"amount": "100", "fields": {"budget": "90"}}, by=cast.rep, via="page")
    now = datetime.now(UTC)
    Activity.objects.create(kind="call", subject="Hello", at=now, about_kind="deal", about_id=deal_id)
    eve = Person.objects.create(name="Eve", created_at=now)
    add_stakeholder(deal_id, eve.id, "decision_maker", by=cast.rep, via="page")


def kinds(deal_id: int) -> list[str]:
    """The kinds of the deal's events, in order."""
    return list(
        Entry.objects.filter(subject_kind="deal", subject_id=deal_id).order_by("id").values_list("kind", flat=True)
    )


def true_totals() -> Counter[tuple[Any, ...]]:
    """The totals as counting all deals anew gives them."""
    found: Counter[tuple[Any, ...]] = Counter()
    for one in Deal.objects.filter(status="open").exclude(stage=None):
        cell = (one.version_id, one.stage, one.owner_id or 0, one.currency)
        found[(*cell, "deals")] += 1
        found[(*cell, "amount")] += one.amount_minor or 0
        found[(*cell, "base")] += one.base_minor or 0
    return +found


def kept_totals() -> Counter[tuple[Any, ...]]:
    """The totals as they are kept."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in PipelineTotal.objects.all():
        cell = (row.version_id, row.stage, row.owner_id, row.currency)
        found[(*cell, "deals")], found[(*cell, "amount")] = row.deals, row.amount_minor
        found[(*cell, "base")] = row.base_minor
    return +found


def state() -> Any:
    """All that a refused command must leave as it was."""
    tables = (Deal, StageVisit, Outcome, PipelineTotal, Entry, Task)
    return [[model_to_dict(row) for row in table.objects.order_by("pk")] for table in tables]


def test_opening_pins_the_version_and_plans_the_tasks_of_the_stage(deal: int, short: Any, cast: Any) -> None:
    found = Deal.objects.get(id=deal)
    assert (found.version_id, found.stage, found.owner_id, found.currency) == (short.id, "talk", cast.rep.id, "EUR")
    task = Task.objects.get(about_kind="deal", about_id=deal)
    assert (task.title, task.owner_id, task.planned) == ("First call", cast.rep.id, "first-call")
    assert kinds(deal) == ["deal_opened", "task_planned"]


def test_a_later_version_leaves_open_deals_on_theirs(deal: int, short: Any, machine: Any, cast: Any) -> None:
    publish(SHORT.replace("Offering", "Making an offer"), by=machine, via="cli")
    later = open_deal(NewDeal("Another", process="short"), by=cast.rep, via="page")
    assert Deal.objects.get(id=deal).version_id == short.id
    assert Deal.objects.get(id=later).version_id != short.id


def test_a_gate_refuses_with_all_that_is_missing_and_changes_nothing(deal: int, cast: Any) -> None:
    before = state()
    with pytest.raises(CriteriaUnmet) as refusal:
        move_stage(deal, "offer", by=cast.rep, via="page")
    assert [one["need"] for one in refusal.value.details["missing"]] == ["field", "activity", "person", "check"]
    assert all(one["why"] and one["remedy"] for one in refusal.value.details["missing"])
    assert state() == before


def test_a_supplied_gate_lets_the_deal_pass(deal: int, cast: Any) -> None:
    supply(deal, cast)
    move_stage(deal, "offer", by=cast.rep, via="page")
    visits = list(StageVisit.objects.filter(deal_id=deal).order_by("n").values_list("n", "stage", "left_at"))
    assert [(n, stage) for n, stage, _ in visits] == [(1, "talk"), (2, "offer")]
    assert visits[0][2] is not None
    assert visits[1][2] is None
    assert kept_totals() == true_totals()


def test_skipping_is_refused_by_the_process(deal: int, cast: Any) -> None:
    supply(deal, cast)
    with pytest.raises(MoveRefused, match="Offering"):
        move_stage(deal, "close", by=cast.rep, via="page")


def test_an_override_needs_a_manager_and_is_an_event_of_its_own(deal: int, cast: Any) -> None:
    before = state()
    with pytest.raises(NotAllowed):
        move_stage(deal, "offer", by=cast.rep, via="page", override="I want to")
    assert state() == before
    move_stage(deal, "offer", by=cast.manager, via="page", override="The CEO called me")
    assert kinds(deal)[-2:] == ["gate_overridden", "stage_moved"]


def test_an_override_needs_a_reason(deal: int, cast: Any) -> None:
    with pytest.raises(Invalid, match="reason"):
        move_stage(deal, "offer", by=cast.manager, via="page", override="  ")


def test_moving_many_moves_those_that_may_and_reports_the_others(deal: int, short: Any, cast: Any) -> None:
    other = open_deal(NewDeal("Empty", process="short"), by=cast.rep, via="page")
    supply(deal, cast)
    moved = move_stages([deal, other], "offer", by=cast.rep, via="page")
    assert moved.done == (deal,)
    assert isinstance(moved.refused[other], CriteriaUnmet)
    assert dict(Deal.objects.values_list("id", "stage")) == {deal: "offer", other: "talk"}
    assert kept_totals() == true_totals()


def test_winning_from_the_last_stage_starts_the_follow_up(deal: int, cast: Any) -> None:
    with pytest.raises(CriteriaUnmet):
        win_deal(deal, by=cast.rep, via="page")
    supply(deal, cast)
    with pytest.raises(MoveRefused):
        win_deal(deal, by=cast.rep, via="page")
    move_stage(deal, "offer", by=cast.rep, via="page")
    move_stage(deal, "close", by=cast.rep, via="page")
    win_deal(deal, by=cast.rep, via="page", note="Signed")
    assert Outcome.objects.get(deal_id=deal).kind == "won"
    assert Task.objects.filter(title="Say thanks", about_id=deal).count() == 1
    assert kept_totals() == true_totals()
    with pytest.raises(AlreadyClosed):
        move_stage(deal, "talk", by=cast.rep, via="page")


def test_losing_starts_what_the_process_plans_then(deal: int, cast: Any) -> None:
    other = open_deal(NewDeal("Imported", process="short"), by=cast.rep, via="page")
    lose_deal(other, "price", by=cast.rep, via="import")
    lose_deal(deal, "price", by=cast.rep, via="page")
    planned = Task.objects.get(title="Look back")
    assert (planned.about_id, planned.owner_id, planned.planned) == (deal, cast.rep.id, "look-back")
    assert planned.due_on is not None
    assert planned.due_on >= (planned.created_at + timedelta(days=7)).date()


def test_losing_needs_a_reason_the_process_knows(deal: int, cast: Any) -> None:
    before = state()
    for reason in ("", "bad weather"):
        with pytest.raises(Invalid):
            lose_deal(deal, reason, by=cast.rep, via="page")
    assert state() == before
    lose_deal(deal, "price", by=cast.rep, via="page", note="Too dear")
    assert Outcome.objects.get(deal_id=deal).reason == "price"
    assert StageVisit.objects.get(deal_id=deal).left_at is not None
    with pytest.raises(AlreadyClosed):
        lose_deal(deal, "price", by=cast.rep, via="page")


def test_reopening_goes_back_to_the_stage_it_was_closed_in(deal: int, cast: Any) -> None:
    with pytest.raises(Conflict):
        reopen_deal(deal, by=cast.rep, via="page")
    lose_deal(deal, "price", by=cast.rep, via="page")
    reopen_deal(deal, by=cast.rep, via="page")
    found = Deal.objects.get(id=deal)
    assert (found.status, found.stage, found.closed_at) == ("open", "talk", None)
    assert not Outcome.objects.exists()
    assert kept_totals() == true_totals()


def test_losing_many(deal: int, cast: Any) -> None:
    others = open_deals([NewDeal(f"D{n}", process="short") for n in range(3)], by=cast.rep, via="page")
    lost = lose_deals([deal, *others], "timing", by=cast.rep, via="page")
    assert lost.done == (deal, *others)
    assert kept_totals() == true_totals() == Counter()


def test_a_change_writes_old_and_new_and_only_when_something_differs(deal: int, cast: Any) -> None:
    change_deal(deal, {"amount": "12.50", "source": "Fair", "fields": {"budget": "10"}}, by=cast.rep, via="page")
    entry = Entry.objects.filter(kind="deal_changed").get()
    assert '"amount":1250' in entry.data
    assert '"budget":1000' in entry.data
    assert change_deals([deal], {"amount": "12.50"}, by=cast.rep, via="page") == 0
    assert Entry.objects.filter(kind="deal_changed").count() == 1
    change_deal(deal, {"fields": {"budget": None}, "amount": None}, by=cast.rep, via="page")
    found = Deal.objects.get(id=deal)
    assert (found.fields, found.amount_minor, found.base_minor) == ({}, None, None)
    assert kept_totals() == true_totals()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"amount": "lots"}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"stage": "offer"}, "stage"),
        ({"status": "won"}, "status"),
        ({"fields": {"nope": 1}}, "fields.nope"),
        ({"fields": {"budget": "much"}}, "fields.budget"),
        ({"close_on": "tomorrow"}, "close_on"),
        ({"revision": 7}, "revision"),
    ],
)
def test_what_cannot_be_changed_is_named(deal: int, cast: Any, changes: dict[str, Any], field: str) -> None:
    before = state()
    with pytest.raises(Invalid) as refusal:
        change_deal(deal, changes, by=cast.rep, via="page")
    assert refusal.value.field == field
    assert state() == before


def test_two_people_editing_one_deal_do_not_overwrite_each_other(deal: int, cast: Any) -> None:
    seen = Deal.objects.get(id=deal).revision
    change_deal(deal, {"source": "Fair"}, by=cast.rep, via="page", revision=seen)
    for act in (
        lambda: change_deal(deal, {"source": "Web"}, by=cast.manager, via="page", revision=seen),
        lambda: move_stage(deal, "offer", by=cast.manager, via="page", revision=seen, override="Because I say so"),
        lambda: lose_deal(deal, "price", by=cast.manager, via="page", revision=seen),
    ):
        with pytest.raises(Stale):
            act()
    assert Deal.objects.get(id=deal).source == "Fair"


def test_giving_a_deal_away_is_for_managers(deal: int, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        change_deal(deal, {"owner": cast.mate.id}, by=cast.rep, via="page")
    with pytest.raises(NotAllowed):
        open_deal(NewDeal("For Bob", process="short", owner_id=cast.mate.id), by=cast.rep, via="page")
    change_deal(deal, {"owner": cast.mate.id}, by=cast.manager, via="page")
    assert Deal.objects.get(id=deal).owner_id == cast.mate.id
    assert kept_totals() == true_totals()


def test_people_join_and_leave(deal: int, cast: Any) -> None:
    eve = Person.objects.create(name="Eve", created_at=datetime.now(UTC))
    add_stakeholder(deal, eve.id, "champion", by=cast.rep, via="page")
    with pytest.raises(Conflict):
        add_stakeholder(deal, eve.id, "champion", by=cast.rep, via="page")
    with pytest.raises(Invalid):
        add_stakeholder(deal, eve.id, "jester", by=cast.rep, via="page")
    remove_stakeholder(deal, eve.id, "champion", by=cast.rep, via="page")
    with pytest.raises(NotFound):
        remove_stakeholder(deal, eve.id, "champion", by=cast.rep, via="page")


def test_history_is_recorded_as_it_was_and_can_be_taken_back(short: Any, machine: Any) -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 10, 20)]
    won = History(
        NewDeal("Old", process="short", amount_minor=500, product="Box"),
        [Visit("talk", None), Visit("close", days[1])],
        opened_at=days[0],
        status="won",
        closed_at=days[2],
    )
    unknown = History(NewDeal("Unknown", process="short"), status="lost", closed_at=days[2], opened_at=days[0])
    ids = record_deals([won, unknown], by=machine, via="import", import_id=7)
    visits = StageVisit.objects.filter(deal_id=ids[0]).order_by("n").values_list("stage", "entered_at", "left_at")
    assert list(visits) == [("talk", days[0], days[1]), ("close", days[1], days[2])]
    assert kinds(ids[0]) == ["deal_opened", "stage_moved", "deal_won"]
    assert '"skipped":["offer"]' in Entry.objects.get(kind="stage_moved").data
    assert Deal.objects.get(id=ids[1]).stage is None
    assert remove_deals(ids, by=machine, via="import") == 2
    assert not Deal.objects.exists()
    assert kept_totals() == Counter()


@pytest.mark.parametrize("who", ["mate", "stranger"])
def test_others_reps_neither_see_nor_change_a_deal(deal: int, cast: Any, who: str) -> None:
    other, before = getattr(cast, who), state()
    for act in (
        lambda: move_stage(deal, "offer", by=other, via="page"),
        lambda: change_deal(deal, {"source": "x"}, by=other, via="page"),
        lambda: win_deal(deal, by=other, via="page"),
        lambda: lose_deal(deal, "price", by=other, via="page"),
        lambda: reopen_deal(deal, by=other, via="page"),
    ):
        with pytest.raises(NotFound):
            act()
    assert state() == before


def test_who_sees_the_team_does_not_thereby_change_its_deals(deal: int, cast: Any) -> None:
    cast.mate.sees = "team"
    cast.mate.save()
    with pytest.raises(NotAllowed):
        change_deal(deal, {"source": "x"}, by=cast.mate, via="page")
