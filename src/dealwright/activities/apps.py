"""Joins activities to the site."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

DOABLE = (
    (_("Log a call"), "log-activity", "&kind=call", "phone"),
    (_("Log a meeting"), "log-activity", "&kind=meeting", "users"),
    (_("Write a note"), "log-activity", "&kind=note", "note"),
    (_("Add a task about this"), "task-add", "", "checkbox"),
)


class ActivitiesConfig(AppConfig):
    """Calls, meetings, mails, notes and tasks."""

    name = "dealwright.activities"
    label = "activities"

    def ready(self) -> None:
        """Put Today on the menu, timeline and tasks on the pages of customers, their people into the form that logs."""
        from dealwright.desk.registry import Command, MenuItem, Panel, commands, menu, panels
        from dealwright.records.quality import erasing
        from dealwright.teamwork.watching import watch

        from .erasing import find

        watch("today", "task_*", "activity_*", "approval_*", "lead_assigned*")
        menu.append(MenuItem(label=_("Today"), url="today", icon="sun", shortcut="g t", order=10))
        commands.append(
            Command(label=_("Add task"), url="task-add", icon="checkbox", in_dialog=True, shortcut="c t", order=30)
        )
        for one in ("organisation", "person"):
            panels.append(Panel(slot=f"{one}.main", label=_("Timeline"), address=_at("timeline", one), order=90))
            panels.append(Panel(slot=f"{one}.aside", label=_("Tasks"), address=_at("tasks-about", one), order=20))
        self._as_lists()
        self._in_palette()
        self._on_settings()
        self._around()
        self._together()
        erasing.register(find)

    def _as_lists(self) -> None:
        from dealwright.desk.registry import Command, commands
        from dealwright.records.kinds import Kind, enlist
        from dealwright.teamwork.watching import watch

        from . import catalogue
        from .access import visible_activities, visible_tasks
        from .commands import change_activities, change_tasks
        from .models import OPEN, Activity, Task

        shown = ("kind", "due_on", "owner.name", "about.name", "done")
        enlist(
            Kind(
                "tasks", "task", "Task", Task, catalogue.tasks, visible_tasks, "-due_on", "task-change", title="title",
                columns=shown, new="task-add", change_many=change_tasks, in_dialog=True, open=OPEN,
                known_to=catalogue.naming_seen,
            )
        )  # fmt: skip
        told = ("kind", "at", "by.name", "about.name", "person.name", "outcome")
        enlist(
            Kind(
                "activities", "activity", "Activity", Activity, catalogue.activities, visible_activities, "-at",
                "activity", title="subject", columns=told, change_many=change_activities, in_dialog=True,
            )
        )  # fmt: skip
        watch("tasks", "task_*")
        watch("activities", "activity_*")
        commands.append(Command(label=_("All tasks"), url="tasks", icon="checkbox", shortcut="g w", order=32))
        commands.append(Command(label=_("All activities"), url="activities", icon="phone", shortcut="g a", order=34))

    def _in_palette(self) -> None:
        from dealwright.desk.registry import Verb, verbs

        for one in ("deal", "organisation", "person", "lead"):
            for label, url, said, icon in DOABLE:
                verbs.append(Verb(label=label, on=one, address=_asked(url, one, said), icon=icon, order=30))

    def _on_settings(self) -> None:
        from dealwright.desk.registry import Panel, panels

        slot: str = "settings.parts"
        panels.append(Panel(slot=slot, label=_("My hours"), address=lambda _: reverse("settings-hours"), order=10))
        panels.append(
            Panel(slot=slot, label=_("My calendar"), address=lambda _: reverse("settings-calendar"), order=20)
        )
        panels.append(
            Panel(
                slot=slot, label=_("Working hours"), address=lambda _: reverse("settings-company-hours"), order=30,
                allowed=_may_set_hours,
            )
        )  # fmt: skip

    def _together(self) -> None:
        from dealwright.teamwork.digest import register_hours
        from dealwright.teamwork.notable import What, quiet, register
        from dealwright.teamwork.notices import register_teller
        from dealwright.teamwork.telling import LOOKS, tell

        from .calendars import begin_of_work
        from .given import task_given
        from .telling import register_look, register_words, words_of

        for kind, look in LOOKS.items():
            register_look(kind, *look)
        register_words(LOOKS, tell)
        register_teller(words_of)
        register_hours(begin_of_work)
        register("tasks", What.TASK, ["task_planned", "task_changed", "task_escalated"], task_given)
        quiet(["task_changed", "task_removed", "task_restored", "task_reopened", "activity_changed"])

    def _around(self) -> None:
        from dealwright.customers.doubles import follows
        from dealwright.customers.doubles.aliases import former_subjects
        from dealwright.customers.queries import people_of
        from dealwright.customers.telling import WORDS, looks, tell
        from dealwright.ledger.subscriptions import often

        from .around import register_people
        from .commands import escalate_overdue
        from .commands.repoint import follow, follow_back
        from .models import Activity, Participant, Task
        from .telling import confirmed, register_look, register_related, register_words

        for kind, look in looks().items():
            register_look(kind, *look)
        register_words([event.kind for event in WORDS], tell)
        register_words(["record_confirmed"], confirmed)
        follows.register_own("activities", follow, follow_back, Activity, Participant, Task)
        for one in ("organisation", "person"):
            register_related(one, former_subjects(one))
        register_people(
            "organisation", lambda record_id, by: [(each.id, each.name) for each in people_of(record_id, by)]
        )
        register_related(
            "organisation", lambda record_id, by: [("person", each.id) for each in people_of(record_id, by)]
        )
        often(escalate_overdue, "escalate overdue tasks")


def _may_set_hours(member: Any) -> bool:
    from dealwright.workspace.queries import Right, has_right

    return has_right(member, Right.MEMBERS)


def _at(url: str, one: str) -> Callable[[Any], str]:
    """The address of a panel for the record that its page shows."""
    return lambda record: reverse(url, args=[one, record.id])


def _asked(url: str, one: str, said: str) -> Callable[[int], str]:
    """The address of a form about the record of that number, filled in as `said`."""
    return lambda record_id: f"{reverse(url)}?{one}={record_id}{said}"
