"""Joins scorecard to the site."""

from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    """Facts projected from the ledger, and the metrics over them."""

    name = "dealwright.scorecard"
    label = "scorecard"
