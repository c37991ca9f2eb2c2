"""Joins processes to the site."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """Published versions of playbooks."""

    name = "dealwright.processes"
    label = "processes"
