"""Joins activities to the site."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """Calls, meetings, mails, notes and tasks."""

    name = "dealwright.activities"
    label = "activities"
