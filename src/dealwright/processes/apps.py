"""Joins processes to the site."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """Published versions of playbooks."""

    name = "dealwright.processes"
    label = "processes"

    def ready(self) -> None:
        """Put the playbook on the menu."""
        from dealwright.desk.registry import MenuItem, menu

        menu.append(MenuItem(label=_("Playbook"), url="playbooks", icon="book", shortcut="g l", order=60))
