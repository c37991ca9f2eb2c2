"""Tables of the records: the words by which search finds them, and answers kept for requests sent again."""

from typing import Any

from django.db import models
from django.utils import timezone


class ByteOrdered(models.CharField):
    """Text that is compared byte by byte in every database, so that a beginning is a range of the index."""

    def db_parameters(self, connection: Any) -> Any:
        """On PostgreSQL the collation must be named; SQLite compares so by itself."""
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}


class SearchWord(models.Model):
    """A word by which a record is found: of its title, or of what else its kind is found by."""

    word = ByteOrdered(max_length=40)
    kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index("kind", "word", "record_id", name="records_searchword_word"),
            models.Index("kind", "record_id", "word", name="records_searchword_record"),
        ]


class KeptAnswer(models.Model):
    """What a member's request was answered, for when it is sent again; without a status while the work is under way."""

    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="records_keptanswer_once")]
