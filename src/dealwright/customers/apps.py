"""Joins customers to the site."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Organisations and people."""

    name = "dealwright.customers"
    label = "customers"
