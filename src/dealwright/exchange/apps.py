"""Joins exchange to the site."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Import, export and sample data."""

    name = "dealwright.exchange"
    label = "exchange"
