"""Roles, teams, territories, sharing and the reasons for access: on pages, by API and on the command line."""

from typing import Any

import pytest
from typer.testing import CliRunner

from dealwright.customers.commands import add_organisation
from dealwright.customers.models import Organisation
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.queries.board import board, heads, view
from dealwright.ledger.queries import entries_about
from dealwright.records.setup.access import set_rule
from dealwright.site.cli import assembled
from dealwright.workspace.access import Verb, reach, role_keys
from dealwright.workspace.commands import ensure_team, remove_team, share
from dealwright.workspace.jobs import work_on_application, work_on_undo
from dealwright.workspace.models import Application, CompanyRole, Member, Share, Territory
from dealwright.workspace.overview import tree
from dealwright.workspace.rules import Right, Sees, rights_of

pytestmark = pytest.mark.thorough


def fresh(member: Member) -> Member:
    """The member as the database has them now."""
    return Member.objects.get(id=member.id)


def said(*words: str) -> str:
    """What the command line prints."""
    done = CliRunner().invoke(assembled(list(words)), list(words), catch_exceptions=False)
    return " ".join(done.output.split())


@pytest.fixture
def deal(cast: Any, published: Any) -> int:
    """Ann's deal."""
    return open_deal(NewDeal("Big", "general"), by=cast.rep, via="page")


def test_a_role_is_made_given_changed_and_removed(cast: Any, client_of: Any) -> None:
    page = client_of(cast.operator)
    made = {"title": "Deal desk", "deal.see": "team", "person.change": "all", "rights": [Right.IMPORT]}
    assert page.post("/settings/roles/new/", made).status_code == 302
    page.post(
        f"/settings/members/{cast.rep.id}/", {"name": "Ann", "role": "rep", "team": "North", "roles": "deal-desk"}
    )
    ann = fresh(cast.rep)
    assert (reach(ann, "deal", Verb.SEE), reach(ann, "person", Verb.CHANGE)) == (Sees.TEAM, Sees.ALL)
    assert (role_keys(ann), Right.IMPORT in rights_of(ann)) == ({"rep", "deal-desk"}, True)
    shown = page.get("/settings/roles/").content.decode()
    assert "Deals: see their team" in shown
    assert ">1<" in shown
    form = page.get("/settings/roles/deal-desk/").content.decode()
    assert (form.count('value="team" selected'), form.count('value="all" selected')) == (1, 2)
    page.post("/settings/roles/deal-desk/", {"title": "Desk", "deal.see": "all"})
    assert reach(fresh(cast.rep), "deal", Verb.SEE) == Sees.ALL
    page.post("/settings/roles/deal-desk/remove/")
    assert (CompanyRole.objects.count(), fresh(cast.rep).access) == (0, {})


def test_what_is_wrong_with_a_role_is_told_and_nothing_typed_is_lost(cast: Any, client_of: Any) -> None:
    answer = client_of(cast.owner).post("/settings/roles/new/", {"title": " ", "deal.see": "team"})
    assert answer.status_code == 422
    assert 'value="team" selected' in answer.content.decode()
    for part in ("rep", "manager"):
        client = client_of(getattr(cast, part))
        assert [client.get(f"/settings/{one}/").status_code for one in ("roles", "territories", "teams")] == [403] * 3


def test_teams_are_put_below_each_other(cast: Any, client_of: Any) -> None:
    page, north, south = client_of(cast.operator), cast.rep.team_id, cast.stranger.team_id
    page.post(f"/settings/teams/{south}/", {"name": "South", "parent": north})
    page.post("/settings/teams/", {"team": "Deep South", "parent": south})
    assert [(team.name, team.depth) for team in tree()] == [("North", 0), ("South", 1), ("Deep South", 2)]
    answer = page.post(f"/settings/teams/{north}/", {"name": "North", "parent": south})
    assert answer.status_code == 422
    assert "cannot be part of itself" in answer.content.decode()
    assert page.get("/settings/teams/").status_code == 200


def test_a_team_is_added_once_and_removed_when_nobody_is_in_it(cast: Any, client_of: Any) -> None:
    page, north = client_of(cast.operator), cast.rep.team_id
    again = page.post("/settings/teams/", {"team": "South", "parent": north})
    assert (again.status_code, again.content.decode().count("There is a team South already.")) == (409, 1)
    assert {team.name: team.depth for team in tree()}["South"] == 0
    page.post("/settings/teams/", {"team": "Wset", "parent": north})
    west = next(team.id for team in tree() if team.name == "Wset")
    kept = page.post(f"/settings/teams/{north}/remove/")
    assert (kept.status_code, "Other teams are part of North." in kept.content.decode()) == (409, True)
    assert "formaction" in page.get("/settings/teams/").content.decode()
    assert page.post(f"/settings/teams/{west}/remove/").status_code == 302
    assert (
        "North has members: "
        in client_of(cast.owner).delete(f"/api/v1/teams/{north}", content_type="application/json").json()["detail"]
    )
    assert [team.name for team in tree()] == ["North", "South"]


def test_what_is_shared_with_a_team_that_goes_ends(cast: Any, deal: int) -> None:
    west = ensure_team("West", by=cast.operator, via="page")
    share("deal", deal, f"team:{west}", by=cast.rep, via="page")
    remove_team(west, by=cast.operator, via="page")
    assert not Share.objects.exists()


def test_a_record_is_shared_in_a_dialog_and_the_panel_lists_it(cast: Any, deal: int, client_of: Any) -> None:
    ann, bob = client_of(cast.rep), client_of(cast.mate)
    assert bob.get(f"/deals/{deal}/").status_code == bob.get(f"/shares/deal/{deal}/").status_code == 404
    assert "Only its owner" in ann.get(f"/shares/deal/{deal}/").content.decode()
    assert "They see and change it" in ann.get(f"/shares/deal/{deal}/new/").content.decode()
    wrong = ann.post(f"/shares/deal/{deal}/new/", {"to": "", "verb": "see"}, headers={"HX-Request": "true"})
    assert (wrong.status_code, "Choose one from the list" in wrong.content.decode()) == (422, True)
    done = ann.post(
        f"/shares/deal/{deal}/new/", {"to": f"member:{cast.mate.id}", "verb": "change"}, headers={"HX-Request": "true"}
    )
    assert done.headers["HX-Trigger"] == "shares-changed, close-dialog"
    assert bob.get(f"/deals/{deal}/").status_code == 200
    assert "may change it" in bob.get(f"/shares/deal/{deal}/").content.decode()
    panel = ann.get(f"/shares/deal/{deal}/").content.decode()
    assert 'hx-target="#dialog" hx-swap="innerHTML"' in panel  # else the panel's own swap takes the dialog away
    told = [entry.event.sentence for entry in entries_about({"deal": [deal]}, limit=9)]
    assert any(sentence.startswith("Shared with") for sentence in told)
    assert ann.post(f"/shares/{Share.objects.get().id}/end/").headers["Location"] == f"/deals/{deal}/"
    assert bob.get(f"/deals/{deal}/").status_code == 404


def test_the_heads_of_a_board_count_what_is_shared(cast: Any, deal: int, client_of: Any) -> None:
    assert {column.deals for column in heads(view("general", fresh(cast.stranger)))} == {0}
    share("deal", deal, f"member:{cast.stranger.id}", by=cast.rep, via="page")
    shown = board(view("general", fresh(cast.stranger)))
    assert [(column.deals, len(column.cards)) for column in shown.columns if column.deals] == [(1, 1)]


def test_territories_are_drawn_looked_at_applied_and_taken_back(
    cast: Any, published: Any, client_of: Any, machine: Any
) -> None:
    add_organisation({"name": "Alp", "country": "DE", "owner": None}, by=machine, via="import")
    page = client_of(cast.operator)
    form = {"title": "Germany", "rule": 'customer.country == "DE"', "members": [cast.rep.id], "gives": "ownership",
            "kinds": ["organisation", "deal"]}  # fmt: skip
    looked = page.post("/settings/territories/new/", {**form, "look": "1"}).content.decode()
    assert "1 would change owner" in looked
    assert "Alp" in looked
    assert not Territory.objects.exists()
    wrong = page.post("/settings/territories/new/", {**form, "rule": "customer.land"})
    assert (wrong.status_code, "there is no customer.land" in wrong.content.decode()) == (422, True)
    set_rule("organisations", "revenue", "operator", "hidden", by=cast.owner, via="page")
    unseen = page.post("/settings/territories/new/", {**form, "rule": "customer.revenue > 1000.0", "look": "1"})
    assert (unseen.status_code, "there is no customer.revenue" in unseen.content.decode()) == (422, True)
    assert "customer.revenue</code>" not in page.get("/settings/territories/new/").content.decode()
    page.post("/settings/territories/new/", form)
    territory = Territory.objects.get()
    listed = page.get("/settings/territories/?preview=1").content.decode()
    assert "1 would change owner" in listed
    assert "Country is DE" in listed
    assert page.get(f"/settings/territories/{territory.id}/").content.decode().count("checked") == 3
    page.post("/settings/territories/apply/")
    application = Application.objects.get()
    happened = entries_about({"application": [application.id]}, limit=1)[0]
    work_on_application(happened)
    assert Organisation.objects.get().owner_id == cast.rep.id
    assert "Take back" in page.get("/settings/territories/").content.decode()
    page.post(f"/settings/territories/undo/{application.id}/")
    work_on_undo(entries_about({"application": [application.id]}, limit=1)[0])
    assert Organisation.objects.get().owner_id is None
    page.post(f"/settings/territories/{territory.id}/", {**form, "title": "Deutschland"})
    page.post(f"/settings/territories/{territory.id}/up/")
    page.post(f"/settings/territories/{territory.id}/remove/")
    assert not Territory.objects.exists()


def test_why_is_answered_on_a_page(cast: Any, deal: int, client_of: Any) -> None:
    address = f"/settings/why/?kind=deal&record={deal}&member="
    shown = client_of(cast.operator).get(address + str(cast.stranger.id)).content.decode()
    assert "Cid may not see “Big”." in shown
    assert "Ann owns this deal, not Cid." in shown
    assert client_of(cast.stranger).get(address + str(cast.stranger.id)).status_code == 404
    assert client_of(cast.rep).get(address + str(cast.rep.id)).status_code == 200
    assert client_of(cast.manager).get(address + str(cast.rep.id)).status_code == 403
    by_name = client_of(cast.rep).get("/settings/why/?kind=deal&record=bi").content.decode()
    assert "Ann may see “Big”." in by_name
    for wrong in ("x", "9" * 30, "-1"):
        assert client_of(cast.rep).get(f"/settings/why/?kind=deal&record={wrong}").status_code == 422


def test_the_api_does_all_of_it(cast: Any, deal: int, api_of: Any, machine: Any) -> None:
    api, json = api_of(cast.operator), {"content_type": "application/json"}
    role = api.post("/api/v1/roles", {"title": "Desk", "reach": {"deal": {"see": "all"}}}, **json)
    assert (role.status_code, role.json()["key"], role.json()["holders"]) == (201, "desk", 0)
    assert api.put(f"/api/v1/roles/desk/members/{cast.stranger.id}").json()["holders"] == 1
    why = f"/api/v1/access/why?kind=deal&record={deal}&member={cast.stranger.id}"
    assert (api.get(why).json()["see"]["may"], api.get(why).json()["change"]["may"]) == (True, False)
    assert api.delete(f"/api/v1/roles/desk/members/{cast.stranger.id}").json()["holders"] == 0
    assert api.patch("/api/v1/roles/desk", {"title": "Deals"}, **json).json()["title"] == "Deals"
    assert api.delete("/api/v1/roles/desk").json()["title"] == "Deals"
    team = api.post("/api/v1/teams", {"name": "West", "parent": cast.rep.team_id}, **json).json()
    assert (team["depth"], api.patch(f"/api/v1/teams/{team['id']}", {"parent": None}, **json).json()["depth"]) == (1, 0)
    ann = api_of(cast.rep)
    shared = {"kind": "deal", "record": deal, "to": f"member:{cast.stranger.id}"}
    share = ann.post("/api/v1/shares", shared, **json).json()
    assert (share["name"], share["verb"], share["by"]) == ("Cid", "see", "Ann")
    assert ann.get(f"/api/v1/shares?kind=deal&record={deal}").json()["items"] == [share]
    assert ann.delete(f"/api/v1/shares/{share['id']}").json()["items"] == []
    assert ann.post("/api/v1/shares", {**shared, "verb": "sail"}, **json).status_code == 422
    drawing = {"title": "Germany", "rule": 'customer.country == "DE"', "members": [cast.rep.id]}
    territory = api.post("/api/v1/territories", drawing, **json).json()
    assert territory["names"] == ["Ann"]
    assert (
        api.put(f"/api/v1/territories/{territory['id']}", {**drawing, "gives": "sight"}, **json).json()["gives"]
        == "sight"
    )
    assert {one["one"] for one in api.get("/api/v1/territories/preview").json()["items"]} == {"organisation", "deal"}
    number = api.post("/api/v1/territories/applications", **json).json()["id"]
    assert api.get("/api/v1/territories/applications").json()["items"][0]["id"] == number
    assert api.delete(f"/api/v1/territories/applications/{number}").json()["undone_at"]
    assert api.delete(f"/api/v1/territories/{territory['id']}").status_code == 200
    assert [ann.get(f"/api/v1/{one}").status_code for one in ("roles", "territories")] == [403, 403]


@pytest.mark.django_db
def test_the_command_line_applies_and_explains(cast: Any, deal: int, machine: Any) -> None:
    from dealwright.workspace.commands.territories import Wish, draw_territory

    add_organisation({"name": "Alp", "country": "DE", "owner": None}, by=machine, via="import")
    draw_territory(Wish("Germany", 'customer.country == "DE"', [cast.rep.id]), by=machine, via="cli")
    assert "Organisations: 1 of 1 lie in a territory; 1 would change owner" in said("territories", "preview")
    assert "1 records changed owner" in said("territories", "apply")
    assert "Germany" in said("territories", "list")
    assert "1 records went back" in said("territories", "undo", str(Application.objects.get().id))
    told = said("access", "why", "cid@example.com", "deal", str(deal))
    assert "Cid may not see “Big”." in told
    assert "- Ann owns this deal, not Cid." in told
