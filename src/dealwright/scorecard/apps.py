"""Joins the scorecard to the site."""

from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    """What the work adds up to."""

    name = "dealwright.scorecard"
    label = "scorecard"

    def ready(self) -> None:
        """Read the ledger from now on, and take a place in the menu."""
        from dealwright.desk import registry
        from dealwright.ledger.readers import register

        from .files import FILES_READER, keep_files
        from .forecasts.joining import join as join_forecasts
        from .joining import join
        from .projection import READER, take_in
        from .stories import KINDS

        register(READER, take_in, KINDS)
        register(FILES_READER, keep_files, KINDS)
        item = registry.MenuItem(label="Scorecard", url="scorecard", icon="chart-bar", shortcut="g s", order=50)
        registry.menu.append(item)
        join()
        join_forecasts()
