from dealwright.desk import registry
from dealwright.desk.registry import Command, MenuItem, Panel, creating, menu_for, panels_for


def test_the_menu_is_in_order_and_holds_what_the_member_may_see():
    registry.menu += [
        MenuItem(label="Settings", url="settings", icon="settings", order=90, allowed=lambda member: member == "owner"),
        MenuItem(label="Deals", url="deals", icon="columns-3", order=20),
        MenuItem(label="Today", url="today", icon="target", order=10),
    ]
    assert [item.label for item in menu_for("rep")] == ["Today", "Deals"]
    assert [item.label for item in menu_for("owner")] == ["Today", "Deals", "Settings"]
    assert menu_for(None) == []


def test_panels_are_found_by_slot():
    registry.panels += [
        Panel(slot="deal.aside", label="Quotes", address=lambda deal: f"/quotes/{deal}", order=2),
        Panel(slot="deal.aside", label="People", address=lambda deal: f"/people/{deal}", order=1),
        Panel(slot="person.aside", label="Deals", address=str),
    ]
    assert [panel.address(12) for panel in panels_for("deal.aside", "rep")] == ["/people/12", "/quotes/12"]


def test_what_is_typed_after_a_command_is_the_name_of_what_it_makes():
    deal, person = (Command(label=f"New {one}", url="", named="name") for one in ("deal", "person"))
    offered = [deal, Command(label="New deals", url=""), person]
    assert creating(offered, "Acme  rollout ") == [(deal, "Acme rollout"), (person, "Acme rollout")]
    assert creating(offered, "new DEAL Acme") == [(deal, "Acme")]
    assert creating(offered, "newperson Jo") == [(deal, "newperson Jo"), (person, "newperson Jo")]
    assert creating(offered, "New person ") == creating(offered, " ") == []
