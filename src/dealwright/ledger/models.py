"""Tables of the ledger: events, the head of the hash chain, and how far each reader has come."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One committed event. `seq`, `hash` and `salt` are given soon after commit, by the sequencer alone.

    The chain covers the digest of salt and data. When a person is erased, salt and personal data go and the `digest`
    stays in their place ("" for an entry of before there were salts): see `shredding`.
    """

    id = models.BigAutoField(primary_key=True)
    seq = models.BigIntegerField(null=True, unique=True)
    hash = models.CharField(max_length=64, null=True)
    kind = models.CharField(max_length=60)
    version = models.SmallIntegerField()
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.TextField()
    salt = models.CharField(max_length=32, null=True)
    digest = models.CharField(max_length=64, null=True)

    class Meta:
        indexes = [
            models.Index("subject_kind", "subject_id", "occurred_at", name="ledger_entry_subject"),
            models.Index("id", condition=Q(seq=None), name="ledger_entry_unnumbered"),
        ]


class Head(models.Model):
    """The last number given and its hash: one row, whose lock is the sequencer's lease."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class Reader(models.Model):
    """How far a reader has come; its row is locked while it reads."""

    name = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)
