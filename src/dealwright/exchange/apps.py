"""Joins exchange to the site."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Import, export and sample data."""

    name = "dealwright.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Have the worker take up imports."""
        from dealwright.ledger.subscriptions import subscribe

        from .events import ImportRequested
        from .jobs import work_on_import

        subscribe(ImportRequested, work_on_import, "imports")
