"""What the forecast adds to the site: a place in the menu, events, and the worker's nightly forecast."""


def join() -> None:
    """Make it known in each process."""
    from django.utils.translation import gettext_lazy as _

    from dealwright.desk.registry import Command, MenuItem, commands, menu
    from dealwright.ledger.subscriptions import often

    from . import events as _events  # noqa: F401 (what the ledger holds must be known in each process)
    from .night import see_to_today

    menu.append(MenuItem(label=_("Forecast"), url="forecast", icon="trending-up", shortcut="g f", order=50))
    commands.append(Command(label=_("How good forecasts were"), url="forecast-track", icon="target"))
    often(see_to_today, "nightly forecast")
