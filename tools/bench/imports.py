"""The import of deals from a file against a bare executemany of all the rows that it wrote."""

import csv
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

TABLES = [
    *("workspace_member", "deals_product", "customers_organisation", "deals_deal"),
    *("deals_stagevisit", "deals_outcome", "ledger_entry"),
]
MAP = """
kind: deals
columns:
  number: external_id
  rep: owner.name
  product: product.name
  firm: organisation.name
  stage: stage
  begun: {field: opened_on, format: "%m/%d/%Y"}
  ended: {field: closed_on, format: "%m/%d/%Y"}
  value: amount
create: [owner, organisation, product]
process: general
currency: USD
"""


@dataclass(frozen=True)
class Spent:
    """Seconds of wall time and of CPU."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Rate:
    """What so many rows of a file took, ours and bare."""

    rows: int
    ours: Spent
    bare: Spent


def measure(folder: Path, rows: int) -> Rate:
    """Import a made-up file into an empty SQLite database, then write the same rows bare into another one."""
    file, mapping = folder / "deals.csv", folder / "map.yaml"
    mapping.write_text(MAP)
    write_file(file, rows)
    program(folder / "ours", "migrate")
    ours = imported("deals", folder / "ours", file, mapping, rows)
    return Rate(rows, ours, _bare(folder / "ours", folder / "bare"))


def write_file(path: Path, rows: int) -> None:
    """A CSV of deals by 30 reps on a tenth as many firms; a third open, the others won or lost."""
    chance = random.Random(7)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["number", "rep", "product", "firm", "stage", "begun", "ended", "value"])
        for n in range(rows):
            begun = date(2024, 1, 1) + timedelta(days=chance.randrange(600))
            stage = chance.choice(["prospecting", "qualifying", "won", "won", "lost", "lost"])
            ended = f"{begun + timedelta(days=chance.randrange(5, 140)):%m/%d/%Y}" if stage in ("won", "lost") else ""
            firm, rep = f"Firm {chance.randrange(rows // 10)}", f"Rep {n % 30}"
            writer.writerow(
                [f"N{n}", rep, f"Product {n % 7}", firm, stage, f"{begun:%m/%d/%Y}", ended, chance.randrange(1, 9999)]
            )


def imported(kind: str, data: Path, file: Path, mapping: Path, rows: int, database: str = "") -> Spent:
    """What the import of the file took, without starting up; raises RuntimeError unless so many rows came in."""
    command = ["import", kind, str(file), "--map", str(mapping), "--json"]
    short = data.parent / "head.csv"
    with file.open() as lines:
        short.write_text("".join(line for line, _ in zip(lines, range(2), strict=False)))
    idle = _timed(data, [*command[:2], str(short), *command[3:], "--dry-run"], database)[0]
    spent, said = _timed(data, command, database)
    found = json.loads(said)
    if found["created"] != rows:
        raise RuntimeError(f"{found['created']} of {rows} rows came in: {found['problems'][:3]}")
    return Spent(spent.wall - idle.wall, spent.cpu - idle.cpu)


def _timed(data: Path, arguments: Sequence[str], database: str) -> tuple[Spent, str]:
    """What it took and what it said."""
    begun, before = time.perf_counter(), _children_cpu()
    said = program(data, *arguments, database=database)
    return Spent(time.perf_counter() - begun, _children_cpu() - before), said


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def program(data: Path, *arguments: str, database: str = "") -> str:
    """What the command line said; a failing command raises."""
    environment = {**os.environ, "DEALWRIGHT_DATA": str(data), "DEALWRIGHT_DATABASE_URL": database}
    program = Path(sys.executable).with_name("dealwright")
    return subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, text=True).stdout


def _bare(source: Path, target: Path) -> Spent:
    """What executemany needs for the same rows, tables and indexes, in one transaction."""
    program(target, "migrate")
    reading = sqlite3.connect(source / "dealwright.sqlite3")
    rows = {table: reading.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    writing = sqlite3.connect(target / "dealwright.sqlite3", isolation_level=None)
    writing.execute("PRAGMA synchronous=FULL")
    begun, before = time.perf_counter(), time.process_time()
    writing.execute("BEGIN IMMEDIATE")
    for table, found in rows.items():
        if found:
            marks = ",".join("?" * len(found[0]))
            writing.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
    writing.execute("COMMIT")
    return Spent(time.perf_counter() - begun, time.process_time() - before)


def peak_memory_mb() -> float:
    """The largest memory any finished child has used."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
