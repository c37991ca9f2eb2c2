"""The parts of the settings: our own, and those that other modules add as panels of the slot "settings.parts"."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.desk.registry import panels_for

from .rules import Actor, Right, has_right

Tab = dict[str, object]
COMPANY = 30  # parts of a lower order are about the member alone


def tabs(actor: Actor, here: str) -> list[Tab]:
    """The parts that the actor may open, one's own first, with the open one marked; `here` is a url name."""
    more = panels_for("settings.parts", actor)
    places = _places([("settings", _("My profile")), ("settings-tokens", _("My access tokens"))])
    places += [(panel.label, panel.address(actor)) for panel in more if panel.order < COMPANY]
    places += _places([*(_company() if has_right(actor, Right.MEMBERS) else ()), ("settings-why", _("Who sees what"))])
    places += [(panel.label, panel.address(actor)) for panel in more if panel.order >= COMPANY]
    return [{"label": label, "href": address, "current": address == reverse(here)} for label, address in places]


def _company() -> list[tuple[str, str]]:
    return [
        ("settings-company", _("Company")),
        ("settings-members", _("Members")),
        ("settings-teams", _("Teams")),
        ("settings-roles", _("Roles")),
        ("settings-territories", _("Territories")),
    ]


def _places(parts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, reverse(name)) for name, label in parts]
