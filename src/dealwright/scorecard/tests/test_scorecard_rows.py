"""Each row of a figure opens the deals that it counts, and they add up to it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from dealwright.deals.commands import History, NewDeal, Visit, change_deal, move_stage, record_deals
from dealwright.ledger.readers import catch_up
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.charts import Asking, figure
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import desk
from dealwright.scorecard.questions import read_scope

TIMES = re.compile(r"<td>(once|(\d+) times)</td>")
MONEY = re.compile(r"<td>([-−]?)€([\d,]+)</td>")
TOTAL = re.compile(r"–\d+ of (\d+)")


@pytest.fixture
def busy(sold, cast, client):
    """One open deal goes to and fro, grows, and meets a competitor that a won and a lost deal met, too."""
    for stage in ("qualifying", "prospecting", "qualifying"):
        move_stage(sold["open"], stage, by=cast.operator, via="page", override="to and fro")
    change_deal(sold["open"], {"amount": "800"}, by=cast.rep, via="page")
    for name in ("won", "lost"):
        change_deal(sold[name], {"fields": {"competitor": "Acme, Inc."}}, by=cast.owner, via="page")
    catch_up(READER)
    client.force_login(cast.owner)
    return client


def points(name: str, cast, where=()):
    """The rows of a figure with where they lead: (label, value, address)."""
    asked = read_scope({}, where)
    found = figure(name, Asking(cast.owner, desk(cast.owner, asked), asked))
    drawn = [(label, each[0].value, each[0].href) for label, each in found.rows]
    drawn += [(each.label, int(each.text), each.href) for each in found.nodes]
    ways = {f"{each.origin} {each.target}": each.href for each in found.edges}
    assert all(ways.values())
    return drawn


def shown(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


@pytest.mark.thorough
def test_moves_and_places_of_the_map_open_the_deals_that_made_them(busy, cast):
    found = points("moves", cast)
    assert ("Qualifying → Prospecting", 1) in [row[:2] for row in found]
    for label, n, address in found:
        page = shown(busy, address)
        assert sum(int(times or 1) for _text, times in TIMES.findall(page)) == n, label
        assert f"{n} move" in page


@pytest.mark.thorough
def test_paths_open_the_deals_that_took_them(busy, cast):
    found = points("variants", cast)
    assert sum(n for _label, n, _address in found) == 4
    for label, n, address in found:
        assert int(TOTAL.search(shown(busy, address))[1]) == n, label


@pytest.mark.thorough
def test_steps_of_the_waterfall_open_the_deals_that_make_them(busy, cast):
    found = points("waterfall", cast)
    assert {"Grown", "Won", "Lost"} <= {label for label, _value, _address in found}
    for label, value, address in found:
        parts = MONEY.findall(shown(busy, address))
        total = sum(int(digits.replace(",", "")) * (-1 if sign else 1) for sign, digits in parts)
        assert total == value, label


@pytest.mark.thorough
def test_competitors_and_reasons_open_the_deals_that_met_them(busy, cast):
    [(label, value, address)] = points("competitors", cast)
    assert (label, value, int(TOTAL.search(shown(busy, address))[1])) == ("Acme, Inc.", 0.5, 2)
    [(_label, _value, address)] = points("reasons", cast)
    assert "Bob's lost" in shown(busy, address)


@pytest.mark.thorough
def test_filters_and_days_of_the_page_go_along(busy, cast, django_assert_max_num_queries):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    address = "/scorecard/rows/moves/?origin=start&where=amount__gte=1000"
    assert "2 moves, of 2 deals" in shown(busy, address)
    with django_assert_max_num_queries(15):
        assert "Nothing behind this number" in shown(busy, address + f"&from={tomorrow}")
    for wrong in ("nothing/", "waterfall/?kind=shoe"):
        assert busy.get(f"/scorecard/rows/{wrong}").status_code == 404
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    busy.force_login(cast.rep)
    assert busy.get("/scorecard/rows/waterfall/?kind=won").status_code == 403


WAYS = {"As the process is designed": ("Straight", "won"), "With a stage skipped or gone back to": ("Strayed", "lost")}


def test_the_ways_that_are_held_against_each_other_open_their_deals(cast, published, client_of):
    begun = timezone.now() - timedelta(days=40)
    ways = {"Straight": ("prospecting", "qualifying", "needs_assessment"), "Short": ("prospecting", "qualifying")}
    ways["Strayed"] = ("prospecting", "needs_assessment", "qualifying")
    past = [
        History(
            NewDeal(f"{name} {how}", stage=stages[-1], owner_id=cast.rep.id),
            [Visit(stage, begun + timedelta(days=n)) for n, stage in enumerate(stages)],
            begun, how, begun + timedelta(days=30), "price" if how == "lost" else "",
        )
        for name, stages in ways.items() for how in ("won", "lost", "won" if name == "Straight" else "lost") * 2
    ]  # fmt: skip
    record_deals(past, by=cast.operator, via="import")
    catch_up(READER)
    client = client_of(cast.owner)
    for label, share, address in points("adherence", cast):
        name, mostly = WAYS[label]
        assert share == pytest.approx(2 / 3 if mostly == "won" else 1 / 3)
        page = shown(client, address)
        assert re.findall(r"(Straight|Strayed|Short) (?:won|lost)", page) == [name] * 6
        assert TOTAL.findall(page) == ["6"]
    assert client.get("/scorecard/rows/adherence/?way=aside").status_code == 404
