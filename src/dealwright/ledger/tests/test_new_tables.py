"""The tables that an empty database gets at once are those that the migrations make one after the other."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STEP_BY_STEP = """
import django; django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0)
"""


def made(folder: Path, *arguments: str) -> sqlite3.Connection:
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DEALWRIGHT")}
    set_so = {"DEALWRIGHT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "dealwright.site.settings"}
    subprocess.run([sys.executable, *arguments], env={**kept, **set_so}, check=True, capture_output=True)
    return sqlite3.connect(folder / "dealwright.sqlite3")


def shape(database: sqlite3.Connection) -> dict[str, Any]:
    """What each table, index and trigger is; columns may stand in another order."""
    found: dict[str, Any] = {}
    for name, kind, text in database.execute("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        said = " ".join(text.split())
        found[name] = (kind, _table(database, name, said) if kind == "table" else said)
    return found


def _table(database: sqlite3.Connection, name: str, text: str) -> tuple[Any, ...]:
    columns = {row[1]: row[2:] for row in database.execute(f'PRAGMA table_info("{name}")')}
    points = sorted(row[2:5] for row in database.execute(f'PRAGMA foreign_key_list("{name}")'))
    indexes = sorted(
        (row[2:], tuple(part[2] for part in database.execute(f'PRAGMA index_info("{row[1]}")')))
        for row in database.execute(f'PRAGMA index_list("{name}")')
    )
    words = sorted(re.findall(r"CONSTRAINT \S+ (?:CHECK|UNIQUE)|COLLATE \w+|AUTOINCREMENT|WITHOUT ROWID", text))
    return columns, points, indexes, words


@pytest.mark.thorough
def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path) -> None:
    at_once = shape(made(tmp_path / "new", "-m", "django", "migrate", "--verbosity", "0"))
    step_by_step = shape(made(tmp_path / "old", "-c", STEP_BY_STEP))
    assert at_once.keys() == step_by_step.keys()
    assert {name: at_once[name] for name in at_once if at_once[name] != step_by_step[name]} == {}
    assert len(at_once) > 100
