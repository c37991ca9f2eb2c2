"""Joins processes to the site."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """Published versions of playbooks."""

    name = "dealwright.processes"
    label = "processes"

    def ready(self) -> None:
        """Put the playbook on the menu, and the designer on a draft's page."""
        from django.urls import reverse

        from dealwright.desk.registry import MenuItem, Panel, menu, panels
        from dealwright.workspace.queries import Right, has_right

        panels.append(
            Panel(
                slot="draft.actions",
                label=_("Design"),
                address=lambda draft: reverse("playbook-design", args=[draft.id]),
                order=10,
                allowed=lambda member: has_right(member, Right.DRAFT),
            )
        )
        menu.append(MenuItem(label=_("Playbook"), url="playbooks", icon="book", shortcut="g k", order=60))
