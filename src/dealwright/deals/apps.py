"""Joins deals to the site."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Deals moving through the process."""

    name = "dealwright.deals"
    label = "deals"
