"""Joins records to the site."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The field catalogue, lists and search."""

    name = "dealwright.records"
    label = "records"

    def ready(self) -> None:
        """Have search read the ledger."""
        from dealwright.ledger.readers import register

        from .search import READER, TRIGGERS, index

        register(READER, index, TRIGGERS)
