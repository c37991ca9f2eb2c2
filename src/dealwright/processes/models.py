"""Tables of the processes: each process and its immutable published versions."""

from django.db import models


class Process(models.Model):
    """A sales process, known by its key."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)


class Version(models.Model):
    """A published playbook; its text never changes again."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("workspace.Member", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="processes_version_number")]
