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

    pk = models.CompositePrimaryKey("kind", "word", "record_id")
    kind = models.SmallIntegerField()
    word = ByteOrdered(max_length=40)
    record_id = models.BigIntegerField()


class SearchText(models.Model):
    """All words of a record between blanks: what is looked through when a record must have several."""

    pk = models.CompositePrimaryKey("kind", "record_id")
    kind = models.SmallIntegerField()
    record_id = models.BigIntegerField()
    words = models.TextField()


class SearchPart(models.Model):
    """What a word of titles is found by when its beginning is not typed or it is misspelt; `size` is its length."""

    pk = models.CompositePrimaryKey("part", "size", "word")
    part = ByteOrdered(max_length=42)
    size = models.SmallIntegerField()
    word = ByteOrdered(max_length=40)


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


class CustomField(models.Model):
    """A field that the company added to a kind of record; its values stand under `key` in the records' own fields.

    `choices` are pairs of key and title. A retired field is not shown anywhere; its key and its values stay.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    type = models.CharField(max_length=12)
    choices = models.JSONField(default=list)
    currency = models.CharField(max_length=3, default="", blank=True)
    help = models.CharField(max_length=500, default="", blank=True)
    required = models.BooleanField(default=False)
    default = models.JSONField(null=True)
    place = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="records_customfield_key")]


class TypeChange(models.Model):
    """A custom field that got another type: what it was, so that it can be taken back, and what it becomes.

    While `task` is `do` or `undo` that is under way: of `count` records `finished` are done, up to `last_id`.
    """

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="+")
    was = models.JSONField()
    becomes = models.JSONField(default=dict)
    task = models.CharField(max_length=4, default="", blank=True)
    count = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)
    converted = models.IntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)


class ValueBefore(models.Model):
    """What a record held in a field before the field's type was changed, and what that became (null: nothing)."""

    change = models.ForeignKey(TypeChange, on_delete=models.CASCADE, related_name="+", db_index=False)
    record_id = models.BigIntegerField()
    value = models.JSONField()
    became = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "record_id"], name="records_valuebefore_once")]


class FieldRule(models.Model):
    """What members of a role (empty: of built-in roles without a rule of their own) may do with a field."""

    kind = models.CharField(max_length=30)
    field = models.CharField(max_length=80)
    role = models.CharField(max_length=60, default="", blank=True)
    access = models.CharField(max_length=9)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "field", "role"], name="records_fieldrule_once"),
            models.CheckConstraint(
                condition=models.Q(access__in=["hidden", "read_only", "full"]), name="records_fieldrule_access"
            ),
        ]


class Layout(models.Model):
    """Which fields of a kind stand where, for a role (empty: for everybody without a layout of their own)."""

    kind = models.CharField(max_length=30)
    role = models.CharField(max_length=60, default="", blank=True)
    sections = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "role"], name="records_layout_once")]


class QualityRule(models.Model):
    """What a field of a kind must hold: `demand` is required, a format by name, or own with its `pattern`.

    `condition` (CEL) and `stage` say of which records; one that `refuses` is kept by every command, others warn.
    """

    kind = models.CharField(max_length=30)
    field = models.CharField(max_length=80)
    demand = models.CharField(max_length=12)
    pattern = models.CharField(max_length=300, default="", blank=True)
    condition = models.CharField(max_length=500, default="", blank=True)
    stage = models.CharField(max_length=60, default="", blank=True)
    refuses = models.BooleanField(default=True)
    sentence = models.CharField(max_length=300, default="", blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "records"
        indexes = [models.Index("kind", "id", name="records_qualityrule_kind")]


class Weights(models.Model):
    """Which fields of a kind count for completeness, and how much: points by field key, in their order."""

    kind = models.CharField(max_length=30, unique=True)
    points = models.JSONField(default=list)


class SavedView(models.Model):
    """A list kept under a name: `query` is what stands in its address, `shared` who else finds it."""

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    query = models.TextField(default="", blank=True)
    shared = models.CharField(max_length=7, default="private")
    owner = models.ForeignKey("workspace.Member", null=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("workspace.Team", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("kind", condition=models.Q(removed_at=None), name="records_savedview_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shared__in=["private", "team", "all"]), name="records_savedview_shared"
            )
        ]


class DefaultView(models.Model):
    """The view that a member's list of a kind opens with."""

    member = models.ForeignKey("workspace.Member", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="chosen")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="records_defaultview_once")]


class BulkEdit(models.Model):
    """A change of many records: tried first (`trying`, `tried`), then done (`doing`, `done`), perhaps taken back.

    `act` is change or remove; `changes` hold the new value of each field, as the API writes it, with how it is meant:
    to `set`, to `add` to a list, or to `take` from it.
    """

    kind = models.CharField(max_length=30)
    act = models.CharField(max_length=6)
    changes = models.JSONField(default=dict)
    status = models.CharField(max_length=7, default="trying")
    by = models.ForeignKey("workspace.Member", null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    count = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)
    fault = models.TextField(default="", blank=True)


class BulkRow(models.Model):
    """A record in a change of many: its values before and after, or why it was refused; `state` is how far it is.

    States are `waiting`, `ready`, `same`, `refused`, `done`, `restored` and `kept` (it was changed since).
    """

    bulk = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="rows", db_index=False)
    record_id = models.BigIntegerField()
    state = models.CharField(max_length=8, default="waiting")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        indexes = [models.Index("bulk", "state", "record_id", name="records_bulkrow_state")]
        constraints = [models.UniqueConstraint(fields=["bulk", "record_id"], name="records_bulkrow_once")]
