"""Joins the workspace to the site."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Members, teams, roles and access."""

    name = "dealwright.workspace"
    label = "workspace"
