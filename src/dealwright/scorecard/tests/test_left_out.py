"""What a page leaves out or doubts is counted and said on it, and a single deal or lead is as welcome as thousands."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from dealwright.deals.commands import History, NewDeal, open_deal, record_deals
from dealwright.leads.commands import add_lead
from dealwright.ledger.readers import catch_up
from dealwright.scorecard import words
from dealwright.scorecard.charts import charted
from dealwright.scorecard.leaves import LEAVES
from dealwright.scorecard.mining_cli import _turns
from dealwright.scorecard.paths import told_short
from dealwright.scorecard.projection import READER
from dealwright.scorecard.questions import read_scope
from dealwright.workspace.failing import forget_failure, note_failure
from dealwright.workspace.queries import Machine

PAGES = ["/scorecard/", *(f"/scorecard/{key}/" for key in LEAVES)]


@pytest.fixture
def page(client: Any, cast: Any, published: Any) -> Callable[[str], str]:
    """What a page says to the owner, as it stands in the source."""
    client.force_login(cast.owner)

    def get(address: str) -> str:
        catch_up(READER)
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        return unescape(answer.content.decode())

    return get


@pytest.mark.thorough
def test_a_single_deal_fills_every_page(page: Any, cast: Any) -> None:
    open_deal(NewDeal("The only one", owner_id=cast.rep.id, amount_minor=1_000), by=cast.rep, via="page")
    for address in PAGES:
        html = page(address)
        assert "1 deal, as of" in html
        assert "1 deals" not in html
        assert "1 open deals" not in html


def test_the_map_shows_where_the_only_deal_stands(page: Any, cast: Any) -> None:
    open_deal(NewDeal("The only one", owner_id=cast.rep.id), by=cast.rep, via="page")
    catch_up(READER)
    drawn = charted("moves", read_scope({}, []), actor=Machine())
    assert drawn is not None
    assert [node.label for node in drawn.nodes] == ["Opened", "Prospecting", "Won", "Lost"]
    assert [(edge.origin, edge.target) for edge in drawn.edges] == [("start", "prospecting")]


def test_where_no_deal_has_left_a_stage_none_takes_most_of_the_waiting(page: Any, cast: Any) -> None:
    open_deal(NewDeal("The only one", owner_id=cast.rep.id), by=cast.rep, via="page")
    assert "of all the time that deals wait" not in page("/scorecard/bottlenecks/")


def test_leads_are_counted_where_there_is_no_deal_yet(page: Any, cast: Any) -> None:
    assert "Nothing to count yet" in page("/scorecard/sources/")
    add_lead({"name": "Ada Lead", "source": "Fair"}, by=cast.rep, via="page")
    html = page("/scorecard/sources/")
    assert "Nothing to count yet" not in html
    assert "Fair" in html
    assert "from 1 lead" in page("/scorecard/")


def test_what_is_left_out_is_said_below_all_numbers(page: Any, cast: Any, sold: Any) -> None:
    assert "To be careful with" not in page("/scorecard/waterfall/")
    past = History(NewDeal("Abroad", owner_id=cast.rep.id, amount_minor=100, currency="XAF"), (), timezone.now())
    unpriced = History(NewDeal("Unpriced", owner_id=cast.rep.id), (), timezone.now())
    record_deals([past, unpriced], by=cast.operator, via="import")
    for address in ("/scorecard/", "/scorecard/waterfall/"):
        html = page(address)
        assert "One deal has no exchange rate, so its amount is left out." in html
        odd = html.split("To be careful with:")[1].split("</p>")[0]
        assert '/oddities/without_amount/?">Won or open, without an amount</a> (1); ' in odd
        assert '/oddities/without_rate/?">In a currency without a rate</a> (1).' in odd


def test_work_that_failed_apart_is_told_until_it_succeeds(page: Any, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    assert "could not be made" not in page("/scorecard/oddities/")
    note_failure("forecast")
    html = page("/scorecard/oddities/")
    assert "The forecast of the day could not be made" in html
    assert "what the worker wrote to its log on" in html
    forget_failure("forecast")
    assert "could not be made" not in page("/scorecard/oddities/")


def test_no_stage_loses_most_where_none_loses_any() -> None:
    row = {"label": "Prospecting", "n": 40, "lost": 0, "drop_off": 0.0}
    assert words.where_lost([row]) == ""
    assert "Prospecting: 50%" in words.where_lost([row | {"lost": 20, "drop_off": 0.5}])


def test_a_stage_that_most_are_in_still_is_not_called_slow_but_named() -> None:
    planned = {"closing": 3, "prospecting": 3, "proposal": 3}
    stuck = {"label": "Closing", "stage": "closing", "n": 4, "open_n": 40, "value": None, "at_least": 3.0}
    said = "Less than half have left yet, so it cannot be told how long they take: Closing."
    assert words.where_slow([stuck], planned) == said
    slow = {"label": "Prospecting", "stage": "prospecting", "n": 40, "open_n": 0, "value": 9.0}
    few = {"label": "Proposal", "stage": "proposal", "n": 9, "open_n": 0, "value": 90.0}
    told = words.where_slow([stuck, slow, few], planned)
    assert told.startswith("Prospecting takes longest")
    assert told.endswith(f"{said} Too few have left to say how long they take: Proposal.")
    late = words.where_slow([stuck | {"at_least": 40.0}, slow], planned)
    assert late.startswith(
        "Closing takes longest against the plan: more than half of the deals were still there after 40"
    )
    assert "cannot be told" not in late
    assert words.where_slow([stuck | {"at_least": 4.0}, slow], planned).startswith("Prospecting takes longest")
    assert words.where_slow([few | {"stage": "without a plan"}, slow | {"value": 2.0}], planned) == ""


def test_a_path_of_a_hundred_steps_is_told_in_a_line() -> None:
    assert told_short(["a", "b"]) == ["a", "b"]
    told = told_short([str(n) for n in range(100)])
    assert len(told) == 12
    assert told[-3:] == ["9", "(89 more)", "99"]


def test_a_stage_that_took_no_time_has_no_parts_of_it() -> None:
    stage = {"stage_title": "Closing", "n": 2, "days": 0.0, "ours": 0.0, "buyer": 0.0, "others": 0.0, "known": 0.0}
    assert "Closing: 0.0 days a deal, 0% for us" in _turns([stage])[0]
