"""Facts as files: immutable Parquet, one generation at a time, so that figures over many deals need little memory.

A generation is a new file for each table and one row that lists them. What changed since stands in the tables alone.
The two generations before stay for those who are still reading them.
"""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from dealwright.ledger.queries import Happened, head_seq, reader_seq
from dealwright.metrics import FACTS

from .engine import STRUCTS, apart
from .models import Generation
from .projection import READER
from .stories import FAMILIES, Family

FILES_READER = "scorecard-files"
CHANGED_RECORDS = 1_000  # so many changed records, or this share of all, are worth a new generation
CHANGED_SHARE = 0.05
TOO_MANY = 20_000  # so many are, even while the reader is still behind
LEFT_TO_READ = 2_000
KEPT = 3
LINES = "format = 'newline_delimited', maximum_object_size = 65536"  # which also keeps its buffers small
COLUMNS = {table: [name for name in columns if name != "team_id"] for table, columns in FACTS.items()}


def folder() -> Path:
    """Where the files lie."""
    path: Path = settings.DATA / "facts"
    path.mkdir(exist_ok=True)
    return path


def latest() -> Generation | None:
    """The generation in force."""
    return Generation.objects.order_by("-seq", "-id").first()


def changed_since(family: Family, seq: int) -> "models.QuerySet[models.Model]":
    """The records of a kind that events after `seq` have changed, those taken back among them."""
    return family.model._default_manager.filter(seq__gt=seq)


def keep_files(happenings: Sequence[Happened]) -> None:
    """A reader: once its batch is committed, write a new generation when enough has changed."""
    transaction.on_commit(roll_over_if_due)


def roll_over_if_due() -> bool:
    """Write a new generation when enough has changed since the last; says whether it did."""
    before = latest()
    changed = sum(changed_since(family, before.seq if before else 0).count() for family in FAMILIES)
    enough = max(CHANGED_RECORDS, (before.records if before else 0) * CHANGED_SHARE)
    reading = head_seq() - reader_seq(READER) > LEFT_TO_READ
    due = changed > (max(TOO_MANY, enough) if reading else enough)
    if due:
        roll_over()
    return due


def roll_over() -> Generation:
    """Write all facts to new files and list them; files and removed records that nobody reads any more go."""
    seq, token = reader_seq(READER), secrets.token_hex(4)
    made = Generation(seq=seq, records=0, files={table: f"{table}-{seq}-{token}.parquet" for table in FACTS})
    for family in FAMILIES:
        kept = family.model._default_manager.exclude(status="removed").order_by(family.key)
        made.records += _write(made.files[family.table], family.table, kept)
        for part in family.parts:
            _write(made.files[part.table], part.table, part.model._default_manager.order_by(family.key, "n"))
    made.made_at = timezone.now()
    made.save()
    _clear_away()
    return made


def _write(name: str, table: str, rows: "models.QuerySet[Any]") -> int:
    """Write rows to a new Parquet file, by way of lines of JSON so that memory stays small; returns how many."""
    path, columns, count = folder() / name, COLUMNS[table], 0
    lines = path.with_suffix(".jsonl")
    with lines.open("wb") as file:
        for row in rows.values_list(*columns).iterator(5_000):
            file.write(encoded(columns, row) + b"\n")
            count += 1
    with apart() as connection:
        source = f"read_json('{lines}', {LINES}, columns = {STRUCTS[table]})"
        connection.execute(f"COPY (SELECT * FROM {source}) TO '{path}' (FORMAT parquet)")  # noqa: S608 (own names)
    lines.unlink()
    return count


def encoded(columns: Sequence[str], row: Sequence[Any]) -> bytes:
    """A row as a JSON object; moments in UTC."""
    return msgspec.json.encode(dict(zip(columns, row, strict=True)))


def _clear_away() -> None:
    kept = list(Generation.objects.order_by("-seq", "-id")[:KEPT])
    Generation.objects.exclude(id__in=[each.id for each in kept]).delete()
    if len(kept) == KEPT:
        for family in FAMILIES:
            family.model._default_manager.filter(status="removed", seq__lte=kept[-1].seq).delete()
    listed = {name for each in kept for name in each.files.values()}
    for path in folder().iterdir():
        if path.name not in listed and path.stat().st_mtime < time.time() - 60:
            path.unlink(missing_ok=True)
