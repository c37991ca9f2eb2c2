"""The same numbers over the API, on the command line and on the page, for those who may see the deals."""

import pytest

from dealwright import BadRequest, NotFound
from dealwright.deals.commands import History, NewDeal, open_deal, record_deals
from dealwright.metrics import METRICS
from dealwright.scorecard.questions import read_question
from dealwright.scorecard.sheet import BY_STAGE, STATS
from dealwright.workspace.commands.sharing import share, unshare

pytestmark = pytest.mark.thorough

TOLD = (*STATS, *BY_STAGE)  # the numbers that these few deals have something to tell of


@pytest.mark.parametrize("by", [None, "owner"])
def test_api_and_command_line_say_the_same(sold, cast, api_of, json_of, by):
    client, asked = api_of(cast.owner), f"?by={by}" if by else ""
    for metric in [name for name, each in METRICS.items() if not by or by in each.dimensions]:
        told = client.get(f"/api/v1/scorecard/{metric}{asked}").json()
        assert told == json_of(metric, *(["--by", by] if by else []))
        assert told["metric"] == metric
        assert told["rows"] or metric not in TOLD


def test_every_number_can_be_told_by_every_dimension(sold, cast, api_of):
    client = api_of(cast.owner)
    for metric, by in [(name, by) for name, each in METRICS.items() for by in each.dimensions]:
        rows = client.get(f"/api/v1/scorecard/{metric}?by={by}").json()["rows"]
        assert rows or metric not in TOLD, (metric, by)
        assert all({"group", "label", "value", "n"} <= set(row) for row in rows)


def test_win_rate_by_owner_names_people(sold, cast, api_of):
    rows = api_of(cast.owner).get("/api/v1/scorecard/win_rate?by=owner").json()["rows"]
    assert {(row["group"], row["key"], row["value"]) for row in rows} == {
        ("Ann", cast.rep.id, 1.0),
        ("Bob", cast.mate.id, 0.0),
        ("Cid", cast.stranger.id, 1.0),
    }


def test_two_of_the_same_name_are_told_apart(sold, cast, api_of):
    cast.mate.name = "Ann"
    cast.mate.save()
    rows = api_of(cast.owner).get("/api/v1/scorecard/win_rate?by=owner").json()["rows"]
    assert {row["group"] for row in rows} == {f"Ann ({cast.rep.id})", f"Ann ({cast.mate.id})", "Cid"}


def test_money_is_told_in_whole_units(sold, cast, api_of):
    answer = api_of(cast.owner).get("/api/v1/scorecard/average_won").json()
    assert answer["currency"] == "EUR"
    assert [(row["value"], row["total"], row["n"]) for row in answer["rows"]] == [(2000.0, 4000.0, 2)]


def test_with_several_currencies_the_companys_counts_and_missing_rates_are_told(sold, cast, api_of, on_command_line):
    open_deal(NewDeal("In dollars", amount_minor=70_000, currency="USD"), by=cast.owner, via="page")
    answer = api_of(cast.owner).get("/api/v1/scorecard/pipeline").json()
    assert (answer["currency"], answer["deals_without_rate"]) == ("EUR", 1)
    assert "for want of a rate: 1 deal." in on_command_line("pipeline").stdout
    assert [(row["value"], row["n"], row["without_amount"]) for row in answer["rows"]] == [(500.0, 2, 1)]


@pytest.mark.parametrize(
    ("who", "closed"),
    [("rep", 1), ("mate", 1), ("stranger", 1), ("manager", 2), ("operator", 3), ("owner", 3)],
)
def test_only_deals_that_one_may_see_are_counted(sold, cast, api_of, who, closed):
    (row,) = api_of(getattr(cast, who)).get("/api/v1/scorecard/win_rate").json()["rows"]
    assert row["n"] == closed


def test_deals_that_nobody_owns_are_seen_by_all(sold, cast, api_of, machine):
    record_deals([History(NewDeal("Nobody's", process="general"), status="won")], by=machine, via="import")
    (row,) = api_of(cast.rep).get("/api/v1/scorecard/win_rate").json()["rows"]
    assert row["n"] == 2


def test_what_was_shared_counts_as_long_as_it_is(sold, cast, api_of, client_of):
    """With a member or a team: the numbers are of the deals that the list shows, no more and no fewer."""
    tos = {"lost": f"member:{cast.rep.id}", "strange": f"team:{cast.rep.team_id}"}
    numbers = [share("deal", sold[name], to, by=cast.owner, via="page") for name, to in tos.items()]
    (row,) = api_of(cast.rep).get("/api/v1/scorecard/win_rate").json()["rows"]
    listed = api_of(cast.rep).get("/api/v1/deals?status__in=won,lost").json()["items"]
    assert row["n"] == len(listed) == 3
    assert f"/deals/{sold['strange']}/" in client_of(cast.rep).get("/scorecard/win_rate/deals/").content.decode()
    unshare(numbers[1], by=cast.owner, via="page")
    (row,) = api_of(cast.rep).get("/api/v1/scorecard/win_rate").json()["rows"]
    assert row["n"] == 2


def test_the_deals_behind_are_only_those_one_may_see(sold, cast, client_of):
    address = "/scorecard/win_rate/deals/"
    assert "won" in client_of(cast.rep).get(address).content.decode()
    page = client_of(cast.rep).get(address).content.decode()
    assert f"/deals/{sold['won']}/" in page
    assert f"/deals/{sold['strange']}/" not in page
    assert f"/deals/{sold['strange']}/" in client_of(cast.owner).get(address).content.decode()


def test_behind_each_number_are_as_many_deals_as_it_counts(sold, cast, client_of):
    client = client_of(cast.owner)
    lost = client.get("/scorecard/conversion/deals/?stage=qualifying&part=lost").content.decode()
    assert f"/deals/{sold['lost']}/" in lost
    assert lost.count("data-open") == 1


def test_the_page_tells_what_the_api_tells(sold, cast, client_of, api_of):
    page = client_of(cast.owner).get("/scorecard/?by=owner").content.decode()
    (row,) = api_of(cast.owner).get("/api/v1/scorecard/win_rate").json()["rows"]
    assert f"{row['value']:.0%}" in page
    assert f"{row['won']} of {row['n']}" in page
    assert "Ann" in page


def test_a_deal_made_a_moment_ago_is_counted(sold, cast, api_of):
    client = api_of(cast.owner)
    before = client.get("/api/v1/scorecard/velocity").json()
    open_deal(NewDeal("Just now"), by=cast.owner, via="page")
    after = client.get("/api/v1/scorecard/velocity").json()
    assert after["rows"][0]["n"] == before["rows"][0]["n"] + 1
    assert after["as_of"] > before["as_of"]


def test_without_deals_the_page_says_what_belongs_there(cast, published, client_of):
    assert "Nothing to count yet" in client_of(cast.rep).get("/scorecard/").content.decode()


def test_a_period_ends_before_its_last_day(sold, cast, json_of):
    assert json_of("win_rate", "--to", "2020-01-01")["rows"][0]["n"] == 0
    assert json_of("win_rate", "--from", "2020-01-01")["rows"][0]["n"] == 3


def test_the_command_line_tells_it_as_a_table(sold, on_command_line):
    told = on_command_line("win_rate").stdout
    assert "Win rate" in told
    assert "0.667" in told


def test_all_numbers_are_listed_with_their_definitions(sold, cast, api_of, json_of):
    listed = api_of(cast.rep).get("/api/v1/scorecard").json()
    assert [each["metric"] for each in listed["items"]] == list(METRICS)
    assert listed == json_of()


def test_an_unknown_number_is_not_found_and_the_known_ones_are_named(db):
    with pytest.raises(NotFound, match="luck") as refused:
        read_question("luck", {})
    assert "win_rate" in refused.value.remedy


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"by": "weather"}, "by"),
        ({"from": "2026-13-01"}, "from"),
        ({"to": "tomorrow"}, "to"),
        ({"from": "2026-02-01", "to": "2026-01-31"}, "to"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(given, field):
    with pytest.raises(BadRequest) as refused:
        read_question("win_rate", given)
    assert refused.value.field == field


@pytest.mark.parametrize("query", ["by=weather", "from=x", "colour=red"])
def test_the_api_answers_400_to_what_it_cannot_understand(cast, published, api_of, query):
    answer = api_of(cast.rep).get(f"/api/v1/scorecard/win_rate?{query}")
    assert answer.status_code == 400
    assert api_of(cast.rep).get("/api/v1/scorecard/luck").status_code == 404
