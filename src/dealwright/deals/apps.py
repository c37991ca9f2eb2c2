"""Joins deals to the site."""

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """Deals moving through the process."""

    name = "dealwright.deals"
    label = "deals"

    def ready(self) -> None:
        """Make deals known as a kind of record."""
        from dealwright.records.kinds import Kind, register

        from .access import visible
        from .catalogue import catalogue
        from .models import Deal

        register(Kind("deals", "deal", "Deal", Deal, catalogue, visible, "-id", "deal"))
