"""Joins the workspace to the site."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    """Members, teams, roles and access."""

    name = "dealwright.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Put the settings at the end of the menu."""
        from dealwright.desk.registry import MenuItem, menu

        menu.append(MenuItem(label=_("Settings"), url="settings", icon="settings", order=100))
