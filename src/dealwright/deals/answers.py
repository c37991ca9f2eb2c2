"""Rows that hold what is known of a record under the elements of frameworks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class GivenAnswer(models.Model):
    """What we know of a record under an element of a framework; frameworks share answers through the concept."""

    about: ClassVar[str]
    """The column that holds the record's number."""

    concept = models.CharField(max_length=60)
    framework = models.CharField(max_length=60)
    element = models.CharField(max_length=60)
    strength = models.IntegerField()
    text = models.TextField()
    link = models.CharField(max_length=1000, default="", blank=True)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(strength__gte=0, strength__lte=3), name="%(app_label)s_answer_strength")
        ]
