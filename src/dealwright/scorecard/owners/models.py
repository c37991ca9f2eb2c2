"""The table of who answers for what."""

from django.db import models


class MetricOwner(models.Model):
    """The member who answers for a number, by its name."""

    metric = models.CharField(max_length=30, unique=True)
    member = models.ForeignKey("workspace.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "scorecard"
