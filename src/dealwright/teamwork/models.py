"""Tables of teamwork. Records are named by kind (singular key) and number."""

from django.db import models
from django.db.models import Q


class Comment(models.Model):
    """What somebody said about a record, in plain text; `mentions` are the numbers of the members named in it."""

    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    author = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    said = models.TextField()
    mentions = models.JSONField(default=list)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("kind", "record_id", "id", name="teamwork_comment_about")]


class Follower(models.Model):
    """A member who follows a record, or (`left`) who does not want to, though they own it or commented on it."""

    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+")
    left = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "member"], name="teamwork_follower_once"),
        ]


class Teammate(models.Model):
    """A member who has a part in a record, and which; a share with the same reason lets them see it."""

    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "member"], name="teamwork_teammate_once"),
        ]


class Notification(models.Model):
    """Something that happened (the ledger's event with id `entry`) of which a member is told; `what` says why."""

    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+", db_index=False)
    what = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    entry = models.BigIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index("member", "id", name="teamwork_notice_of"),
            models.Index("member", condition=Q(read_at=None), name="teamwork_notice_unread"),
            models.Index("kind", "record_id", name="teamwork_notice_about"),
            models.Index("at", name="teamwork_notice_at"),
        ]
        constraints = [models.UniqueConstraint(fields=["member", "entry"], name="teamwork_notice_once")]


class Wish(models.Model):
    """How a member wants to hear of what ("task": "digest"), and the last day for which a mail was claimed."""

    member = models.OneToOneField("workspace.Member", primary_key=True, on_delete=models.CASCADE, related_name="+")
    ways = models.JSONField(default=dict)
    mailed_on = models.DateField(null=True)
