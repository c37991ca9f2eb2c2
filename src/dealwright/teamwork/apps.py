"""Joins teamwork to the site."""

from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    """Comments, followers, notifications, what changes while you look."""

    name = "dealwright.teamwork"
    label = "teamwork"

    def ready(self) -> None:
        """Have pages carry what they watch."""
        from dealwright.desk.registry import main_attributes

        from .watching import attributes

        main_attributes.append(attributes)
