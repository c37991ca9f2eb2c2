"""Tables of alerts: what members watch, and what they were told."""

from django.db import models
from django.db.models import Q


class Watch(models.Model):
    """A member wants to hear when a figure of the last four weeks is above or below a value (kept as a goal's is)."""

    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+")
    metric = models.CharField(max_length=160)
    side = models.CharField(max_length=5)
    value = models.BigIntegerField()

    class Meta:
        app_label = "scorecard"
        constraints = [
            models.UniqueConstraint(fields=["member", "metric", "side"], name="scorecard_watch_once"),
        ]


class Alert(models.Model):
    """A figure was outside, above or below, from the week that ended on `began_on`, and is no more since `ended_on`.

    `watch` says which own watch told it; without one it left the usual band. `facts` is what was told: the value, the
    ends of the band, over how many weeks.
    """

    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.CharField(max_length=160)
    side = models.CharField(max_length=5)
    watch = models.ForeignKey(Watch, null=True, on_delete=models.SET_NULL, related_name="+")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)
    facts = models.JSONField()
    raised_at = models.DateTimeField()

    class Meta:
        app_label = "scorecard"
        indexes = [models.Index("member", "raised_at", name="scorecard_alert_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "metric", "side"], condition=Q(ended_on=None, watch=None),
                name="scorecard_alert_of_band",
            ),
            models.UniqueConstraint(
                fields=["watch"], condition=Q(ended_on=None, watch__isnull=False), name="scorecard_alert_of_watch"
            ),
        ]  # fmt: skip
