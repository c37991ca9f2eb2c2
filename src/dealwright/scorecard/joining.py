"""What goals, alerts, the weekly mail, dashboards and the numbers of a stage add to the site."""

from typing import Any

from django.utils.translation import gettext_lazy as _

UNFORECAST = _(
    "The forecast of the day could not be made, so Forecast shows the last one that could. It is tried again every "
    "hour."
)
UNPREPARED = _(
    "Numbers could not be prepared, so the first look at one takes longer. It is tried again every day and when "
    "Dealwright starts."
)


def join() -> None:
    """Have their tables and events known in each process."""
    from .alerts import events as _alert_events  # noqa: F401 (what the ledger holds must be known in each process)
    from .alerts import models as _alerts  # noqa: F401 (and so must tables)
    from .dashboards import events as _dashboard_events  # noqa: F401 (as above)
    from .dashboards import models as _dashboards  # noqa: F401 (as above)
    from .digest import events as _digest_events  # noqa: F401 (as above)
    from .digest import models as _digest  # noqa: F401 (as above)
    from .goals import events as _goal_events  # noqa: F401 (as above)
    from .goals import models as _goals  # noqa: F401 (as above)
    from .owners import events as _owner_events  # noqa: F401 (as above)
    from .owners import models as _owners  # noqa: F401 (as above)

    _on_pages()
    _texts_are_kept()
    _failures_are_said()
    _alerts_are_told()
    _weeks_are_mailed()


def _on_pages() -> None:
    """Lead to goals from the palette and Today."""
    from django.urls import reverse

    from dealwright.desk.registry import Command, Panel, commands, panels

    commands.append(Command(label=_("Goals"), url="goals", icon="target"))
    commands.append(Command(label=_("Dashboards"), url="dashboards", icon="chart-bar"))
    commands.append(Command(label=_("Alerts"), url="alerts", icon="bell"))
    panels.append(Panel(slot="feedback.stage", label=_("Its numbers"), address=_numbers_of, order=10))
    panels.append(Panel(slot="today.top", label=_("Your goals"), address=lambda _today: reverse("goal-line")))


def _numbers_of(stage: Any) -> str:
    """Where the numbers of a stage are; it has the key of its process and its own."""
    from django.urls import reverse

    return reverse("stage-numbers", args=[stage.process, stage.key])


def _texts_are_kept() -> None:
    """Have every process read the SQL that is kept, and the worker see to it that all of it is."""
    from dealwright.ledger.subscriptions import daily

    from .texts import read_texts, see_to_texts

    read_texts()
    daily(see_to_texts, "texts of numbers")


def _failures_are_said() -> None:
    """Have the page on data say what follows where work that is done apart failed."""
    from dealwright.workspace.failing import register_failure

    register_failure("forecast", UNFORECAST)
    register_failure("all texts", UNPREPARED)


def _alerts_are_told() -> None:
    """Have the worker look at all numbers each night, and those told who are concerned."""
    from dealwright.ledger.subscriptions import daily
    from dealwright.teamwork.notable import What, register
    from dealwright.teamwork.notices import register_teller
    from dealwright.teamwork.places import Place, register_place

    from .alerts.jobs import look
    from .alerts.telling import tell, titles_of, told_to

    daily(look, "metric alerts")
    register_place("alert", Place("alert", titles_of))
    register("metric-alerts", What.NUMBER, ["alert_raised"], told_to)
    register_teller(tell)


def _weeks_are_mailed() -> None:
    """Have the worker mail weeks, and members choose the day."""
    from django.urls import reverse_lazy

    from dealwright.desk.registry import Command, Panel, commands, panels
    from dealwright.ledger.subscriptions import often

    from .digest.jobs import write_weeks

    address = reverse_lazy("settings-week")
    panels.append(Panel(slot="settings.parts", label=_("Weekly mail"), address=lambda _member: str(address), order=6))
    commands.append(Command(label=_("Your week"), url="week", icon="calendar"))
    often(write_weeks, "weekly mails")
