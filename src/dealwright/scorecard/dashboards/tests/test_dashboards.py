"""Dashboards: who finds and changes which, in what order their figures stand, and over whose deals they are drawn."""

from typing import Any

import pytest

from dealwright import BadRequest, Conflict, Invalid, NotAllowed, NotFound
from dealwright.deals.commands import NewDeal, lose_deal, open_deal
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.charts import FIGURES
from dealwright.scorecard.dashboards.commands import (
    change_dashboard,
    move_tile,
    put_tile,
    remove_dashboard,
    restore_dashboard,
    save_dashboard,
    take_tile,
)
from dealwright.scorecard.dashboards.queries import dashboard, dashboards
from dealwright.scorecard.dashboards.tiles import TITLES, drawn, read_tile
from dealwright.scorecard.freshness import freshen_wholly
from dealwright.workspace.models import Member

FUNNEL = {"figure": "funnel", "query": "period=year&where=source%3DFair&colour=red"}


def named(member: Any) -> list[str]:
    """What the member finds."""
    return [each.name for each in dashboards(member)]


def order(number: int, member: Any) -> list[str]:
    """The figures of a dashboard in order."""
    return [tile["figure"] for tile in dashboard(number, member).tiles]


def test_every_figure_has_a_title() -> None:
    assert set(TITLES) == set(FIGURES)


def test_dashboards_are_found_by_those_they_are_for(cast: Any) -> None:
    save_dashboard("Mine", by=cast.rep, via="page")
    shared = save_dashboard("Ours", by=cast.rep, via="page", shared="team")
    save_dashboard("All", by=cast.manager, via="page", shared="all")
    assert named(cast.rep) == ["Mine", "Ours", "All"]
    assert named(cast.mate) == ["Ours", "All"]
    assert named(cast.stranger) == ["All"]
    with pytest.raises(NotAllowed):
        save_dashboard("All", by=cast.rep, via="page", shared="all")
    with pytest.raises(NotAllowed):
        change_dashboard(shared, name="Taken", by=cast.mate, via="page")
    with pytest.raises(NotFound):
        change_dashboard(shared, name="Taken", by=cast.stranger, via="page")
    change_dashboard(shared, name="The team's", by=cast.manager, via="page")
    remove_dashboard(shared, by=cast.rep, via="page")
    assert named(cast.mate) == ["All"]
    restore_dashboard(shared, by=cast.rep, via="page")
    assert named(cast.mate) == ["The team's", "All"]


def test_figures_stand_in_the_order_that_was_chosen(cast: Any, published: Any) -> None:
    by = {"by": cast.rep, "via": "page"}
    number = save_dashboard("Mine", [FUNNEL, {"figure": "trend", "query": "metric=win_rate"}], **by)
    assert dashboard(number, cast.rep).tiles[0]["query"] == "period=year&where=source%3DFair"
    put_tile(number, "reasons", "", **by)
    move_tile(number, 2, 0, "reasons", **by)
    assert order(number, cast.rep) == ["reasons", "funnel", "trend"]
    with pytest.raises(Conflict):
        move_tile(number, 2, 0, "reasons", **by)
    take_tile(number, 1, "funnel", **by)
    assert order(number, cast.rep) == ["reasons", "trend"]
    with pytest.raises(Invalid):
        put_tile(number, "luck", "", **by)
    with pytest.raises(BadRequest):
        put_tile(number, "funnel", "from=soon", **by)
    with pytest.raises(Conflict):
        save_dashboard("Too much", [FUNNEL] * 25, **by)


@pytest.mark.thorough
def test_a_figure_is_drawn_over_what_its_reader_may_see(cast: Any, published: Any) -> None:
    for owner in (cast.rep, cast.stranger):
        deal = open_deal(NewDeal("Deal", owner_id=owner.id, amount_minor=5_000), by=owner, via="page")
        lose_deal(deal, "price", by=owner, via="page")
    freshen_wholly()
    decided, money = read_tile("decided", ""), read_tile("returns", "")

    def count(member: Any) -> float:
        figure = drawn(decided, Member.objects.get(id=member.id))
        assert figure is not None
        return max(point.value or 0 for series in figure.series for point in series.points)

    assert (count(cast.rep), count(cast.owner)) == (1, 2)
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    assert drawn(money, Member.objects.get(id=cast.rep.id)) is None


@pytest.mark.thorough
def test_pages_make_show_and_share(cast: Any, published: Any, client_of: Any) -> None:
    client, mate = client_of(cast.rep), client_of(cast.mate)
    assert "No dashboard yet" in client.get("/scorecard/dashboards/").content.decode()
    assert client.post("/scorecard/dashboards/new/", {"name": ""}).status_code == 422
    address = client.post("/scorecard/dashboards/new/", {"name": "Mornings", "shared": "team"}).headers["Location"]
    number = address.strip("/").rpartition("/")[2]
    assert client.post("/scorecard/dashboards/add/", {"board": number, "figure": "luck"}).status_code == 422
    added = {"board": number, "figure": "funnel", "query": "period=this_quarter"}
    assert client.post("/scorecard/dashboards/add/", added).status_code == 302
    assert "Mornings" in mate.get(address).content.decode()
    assert "This quarter" in mate.get(f"{address}figures/0/").content.decode()
    assert mate.get(f"{address}figures/1/").status_code == 404
    assert mate.post(f"{address}figures/0/remove/", {"figure": "funnel"}).status_code == 403
    copied = mate.post(f"{address}copy/").headers["Location"]
    assert "Copy of Mornings" in mate.get(copied).content.decode()
    assert client.post(f"{address}remove/").status_code == 302
    assert mate.get(address).status_code == 404
    assert client.post(f"{address}restore/").status_code == 302


def test_the_api_makes_changes_and_removes_dashboards(cast: Any, api_of: Any) -> None:
    api, json = api_of(cast.manager), "application/json"
    sent = {"name": "Mornings", "figures": [{"figure": "funnel", "query": "period=year&by=owner"}], "shared": "all"}
    made = api.post("/api/v1/dashboards", sent, json)
    assert (made.status_code, [each["figure"] for each in made.json()["figures"]]) == (201, ["funnel"])
    one = f"/api/v1/dashboards/{made.json()['id']}"
    other = {"name": "Evenings", "figures": [{"figure": "reasons"}, {"figure": "funnel"}]}
    changed = api.patch(one, other, json).json()
    assert (changed["name"], [each["figure"] for each in changed["figures"]]) == ("Evenings", ["reasons", "funnel"])
    rep = api_of(cast.rep)
    assert rep.get(one).json()["may_change"] is False
    assert [rep.patch(one, other, json).status_code, rep.delete(one).status_code] == [403, 403]
    assert rep.post("/api/v1/dashboards", {"name": "All", "shared": "all"}, json).status_code == 403
    assert api.patch(one, {"figures": [{"figure": "luck"}]}, json).status_code == 422
    assert api.delete(one).json()["name"] == "Evenings"
    assert (api.get(one).status_code, api.get("/api/v1/dashboards").json()["items"]) == (404, [])
    assert api.put(f"{one}/restored").json()["name"] == "Evenings"
