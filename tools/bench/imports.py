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
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

TABLES = (
    "workspace_member deals_product customers_organisation deals_deal deals_stagevisit deals_outcome ledger_entry"
).split()
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
class Rate:
    """Rows of the file per second of wall time, ours and bare."""

    rows: int
    ours: float
    bare: float

    @property
    def share(self) -> float:
        """Our rate as a share of the bare one."""
        return self.ours / self.bare


def measure(folder: Path, rows: int) -> Rate:
    """Import a made-up file into an empty SQLite database, then write the same rows bare into another one."""
    file, mapping = folder / "deals.csv", folder / "map.yaml"
    mapping.write_text(MAP)
    write_file(file, rows)
    ours = _import(folder / "ours", file, mapping, rows)
    bare = _bare(folder / "ours", folder / "bare")
    return Rate(rows, rows / ours, rows / bare)


def write_file(path: Path, rows: int) -> None:
    """A CSV of deals by 30 reps on a tenth as many firms; a third open, the others won or lost."""
    chance = random.Random(7)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("number rep product firm stage begun ended value".split())
        for n in range(rows):
            begun = date(2024, 1, 1) + timedelta(days=chance.randrange(600))
            stage = chance.choice(["prospecting", "qualifying", "won", "won", "lost", "lost"])
            ended = f"{begun + timedelta(days=chance.randrange(5, 140)):%m/%d/%Y}" if stage in ("won", "lost") else ""
            firm, rep = f"Firm {chance.randrange(rows // 10)}", f"Rep {n % 30}"
            writer.writerow(
                [f"N{n}", rep, f"Product {n % 7}", firm, stage, f"{begun:%m/%d/%Y}", ended, chance.randrange(1, 9999)]
            )


def _import(data: Path, file: Path, mapping: Path, rows: int) -> float:
    _program(data, "migrate")
    idle = _timed(data, "import", "deals", str(file), "--map", str(mapping), "--dry-run", "--json", head=1)[0]
    seconds, said = _timed(data, "import", "deals", str(file), "--map", str(mapping), "--json")
    found = json.loads(said)
    if found["created"] != rows:
        raise RuntimeError(f"{found['created']} of {rows} rows came in: {found['problems'][:3]}")
    return seconds - idle


def _timed(data: Path, *arguments: str, head: int = 0) -> tuple[float, str]:
    """Wall seconds and what it said; with `head`, on a file of so many rows: the price of starting up."""
    if head:
        short = data.parent / "head.csv"
        lines = Path(arguments[2]).read_text().splitlines()[: head + 1]
        short.write_text("\n".join(lines))
        arguments = (*arguments[:2], str(short), *arguments[3:])
    begun = time.perf_counter()
    said = _program(data, *arguments)
    return time.perf_counter() - begun, said


def _program(data: Path, *arguments: str) -> str:
    environment = {**os.environ, "DEALWRIGHT_DATA": str(data), "DEALWRIGHT_DATABASE_URL": ""}
    program = Path(sys.executable).with_name("dealwright")
    return subprocess.run([program, *arguments], env=environment, check=True, capture_output=True, text=True).stdout


def _bare(source: Path, target: Path) -> float:
    """Seconds that executemany needs for the same rows, tables and indexes, in one transaction."""
    _program(target, "migrate")
    reading = sqlite3.connect(source / "dealwright.sqlite3")
    rows = {table: reading.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 (our names)
    writing = sqlite3.connect(target / "dealwright.sqlite3", isolation_level=None)
    writing.execute("PRAGMA synchronous=FULL")
    begun = time.perf_counter()
    writing.execute("BEGIN IMMEDIATE")
    for table, found in rows.items():
        if found:
            marks = ",".join("?" * len(found[0]))
            writing.executemany(f"INSERT INTO {table} VALUES ({marks})", found)  # noqa: S608 (our names)
    writing.execute("COMMIT")
    return time.perf_counter() - begun


def peak_memory_mb() -> float:
    """The largest memory any finished child has used."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
