"""Joins records to the site."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The field catalogue, lists and search."""

    name = "dealwright.records"
    label = "records"
