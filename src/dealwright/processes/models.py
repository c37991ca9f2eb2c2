"""Tables of the processes: each process, its immutable published versions, what is on its way to become one."""

from django.db import models
from django.db.models import F, Q

from .states import DraftState, FeedbackKind, FeedbackState, Verdict


class Process(models.Model):
    """A sales process, known by its key. No deals begin on a retired one."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True)


class Draft(models.Model):
    """A playbook being written. `base` is the number of the version in force when it was begun, 0 without one."""

    process_key = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    text = models.TextField()
    base = models.IntegerField(default=0)
    state = models.CharField(max_length=9, default=DraftState.DRAFT.value)
    author = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    revision = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index("process_key", F("changed_at").desc(), name="processes_draft_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in DraftState]), name="processes_draft_state"
            ),
        ]


class Step(models.Model):
    """The text a draft had before a change in the designer, to undo it; `revision` is the one the change led to."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    revision = models.IntegerField()


class Version(models.Model):
    """A published playbook; it never changes again.

    `text` is what was published. `resolved` is the whole process in one text where it extends another, as that
    stood then; empty where `text` is whole by itself.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    text = models.TextField()
    resolved = models.TextField(default="", blank=True)
    extends = models.CharField(max_length=60, default="", blank=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index("extends", condition=~Q(extends=""), name="processes_version_extends")]
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="processes_version_number")]


class Review(models.Model):
    """What somebody thinks of a draft; `digest` is that of the text they read, so a later change is not approved."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(
        "workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    verdict = models.CharField(max_length=7)
    note = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=[one.value for one in Verdict]), name="processes_review_verdict"
            ),
        ]


class Feedback(models.Model):
    """What somebody who works by a process says of it; `stage` is empty where it is about the whole.

    `version` is the one in force when it was said, `draft` the one that takes it up.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(max_length=60, default="", blank=True)
    kind = models.CharField(max_length=7)
    text = models.TextField()
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=6, default=FeedbackState.OPEN.value)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index("process", "stage", name="processes_feedback_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in FeedbackKind]), name="processes_feedback_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in FeedbackState]), name="processes_feedback_state"
            ),
        ]


class Vote(models.Model):
    """Somebody who thinks the same."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="votes", db_index=False)
    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "member"], name="processes_vote_once")]
