"""Territories decide who owns and who sees what lies in them; applied, kept up by the ledger, and taken back."""

from typing import Any

import pytest

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.customers.commands import add_organisation, change_organisation
from dealwright.customers.models import Organisation
from dealwright.deals.access import visible
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.models import Deal
from dealwright.ledger import readers
from dealwright.workspace.commands.territories import (
    Wish,
    apply_all,
    ask_application,
    ask_undo,
    draw_territory,
    raise_territory,
    remove_territory,
    take_back,
)
from dealwright.workspace.models import Member, Share
from dealwright.workspace.overview import preview
from dealwright.workspace.territories import CUSTOMER, OWNERSHIP, SIGHT, Land, Placed, Turns, decide, lands, match

GERMAN = 'customer.country == "DE"'


@pytest.fixture
def firms(cast: Any, published: Any, machine: Any) -> dict[str, int]:
    """Nobody's customers in three countries, and one that Cid looks after."""
    by = {"by": machine, "via": "import"}
    given = {"Alp": ("DE", None), "Bay": ("DE", None), "Cap": ("FR", None), "Dom": ("DE", cast.stranger.id)}
    return {
        name: add_organisation({"name": name, "country": country, "owner": owner}, **by)
        for name, (country, owner) in given.items()
    }


def owners() -> dict[str, int | None]:
    """Who has which organisation."""
    return dict(Organisation.objects.values_list("name", "owner_id"))


def draw(cast: Any, rule: str = GERMAN, **more: Any) -> int:
    """A territory of Ann and Bob."""
    wish = {"title": "Germany", "members": [cast.rep.id, cast.mate.id], "rule": rule} | more
    return draw_territory(Wish(**wish), by=cast.operator, via="page")


def test_members_get_what_nobody_owns_in_turn_and_it_is_taken_back(cast: Any, firms: Any, machine: Any) -> None:
    draw(cast)
    application = ask_application(by=cast.operator, via="page")
    assert apply_all(application, by=cast.operator) == 2
    ann, bob, cid = cast.rep.id, cast.mate.id, cast.stranger.id
    assert owners() == {"Alp": ann, "Bay": bob, "Cap": None, "Dom": cid}
    assert apply_all(application, by=cast.operator) == 0
    change_organisation(firms["Bay"], {"owner": cid}, by=cast.operator, via="page")
    ask_undo(application, by=cast.operator, via="page")
    assert take_back(application, by=cast.operator) == 1
    assert owners() == {"Alp": None, "Bay": cid, "Cap": None, "Dom": cid}
    with pytest.raises(Conflict):
        ask_undo(application, by=cast.operator, via="page")


def test_a_territory_may_take_what_others_own_and_a_deal_follows_its_customer(cast: Any, firms: Any) -> None:
    deal = open_deal(NewDeal("Big", "general", organisation_id=firms["Alp"]), by=cast.stranger, via="page")
    draw(cast, takes_owned=True)
    apply_all(ask_application(by=cast.owner, via="page"), by=cast.owner)
    assert owners()["Dom"] in {cast.rep.id, cast.mate.id}
    assert Deal.objects.get(id=deal).owner_id == owners()["Alp"]


def test_the_preview_tells_what_applying_does_also_of_deals_whose_customer_goes_first(cast: Any, firms: Any) -> None:
    for firm in ("Bay", "Alp", "Dom"):
        open_deal(NewDeal(f"Big {firm}", "general", organisation_id=firms[firm]), by=cast.stranger, via="page")
    draw(cast, takes_owned=True)
    firms_told, deals_told = preview(lands())
    told = {title: new for found in (firms_told, deals_told) for _id, title, _was, new in found.examples or ()}
    assert (firms_told.changing, deals_told.changing) == (3, 3)
    apply_all(ask_application(by=cast.owner, via="page"), by=cast.owner)
    now = owners() | dict(Deal.objects.values_list("title", "owner_id"))
    assert {title: now[title] for title in told} == told


def test_a_territory_shows_what_lies_in_it_and_stops_when_it_no_longer_does(cast: Any, firms: Any) -> None:
    deal = open_deal(NewDeal("Big", "general", organisation_id=firms["Dom"]), by=cast.stranger, via="page")
    shown = lambda: set(Deal.objects.filter(visible(Member.objects.get(id=cast.rep.id))).values_list("id", flat=True))  # noqa: E731 (asked again and again)
    number = draw(cast, gives=SIGHT, kinds=["deal"])
    assert shown() == set()
    application = ask_application(by=cast.operator, via="page")
    assert apply_all(application, by=cast.operator) == 0
    assert shown() == {deal}
    take_back(application, by=cast.operator)
    assert (shown(), Share.objects.count()) == (set(), 0)
    apply_all(application, by=cast.operator)
    change_organisation(firms["Dom"], {"country": "IT"}, by=cast.operator, via="page")
    readers.catch_up("workspace.territories")
    assert shown() == set()
    change_organisation(firms["Dom"], {"country": "DE"}, by=cast.operator, via="page")
    readers.catch_up("workspace.territories")
    assert shown() == {deal}
    remove_territory(number, by=cast.operator, via="page")
    assert (shown(), Share.objects.count()) == (set(), 0)


def test_new_and_changed_records_are_placed_by_themselves_but_imports_wait(cast: Any, firms: Any) -> None:
    draw(cast)
    readers.catch_up("workspace.territories")
    assert owners()["Alp"] is None
    change_organisation(firms["Alp"], {"sector": "Bank"}, by=cast.operator, via="page")
    add_organisation({"name": "Eve", "country": "DE", "owner": None}, by=cast.stranger, via="page")
    readers.catch_up("workspace.territories")
    assert {owners()["Alp"], owners()["Eve"]} == {cast.rep.id, cast.mate.id}
    change_organisation(firms["Alp"], {"owner": None}, by=cast.operator, via="page")
    readers.catch_up("workspace.territories")
    assert owners()["Alp"] is None  # somebody chose so


def test_where_several_fit_the_first_decides(cast: Any, firms: Any) -> None:
    draw(cast)
    large = draw(cast, "customer.employees > 10", title="Large", members=[cast.stranger.id])
    assert [land.title for land in match({"country": "DE", "employees": 20})] == ["Germany", "Large"]
    raise_territory(large, by=cast.operator, via="page")
    assert [land.title for land in match({"country": "DE", "employees": 20})] == ["Large", "Germany"]
    assert [land.title for land in match({"country": "DE", "employees": None})] == ["Germany"]
    assert match({"country": "DE"}, "person") == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", "A rule is needed"),
        ("customer.land == 'DE'", "there is no customer.land"),
        ("customer.country = 'DE'", "write == instead of ="),
        ("customer.employees + 1", "yes or no"),
        ("country == 'DE'", "stands alone"),
        ("customer.employees > 'many'", "different kinds"),
        ("customer.tags.contains('key account')", "asked with in"),
        ("customer.country == 'SE' && customer.name.matches('(')", "is no regular expression"),
    ],
)
def test_a_rule_that_does_not_work_says_why(cast: Any, rule: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        draw(cast, rule)
    assert refused.value.field == "rule"


def test_only_who_manages_members_draws_territories(cast: Any) -> None:
    for by in (cast.rep, cast.manager):
        with pytest.raises(NotAllowed):
            draw_territory(Wish("Mine", GERMAN, [by.id]), by=by, via="page")
        with pytest.raises(NotAllowed):
            ask_application(by=by, via="page")
    with pytest.raises(NotFound):
        draw(cast, members=[9999])
    with pytest.raises(Invalid, match="somebody who looks after it"):
        draw(cast, members=[])
    draw(cast)
    with pytest.raises(Conflict):
        draw(cast)


def test_who_keeps_a_record_and_who_gets_it() -> None:
    def land(**more: Any) -> Land:
        wanted = {"id": 1, "title": "A", "rule": GERMAN, "gives": OWNERSHIP, "kinds": ("deal",), "members": (1, 2)}
        return Land(**(wanted | {"takes_owned": False, "turn": 0} | more))

    def owner(of: int | None, customers: int | None = None, **more: Any) -> int | None:
        return decide(Placed(1, "x", of, CUSTOMER, customers), "deal", [land(**more)], Turns()).owner_id

    assert [owner(None), owner(2), owner(9), owner(9, takes_owned=True)] == [1, 2, 9, 1]
    assert [owner(None, turn=3), owner(None, 2), owner(None, 9), owner(None, members=())] == [2, 2, 1, None]
    assert owner(None, kinds=("organisation",)) is None
