"""The table of dashboards."""

from django.db import models


class Dashboard(models.Model):
    """Figures under a name: `tiles` are {"figure": name, "query": filters as in an address}, in their order."""

    name = models.CharField(max_length=80)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("workspace.Team", null=True, on_delete=models.PROTECT, related_name="+")
    shared = models.CharField(max_length=7)
    tiles = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "scorecard"
