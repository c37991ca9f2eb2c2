"""The parts of the settings: our own, and those that other modules add as panels of the slot "settings.parts"."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.desk.registry import panels_for

from .rules import Actor, Right, has_right

Tab = dict[str, object]


def tabs(actor: Actor, here: str) -> list[Tab]:
    """The parts that the actor may open, with the one that is open marked; `here` is a url name."""
    parts = [("settings", _("My profile")), ("settings-tokens", _("My access tokens"))]
    if has_right(actor, Right.MEMBERS):
        parts += [
            ("settings-company", _("Company")),
            ("settings-members", _("Members")),
            ("settings-teams", _("Teams")),
            ("settings-roles", _("Roles")),
            ("settings-territories", _("Territories")),
        ]
    parts.append(("settings-why", _("Who sees what")))
    places = [(label, reverse(name)) for name, label in parts]
    places += [(panel.label, panel.address(actor)) for panel in panels_for("settings.parts", actor)]
    return [{"label": label, "href": address, "current": address == reverse(here)} for label, address in places]
