"""Facts as files: immutable Parquet, one generation at a time, so that figures over many deals need little memory.

A generation is a new file for each table and one row that lists them. What changed since stands in the tables alone.
The two generations before stay for those who are still reading them.
"""

import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from dealwright.ledger.queries import Happened, head_seq, reader_seq
from dealwright.metrics import FACTS

from .engine import STRUCTS, cursor
from .models import DealFact, Generation, StateFact, VisitFact
from .projection import READER

FILES_READER = "scorecard-files"
CHANGED_DEALS = 1_000  # so many changed deals, or this share of all, are worth a new generation
CHANGED_SHARE = 0.05
TOO_MANY = 20_000  # so many are, even while the reader is still behind
LEFT_TO_READ = 2_000
KEPT = 3
LINES = "format = 'newline_delimited', maximum_object_size = 65536"  # which also keeps its buffers small
DEALS = [name for name in FACTS["deals"] if name != "team_id"]
PARTS = {"visits": VisitFact, "states": StateFact}  # the tables with rows of a deal beside its own


def folder() -> Path:
    """Where the files lie."""
    path: Path = settings.DATA / "facts"
    path.mkdir(exist_ok=True)
    return path


def latest() -> Generation | None:
    """The generation in force."""
    return Generation.objects.order_by("-seq", "-id").first()


def changed_since(seq: int) -> "models.QuerySet[DealFact]":
    """The deals that events after `seq` have changed, those taken back among them."""
    return DealFact.objects.filter(seq__gt=seq)


def keep_files(happenings: Sequence[Happened]) -> None:
    """A reader: once its batch is committed, write a new generation when enough has changed."""
    transaction.on_commit(roll_over_if_due)


def roll_over_if_due() -> bool:
    """Write a new generation when enough deals have changed since the last; says whether it did."""
    before = latest()
    changed = changed_since(before.seq if before else 0).count()
    enough = max(CHANGED_DEALS, (before.deals if before else 0) * CHANGED_SHARE)
    reading = head_seq() - reader_seq(READER) > LEFT_TO_READ
    due = changed > (max(TOO_MANY, enough) if reading else enough)
    if due:
        roll_over()
    return due


def roll_over() -> Generation:
    """Write all facts to new files and list them; files and removed deals that nobody reads any more go."""
    seq, token = reader_seq(READER), secrets.token_hex(4)
    names = {table: f"{table}-{seq}-{token}.parquet" for table in ("deals", *PARTS)}
    deals = DealFact.objects.exclude(status="removed").order_by("deal_id")
    made = Generation(seq=seq, files=names)
    made.deals = _write(names["deals"], "deals", DEALS, deals.values_list(*DEALS).iterator(5_000))
    for table, model in PARTS.items():
        rows = model._default_manager.order_by("deal_id", "n").values_list(*FACTS[table])
        _write(names[table], table, list(FACTS[table]), rows.iterator(5_000))
    made.made_at = timezone.now()
    made.save()
    _clear_away()
    return made


def _write(name: str, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows to a new Parquet file, by way of lines of JSON so that memory stays small; returns how many."""
    path, count = folder() / name, 0
    lines = path.with_suffix(".jsonl")
    with lines.open("wb") as file:
        for row in rows:
            file.write(encoded(columns, row) + b"\n")
            count += 1
    with closing(cursor()) as connection:
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
        DealFact.objects.filter(status="removed", seq__lte=kept[-1].seq).delete()
    listed = {name for each in kept for name in each.files.values()}
    for path in folder().iterdir():
        if path.name not in listed and path.stat().st_mtime < time.time() - 60:
            path.unlink(missing_ok=True)
