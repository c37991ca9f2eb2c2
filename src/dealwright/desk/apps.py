"""The desk joins Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Templates, static files and the registry of menu, commands and panels."""

    name = "dealwright.desk"
    label = "desk"
