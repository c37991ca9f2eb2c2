"""The import of people from a file against the bare writing of all the rows that it wrote; and its memory.

Bare is executemany into SQLite, or COPY into PostgreSQL where DEALWRIGHT_DATABASE_URL names one: beside its database
others are made and dropped. Both write into the same tables with the same indexes, in one transaction. CPU is of the
program and of all processes of PostgreSQL, when it runs on this machine.
"""

import csv
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .imports import Spent, imported, peak_memory_mb, program
from .processes import cluster_cpu, postmaster

PEOPLE, BATCH = 1_000_000, 20_000
TABLES = ["workspace_member", "customers_organisation", "customers_person", "ledger_entry"]
MAP = """
kind: people
columns:
  number: external_id
  name: name
  mail: email
  phone: phone
  job: job_title
  firm: organisation.name
  rep: owner.name
create: [owner, organisation]
"""


def main(folder: Path, rows: int = PEOPLE) -> None:
    """Import a tenth of the rows, for the memory, then all of them, then write the same bare; print the shares."""
    folder.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("DEALWRIGHT_DATABASE_URL", "")
    with database(url, folder, "tenth") as tenth:
        few = _import(tenth, folder, rows // 10)
        little = peak_memory_mb()
    with database(url, folder, "ours") as ours, database(url, folder, "bare") as bare:
        many = _import(ours, folder, rows)
        plain = _copied(ours, bare, folder) if url else _inserted(ours, bare)
    where, how = ("PostgreSQL", "COPY") if url else ("SQLite", "executemany")
    print(f"\nImport of {rows:,} people on {where}: {many.wall:.1f} s ({rows / many.wall:,.0f} a second)", end="")
    print(f", {many.cpu:.1f} s of CPU; a tenth of them: {few.wall:.1f} s, {few.cpu:.1f} s")
    print(f"bare {how} of the same rows: {plain.wall:.1f} s, {plain.cpu:.1f} s of CPU")
    shares = f"{plain.wall / many.wall:.0%} by the clock, {plain.cpu / many.cpu:.0%} by CPU"
    print(f"rate against bare (wanted: 40 %): {shares}")
    print(f"largest process: {little:.0f} MB with {rows // 10:,} people, {peak_memory_mb():.0f} MB with {rows:,}")


class Place:
    """A data directory and its database: a file of SQLite's, or one of PostgreSQL's with its address."""

    def __init__(self, data: Path, url: str = "") -> None:
        self.data, self.url = data, url


@contextmanager
def database(url: str, folder: Path, name: str) -> Iterator[Place]:
    """An empty, migrated database that is gone afterwards."""
    data = folder / name
    if not url:
        program(data, "migrate")
        yield Place(data)
        shutil.rmtree(data)
        return
    import psycopg

    parts = urlsplit(url)
    own = f"{parts.path.strip('/')}_{name}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{own}"')
        admin.execute(f'CREATE DATABASE "{own}"')
        place = Place(data, urlunsplit(parts._replace(path=f"/{own}")))
        program(data, "migrate", database=place.url)
        yield place
        admin.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def write_file(path: Path, rows: int) -> None:
    """A CSV of people by 30 reps on a tenth as many firms, each with a mail and a phone."""
    chance = random.Random(7)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["number", "name", "mail", "phone", "job", "firm", "rep"])
        for n in range(rows):
            firm = chance.randrange(rows // 10)
            name, mail = f"First{chance.randrange(900)} Last{chance.randrange(90_000)}", f"p{n}@firm{firm}.example"
            phone = f"+44 20 {chance.randrange(10**7, 10**8)}"
            writer.writerow([f"P{n}", name, mail, phone, f"Job {n % 200}", f"Firm {firm}", f"Rep {n % 30}"])


def _import(place: Place, folder: Path, rows: int) -> Spent:
    file, mapping = folder / "people.csv", folder / "people.yaml"
    mapping.write_text(MAP)
    write_file(file, rows)
    server = postmaster(place.url)
    before = cluster_cpu(server)
    spent = imported("people", place.data, file, mapping, rows, place.url)
    return Spent(spent.wall, spent.cpu + cluster_cpu(server) - before)


def _inserted(ours: Place, bare: Place) -> Spent:
    """What executemany needs; the rows are read in batches, which is not counted."""
    reading = sqlite3.connect(ours.data / "dealwright.sqlite3")
    writing = sqlite3.connect(bare.data / "dealwright.sqlite3", isolation_level=None)
    writing.executescript("PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA foreign_keys=ON")
    clock = _Clock()
    with clock:
        writing.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        found = reading.execute(f"SELECT * FROM {table}")
        marks = ",".join("?" * len(found.description))
        while rows := found.fetchmany(BATCH):
            with clock:
                writing.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    with clock:
        writing.execute("COMMIT")
    return clock.spent


def _copied(ours: Place, bare: Place, folder: Path) -> Spent:
    """What COPY needs; the rows are written into files first, which is not counted."""
    import psycopg

    clock = _Clock(postmaster(bare.url))
    with psycopg.connect(ours.url) as reading, psycopg.connect(bare.url) as writing:
        for table in TABLES:
            with tempfile.TemporaryFile(dir=folder) as file:
                with reading.cursor().copy(f"COPY {table} TO STDOUT") as out:
                    for block in out:
                        file.write(block)
                file.seek(0)
                with clock, writing.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
        with clock:
            writing.commit()
    return clock.spent


class _Clock:
    """Adds up the seconds spent inside its blocks; CPU with that of the PostgreSQL of this process."""

    def __init__(self, postmaster: int = 0) -> None:
        self.spent, self._postmaster = Spent(0, 0), postmaster

    def __enter__(self) -> None:
        self._begun = time.perf_counter(), self._cpu()

    def _cpu(self) -> float:
        return time.process_time() + cluster_cpu(self._postmaster)

    def __exit__(self, *_: object) -> None:
        wall, cpu = self._begun
        wall, cpu = time.perf_counter() - wall, self._cpu() - cpu
        self.spent = Spent(self.spent.wall + wall, self.spent.cpu + cpu)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
