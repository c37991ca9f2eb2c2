"""Joins the ledger to the site."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """The append-only record of events."""

    name = "dealwright.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Know every module's events, so that stored ones can be told."""
        autodiscover_modules("events")
