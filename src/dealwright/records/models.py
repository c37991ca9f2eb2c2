"""Tables of the records: the words by which search finds them."""

from typing import Any

from django.db import models


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
