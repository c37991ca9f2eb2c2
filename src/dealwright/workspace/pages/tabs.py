"""The parts of the settings."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ..rules import Actor, Right, has_right

Tab = dict[str, object]


def tabs(actor: Actor, here: str) -> list[Tab]:
    """The parts that the actor may open, with the one that is open marked; `here` is a url name."""
    parts = [("settings", _("My profile")), ("settings-tokens", _("My access tokens"))]
    if has_right(actor, Right.MEMBERS):
        parts += [
            ("settings-company", _("Company")),
            ("settings-members", _("Members")),
            ("settings-teams", _("Teams")),
        ]
    return [{"label": label, "href": reverse(name), "current": name == here} for name, label in parts]
