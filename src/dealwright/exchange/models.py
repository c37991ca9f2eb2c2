"""Tables of the imports: each import with how far it has come, its refused rows, what it changed or made besides."""

from django.db import models


class Import(models.Model):
    """One file brought in, or the export of another program as a whole, which its files are `part_of`.

    Rows are numbered as in a spreadsheet; `rows_done` is the last row that was committed;
    `path` is relative to the data directory; `mapping` is the map as YAML; `plan` holds the figures and matches of
    the dry run; `matches` those of the run.
    """

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=255, default="")
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField(default=0)
    mapping = models.TextField(default="", blank=True)
    status = models.CharField(max_length=10, default="draft")
    rows_total = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    plan = models.JSONField(null=True)
    matches = models.JSONField(default=list)
    fault = models.TextField(default="", blank=True)
    undone = models.JSONField(null=True)
    part_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("digest", name="exchange_import_digest")]


class RefusedRow(models.Model):
    """Why a row was refused: the column at fault and how to mend it."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    row = models.BigIntegerField()
    column = models.CharField(max_length=300, default="", blank=True)
    message = models.TextField()
    remedy = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index("of", "row", name="exchange_refusedrow_row")]


class Touched(models.Model):
    """A record that an import changed (`before` gives its values back) or, where it cannot say so itself, made."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    revision = models.IntegerField(default=0)
    before = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index("of", "kind", "record_id", name="exchange_touched_record")]
