"""Around many writes SQLite works as it does in bulk, and goes back to how it was (C9)."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from dealwright.ledger import rows


@pytest.mark.django_db
def test_somebody_else_who_writes_at_the_end_spoils_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has settings for many writes")
    path = tmp_path / "some.sqlite3"
    ours, other = connection.copy(), sqlite3.connect(path, isolation_level=None)
    ours.settings_dict |= {"NAME": path, "OPTIONS": {"timeout": 0}}
    monkeypatch.setattr(rows, "connection", ours)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("CREATE TABLE counted (n INTEGER)")
    other.execute("CREATE INDEX counted_n ON counted (n)")
    other.executemany("INSERT INTO counted VALUES (?)", [(n,) for n in range(1_000)])
    with ours.cursor() as cursor:
        cursor.execute("SELECT n FROM counted WHERE n = 3").fetchall()
        with rows.many_writes():
            other.execute("BEGIN IMMEDIATE")
        assert cursor.execute("PRAGMA wal_autocheckpoint").fetchone() == (1_000,)
    other.execute("ROLLBACK")
    with rows.many_writes():
        pass
    assert other.execute("SELECT count(*) FROM sqlite_stat1").fetchone() == (1,)
    ours.close()
    other.close()
