"""Joins records to the site."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The field catalogue, lists and search."""

    name = "dealwright.records"
    label = "records"

    def ready(self) -> None:
        """Have search read the ledger, and old answers forgotten."""
        from dealwright.ledger.readers import register
        from dealwright.ledger.subscriptions import daily

        from .repeats import forget_old_answers
        from .search import READER, TRIGGERS, index

        register(READER, index, TRIGGERS)
        daily(forget_old_answers, "kept-answers")
