"""The board: whose deals stand where, what they add up to, and at what cost."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dealwright.activities.commands import NewActivity, NewTask, add_task, log_activities
from dealwright.customers.commands import add_person
from dealwright.deals.commands import History, NewDeal, Visit, add_stakeholder, open_deal, record_deals
from dealwright.deals.evidence import GLANCE, Glance, evidence_of, unmet
from dealwright.deals.models import Deal
from dealwright.deals.queries import board, more_cards, view
from dealwright.deals.queries.board import CARDS
from dealwright.deals.rules import judge
from dealwright.processes.commands import publish

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).parent / "query_counts.json"
REWRITE = "DEALWRIGHT_WRITE_QUERY_COUNTS"


def stocked(cast: Any, machine: Any, count: int) -> list[int]:
    """Open deals of Ann and Bob over all stages, some without amount, with activities, tasks and people."""
    now, stages = timezone.now(), ["talk", "offer", "close"]
    pasts = [
        History(
            NewDeal(
                f"Deal {n}", "small", owner_id=(cast.rep, cast.mate)[n % 2].id, amount_minor=n * 100 if n % 7 else None
            ),
            [Visit(stages[n % 3], now)],
            opened_at=now - timedelta(days=n % 40),
        )
        for n in range(count)
    ]
    ids = record_deals(pasts, by=machine, via="sample")
    log_activities([NewActivity(("deal", each), "call", "Talked") for each in ids[:20]], by=machine, via="sample")
    for each in ids[:10]:
        add_task(NewTask("Call back", about=("deal", each), owner_id=cast.rep.id), by=machine, via="sample")
    person = add_person({"name": "Dora"}, by=machine, via="sample")
    for each in ids[:10]:
        add_stakeholder(each, person, "decision_maker", by=machine, via="sample")
    return ids


def queries_of(client: Client, path: str) -> list[str]:
    """The SQL of one request, once everything that is kept has been read."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return [
        each["sql"][:300] for each in captured.captured_queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("who", ["rep", "manager", "operator"])
def test_the_board_costs_the_same_at_any_size(
    who: str, cast: Any, process: Any, machine: Any, client_of: Callable[[Any], Client]
) -> None:
    client = client_of(getattr(cast, who))
    stocked(cast, machine, 30)
    few = queries_of(client, "/board/")
    stocked(cast, machine, 2_970)
    many = queries_of(client, "/board/")
    assert len(few) == len(many) <= 15, "\n".join(many)
    known = json.loads(COUNTS.read_text())
    if os.environ.get(REWRITE):
        COUNTS.write_text(json.dumps(known | {f"board for {who}": len(many)}, indent=2, sort_keys=True) + "\n")
        return
    listed = "\n".join(many)
    assert len(many) == known[f"board for {who}"], f"{REWRITE}=1 rewrites the file if this is meant:\n{listed}"


@pytest.mark.thorough
def test_a_deal_page_and_the_list_cost_what_they_should(
    deal: Deal, cast: Any, machine: Any, client_of: Callable[[Any], Client]
) -> None:
    stocked(cast, machine, 60)
    client = client_of(cast.rep)
    found = {"deal": queries_of(client, f"/deals/{deal.id}/"), "deals": queries_of(client, "/deals/")}
    known = json.loads(COUNTS.read_text())
    if os.environ.get(REWRITE):
        counted = {name: len(listed) for name, listed in found.items()}
        COUNTS.write_text(json.dumps(known | counted, indent=2, sort_keys=True) + "\n")
        return
    for name, listed in found.items():
        assert len(listed) == known[name], f"{REWRITE}=1 rewrites the file if this is meant:\n" + "\n".join(listed)


def test_columns_tell_count_sum_and_weighted_sum(cast: Any, process: Any, machine: Any) -> None:
    stocked(cast, machine, 30)
    found = board(view("small", cast.operator))
    deals = list(Deal.objects.filter(status="open"))
    for column, chance in zip(found.columns, (10, 50, 80), strict=True):
        mine = [deal for deal in deals if deal.stage == column.key]
        amount = sum(deal.amount_minor or 0 for deal in mine)
        assert (column.deals, column.amount, column.weighted) == (len(mine), amount, round(amount * chance / 100))


@pytest.mark.thorough
@pytest.mark.parametrize("sort", ["amount", "age", "close"])
def test_a_column_pages_through_all_its_deals_in_order(sort: str, cast: Any, process: Any, machine: Any) -> None:
    stocked(cast, machine, 240)
    shown = view("small", cast.operator, sort=sort)
    column = board(shown).columns[0]
    seen, after = [card.id for card in column.cards], column.more
    assert len(seen) == CARDS
    while after:
        cards, after = more_cards(shown, "talk", after)
        seen += [card.id for card in cards]
    assert sorted(seen) == sorted(Deal.objects.filter(stage="talk").values_list("id", flat=True))
    if sort == "amount":
        amounts = [Deal.objects.get(id=each).amount_minor or 0 for each in seen]
        assert amounts == sorted(amounts, reverse=True)


def test_a_rep_sees_own_deals_a_manager_the_teams(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    seen = {
        name: b"Robots for Acme" in client_of(each).get("/board/").content for name, each in cast.everybody().items()
    }
    assert seen == {"rep": True, "mate": False, "stranger": False, "manager": True, "operator": True, "owner": True}
    assert board(view("small", cast.stranger)).columns[0].deals == 0
    assert board(view("small", cast.manager, owner_id=cast.mate.id)).columns[0].deals == 0


def test_deals_of_a_stage_that_is_gone_stand_apart(deal: Deal, cast: Any, machine: Any) -> None:
    from dealwright.processes.queries import text_of

    renamed = text_of(deal.version_id).replace("talk", "chat")
    publish(renamed, by=machine, via="cli")
    open_deal(NewDeal("New one", "small"), by=cast.rep, via="page")
    columns = board(view("small", cast.rep)).columns
    assert [(column.key, [card.title for card in column.cards]) for column in columns if column.cards] == [
        ("chat", ["New one"]),
        ("earlier-version", ["Robots for Acme"]),
    ]


def test_sums_in_other_currencies_stand_beside(cast: Any, process: Any) -> None:
    open_deal(NewDeal("Ours", "small", amount_minor=100_00), by=cast.rep, via="page")
    open_deal(NewDeal("Theirs", "small", amount_minor=70_00, currency="USD"), by=cast.rep, via="page")
    first = board(view("small", cast.rep)).columns[0]
    assert (first.deals, first.amount, first.others) == (2, 100_00, (("USD", 70_00),))


def test_a_card_counts_what_the_gate_on_the_deals_page_misses(process: Any, cast: Any, machine: Any) -> None:
    stocked(cast, machine, 60)
    deals, book = list(Deal.objects.select_related("organisation", "owner", "product")), process.playbook
    known = evidence_of(deals)
    judged = {deal.id: judge(book.stage(deal.stage), known[deal.id], book) for deal in deals}
    rows = [Glance(*row) for row in Deal.objects.values_list(*GLANCE)]
    counted = unmet(rows, timezone.now())
    assert counted == {deal_id: sum(not each.met for each in needs) for deal_id, needs in judged.items()}
    assert len(set(counted.values())) > 2


def test_cards_show_age_next_step_and_what_is_missing(deal: Deal, cast: Any) -> None:
    Deal.objects.filter(id=deal.id).update(stage_since=timezone.now() - timedelta(days=21))
    add_task(
        NewTask("Later", due_on=timezone.now().date() + timedelta(9), about=("deal", deal.id)), by=cast.rep, via="page"
    )
    add_task(NewTask("First", due_on=timezone.now().date(), about=("deal", deal.id)), by=cast.rep, via="page")
    (card,) = board(view("small", cast.rep)).columns[0].cards
    assert (card.days, card.tone, card.next_step, card.missing) == (21, "bad", "First", 4)


def test_hostile_titles_stay_text(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    evil = """<script>alert(1)</script>" onload='x' {{7*7}}"""
    Deal.objects.filter(id=deal.id).update(title=evil)
    for path in ("/board/", f"/deals/{deal.id}/", f"/deals/{deal.id}/move/", "/deals/"):
        page = client_of(cast.rep).get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34; onload=&#39;x&#39; {{7*7}}" in page


@pytest.mark.parametrize("query", ["process=none", "sort=x'", "owner=99999999999999999999"])
def test_strange_questions_are_answered(query: str, deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    answer = client_of(cast.rep).get(f"/board/?{query}")
    assert answer.status_code in (200, 400, 404)


def test_the_board_asks_to_sign_in(process: Any) -> None:
    assert Client().get("/board/").status_code == 302
