"""Joins the ledger to the site."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The append-only record of events."""

    name = "dealwright.ledger"
    label = "ledger"
