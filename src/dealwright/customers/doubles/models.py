"""Tables of the doubles: searches, the pairs they found, and merges with all that is needed to take them apart."""

from django.db import models
from django.db.models import Q

KINDS = ("organisation", "person")
STATES = ("open", "distinct", "merged")


class DoubleSearch(models.Model):
    """A search through all records of a kind that somebody asked for; `step` tells in words how far it is."""

    kind = models.CharField(max_length=12)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    step = models.CharField(max_length=100, default="", blank=True)
    records = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    fault = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index("kind", "id", name="customers_doublesearch_kind")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=KINDS), name="customers_doublesearch_kinds")]


class Merge(models.Model):
    """One record that went up into another; `kept` is, as JSON, what it takes to undo that.

    Merges made at one go share the number `together`, by which they are undone at one go.
    """

    kind = models.CharField(max_length=12)
    survivor_id = models.BigIntegerField()
    removed_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    kept = models.TextField()
    undone_at = models.DateTimeField(null=True)
    together = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("kind", "survivor_id", condition=Q(undone_at=None), name="customers_merge_survivor"),
            models.Index("together", condition=Q(together__isnull=False), name="customers_merge_together"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "removed_id"], condition=Q(undone_at=None), name="customers_merge_removed"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="customers_merge_kinds"),
        ]


class Double(models.Model):
    """Two records that may be the same, the lower number left: how probable it is, why, what was decided.

    `distinct` is for good: no search asks about these two again.
    """

    kind = models.CharField(max_length=12)
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="open")
    decided_by = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "-probability", "id"], condition=Q(state="open"), name="customers_double_open"
            ),
            models.Index("kind", "right_id", name="customers_double_right"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "left_id", "right_id"], name="customers_double_pair"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="customers_double_state"),
            models.CheckConstraint(condition=Q(left_id__lt=models.F("right_id")), name="customers_double_order"),
        ]
