"""Tables of quality: rules on keeping, what somebody confirmed."""

from django.db import models
from django.utils import timezone


class Confirmation(models.Model):
    """When somebody last said that a record (or one field of it) is still right."""

    one = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=80, default="", blank=True)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["one", "record_id", "field"], name="records_confirmation_once")]


class RetentionRule(models.Model):
    """Records of a kind that are removed (or anonymised) `days` after they were last touched, closed or added."""

    kind = models.CharField(max_length=30)
    condition = models.CharField(max_length=500, default="", blank=True)
    since = models.CharField(max_length=10)
    days = models.IntegerField()
    act = models.CharField(max_length=10)
    is_active = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "records"
        constraints = [
            models.CheckConstraint(condition=models.Q(act__in=["remove", "anonymise"]), name="records_retention_act")
        ]
