"""Joins the workspace to the site."""

from functools import partial
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

UNSENT = _(
    "The mail server took no mail, so confirmations of forms, daily and weekly mails wait. They are tried again every "
    "ten minutes."
)


class WorkspaceConfig(AppConfig):
    """Members, teams, roles and access."""

    name = "dealwright.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Put the settings at the end of the menu, sharing on the pages of records, and territories to work."""
        from dealwright.desk.registry import MenuItem, Panel, menu, panels, reaching
        from dealwright.ledger.subscriptions import subscribe

        from .access import reached
        from .events import TerritoriesApplied, TerritoriesUndone
        from .failing import register_failure
        from .jobs import work_on_application, work_on_undo
        from .mailing import TASK

        register_failure(TASK, UNSENT)
        subscribe(TerritoriesApplied, work_on_application, "territories")
        subscribe(TerritoriesUndone, work_on_undo, "territories-undone")
        for one in ("deal", "organisation", "person", "lead"):
            panels.append(Panel(slot=f"{one}.aside", label=_("Shared with"), address=partial(_shares, one), order=150))
        reaching.append(reached)
        menu.append(MenuItem(label=_("Settings"), url="settings", icon="settings", order=100))


def _shares(one: str, record: Any) -> str:
    """Where it stands with whom a record is shared."""
    from django.urls import reverse

    return reverse("shares", args=[one, record.id])
