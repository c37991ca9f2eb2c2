"""Tables of the activities: what was done, and what is to be done.

A record that an activity is about may live in a higher module, so it is named by kind and id.
"""

from django.db import models
from django.db.models import Q


class Activity(models.Model):
    """A call, meeting, mail or note that has taken place."""

    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    text = models.TextField(default="", blank=True)
    outcome = models.CharField(max_length=12, db_default="", default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    person = models.ForeignKey("customers.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("about_kind", "about_id", "at", name="activities_activity_about"),
            models.Index("by", "at", name="activities_activity_by"),
        ]


class Task(models.Model):
    """Something to do, made by a person or by the process."""

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=30, default="", blank=True)
    about_id = models.BigIntegerField(null=True)
    planned = models.CharField(max_length=60, default="", blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, null=True, on_delete=models.SET_NULL, related_name="+")
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("owner", "due_on", condition=Q(done_at=None), name="activities_task_open"),
            models.Index("about_kind", "about_id", name="activities_task_about"),
        ]
