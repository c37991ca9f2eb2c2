"""Joins activities to the site."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    """Calls, meetings, mails, notes and tasks."""

    name = "dealwright.activities"
    label = "activities"

    def ready(self) -> None:
        """Put Today on the menu, timeline and tasks on the pages of customers, their people into the form that logs."""
        from dealwright.customers.queries import people_of
        from dealwright.desk.registry import Command, MenuItem, Panel, commands, menu, panels

        from .around import register_people

        menu.append(MenuItem(label=_("Today"), url="today", icon="sun", shortcut="g t", order=10))
        commands.append(Command(label=_("Add task"), url="task-add", icon="checkbox", in_dialog=True, order=30))
        for one in ("organisation", "person"):
            panels.append(Panel(slot=f"{one}.main", label=_("Timeline"), address=_at("timeline", one), order=90))
            panels.append(Panel(slot=f"{one}.aside", label=_("Tasks"), address=_at("tasks-about", one), order=20))
        register_people(
            "organisation", lambda record_id, by: [(each.id, each.name) for each in people_of(record_id, by)]
        )


def _at(url: str, one: str) -> Callable[[Any], str]:
    """The address of a panel for the record that its page shows."""
    return lambda record: reverse(url, args=[one, record.id])
