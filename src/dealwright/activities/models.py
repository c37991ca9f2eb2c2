"""Tables of the activities: what was done, what is to be done, and when people work.

A record that an activity is about may live in a higher module, so it is named by kind and id.
"""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from dealwright.records.own.column import OwnColumn

OPEN = Q(done_at=None)


class Activity(models.Model):
    """A call, meeting, mail or note that has taken place; `direction` is in, out or "" where it does not matter."""

    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    text = models.TextField(default="", blank=True)
    outcome = models.CharField(max_length=12, db_default="", default="", blank=True)
    direction = models.CharField(max_length=3, db_default="", default="", blank=True)
    minutes = models.IntegerField(null=True)
    place = models.CharField(max_length=300, db_default="", default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    person = models.ForeignKey("customers.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    fields = OwnColumn(default=dict)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("about_kind", "about_id", "at", name="activities_activity_about"),
            models.Index("by", "at", name="activities_activity_by"),
            models.Index("at", "id", name="activities_activity_at"),
        ]


class Participant(models.Model):
    """A further person of an activity, besides the one it names itself."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participants", db_index=False)
    person = models.ForeignKey("customers.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="activities_participant_once")]


class Task(models.Model):
    """Something to do, made by a person or by the process.

    `due_on` is the day on the owner's clock, `due_at` the moment where the time matters; `repeat` a rule of RFC 5545,
    `follows` the task whose completion made this one, `put_off` how often it was put off. `series_on` and `series_time`
    are the day and the time of the clock that the rule goes on from where the task is due on another: it was put off,
    or the clock leaves that time out on its day.
    """

    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    minutes = models.IntegerField(null=True)
    place = models.CharField(max_length=300, db_default="", default="", blank=True)
    repeat = models.CharField(max_length=200, db_default="", default="", blank=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    put_off = models.IntegerField(db_default=0, default=0)
    series_on = models.DateField(null=True)
    series_time = models.TimeField(null=True)
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=30, default="", blank=True)
    about_id = models.BigIntegerField(null=True)
    planned = models.CharField(max_length=60, default="", blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, db_default="", default="", blank=True)
    activity = models.ForeignKey(Activity, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    fields = OwnColumn(default=dict)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("owner", "due_on", condition=OPEN, name="activities_task_open"),
            models.Index("about_kind", "about_id", name="activities_task_about"),
            models.Index("due_on", "id", name="activities_task_due"),
            models.Index("done_at", "id", name="activities_task_done"),
            models.Index("due_on", condition=Q(done_at=None, escalated_at=None), name="activities_task_waiting"),
            # What a new task has none of stands in no index, so that making one does not write to it.
            models.Index("escalated_to", condition=OPEN & Q(escalated_to__isnull=False), name="activities_task_handed"),
            models.Index("activity", condition=Q(activity__isnull=False), name="activities_task_activity"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["follows"], condition=Q(follows__isnull=False), name="activities_task_follows"
            )
        ]


class Change(models.Model):
    """What a member did to tasks or activities at once, kept so that it can be taken back.

    `verb` is done, changed, removed or, of an activity, rewritten or struck; `rows` the rows as they were before.
    """

    verb = models.CharField(max_length=12)
    rows = models.JSONField()
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)


class WorkingTime(models.Model):
    """When a member works, or (without a member) the company: what is null or empty is as the company has it.

    `hours` are seven texts, Monday first; `days_off` are [first day, last day, name] as ISO days.
    """

    member = models.OneToOneField("workspace.Member", null=True, on_delete=models.CASCADE, related_name="+")
    hours = models.JSONField(null=True)
    country = models.CharField(max_length=2, default="", blank=True)
    region = models.CharField(max_length=10, default="", blank=True)
    days_off = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(Coalesce("member_id", Value(0)), name="activities_workingtime_once")]


class Escalation(models.Model):
    """The company's rule for overdue tasks: after so many working hours the team's manager is told, or gets them."""

    after_hours = models.IntegerField(null=True)
    hands_over = models.BooleanField(default=False)


class Feed(models.Model):
    """A secret address under which a calendar reads a member's tasks; only its hash is kept."""

    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
