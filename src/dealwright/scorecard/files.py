"""Facts as files: immutable Parquet, one generation at a time, so that figures over many deals need little memory.

A generation is a new file for each table and one row that lists them: what stood in the files before, and the rows of
the tables in place of what has changed. What changed since stands in the tables alone. The two generations before stay
for those who are still reading them.
"""

import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from dealwright.ledger.queries import Happened, head_seq, reader_seq
from dealwright.metrics import FACTS, stays_of

from .engine import TABLES, apart, spilled
from .handed import handed, lines_of
from .models import Generation
from .projection import READER
from .stories import FAMILIES, Family

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FILES_READER = "scorecard-files"
CHANGED_RECORDS = 250  # so many, or this share of all, are worth a new generation: it costs what the first answer saves
CHANGED_SHARE = 0.05
TOO_MANY = 20_000  # so many always are: who asks takes them in; while the reader is behind, the share must be met, too
LEFT_TO_READ = 2_000
KEPT = 3
AT_ONCE = 5_000  # rows in memory
DAY = 86_400.0
COLUMNS = {table: [name for name in columns if name != "team_id"] for table, columns in FACTS.items()}


def folder() -> Path:
    """Where the files lie."""
    path: Path = settings.DATA / "facts"
    path.mkdir(exist_ok=True)
    return path


def latest() -> Generation | None:
    """The generation in force."""
    return Generation.objects.order_by("-seq", "-id").first()


def paths(generation: Generation | None) -> dict[str, Path]:
    """Where the files of a generation lie, by table."""
    return {table: folder() / name for table, name in generation.files.items()} if generation else {}


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
    due = changed > (max if reading else min)(TOO_MANY, enough)
    if due:
        roll_over()
    return due


def roll_over() -> Generation:
    """Write all facts to new files and list them; files and removed records that nobody reads any more go."""
    before, seq, token = latest(), reader_seq(READER), secrets.token_hex(4)
    made = Generation(seq=seq, records=0, files={table: f"{table}-{seq}-{token}.parquet" for table in FACTS})
    with apart() as connection:
        for family in FAMILIES:
            made.records += _write(connection, family, made, before)
    made.made_at = timezone.now()
    made.save()
    _clear_away()
    return made


def _write(connection: "DuckDBPyConnection", family: Family, made: Generation, before: Generation | None) -> int:
    """Write the files of a family; returns how many records they hold."""
    changed = changed_since(family, before.seq if before else 0)
    rows = {family.table: changed.exclude(status="removed").order_by(family.key)}
    for part in family.parts:
        theirs = part.model._default_manager.order_by(family.key, "n")
        rows[part.table] = theirs.filter(**{f"{family.key}__in": changed.values(family.key)}) if before else theirs
    if before:
        with handed({family.key: "BIGINT"}, lines_of(changed, [family.key]).iterator(AT_ONCE)) as gone:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE gone AS {gone}")
    counts = []
    for table, told in rows.items():
        columns = {name: TABLES[table][name] for name in COLUMNS[table]}
        with handed(columns, lines_of(told, columns).iterator(AT_ONCE)) as source:
            source = stays_of(source) if table == "visits" else source
            if before:
                same = f"SELECT * FROM '{paths(before)[table]}' ANTI JOIN gone USING ({family.key})"  # noqa: S608 (own names)
                source = f"{same} UNION ALL BY NAME {source}"
            copied = connection.execute(f"COPY ({source}) TO '{paths(made)[table]}' (FORMAT parquet)").fetchone()
        counts.append(copied[0] if copied else 0)
    return counts[0]


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
    for place in spilled().iterdir():  # of engines that were killed
        if place.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(place, ignore_errors=True)
