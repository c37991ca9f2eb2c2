"""Which records a file has named already, kept on disk so that any size of file needs the same memory."""

import sqlite3
from collections.abc import Sequence


class Seen:
    """Remembers the row in which a key stood first."""

    def __init__(self) -> None:
        """Starts empty, in a private temporary file that vanishes with it."""
        self.store = sqlite3.connect("", isolation_level=None)
        self.store.execute("PRAGMA journal_mode=OFF")
        self.store.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")

    def add(self, keys: Sequence[tuple[str, int]]) -> dict[int, int]:
        """Remember (key, row) pairs; returns for each row whose key stood before the row where it did."""
        self.store.execute("BEGIN")
        added = self.store.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", keys).rowcount
        self.store.execute("COMMIT")
        if added == len(keys):
            return {}
        return {row: first for key, row in keys if (first := self._first(key)) != row}

    def _first(self, key: str) -> int:
        first: int = self.store.execute("SELECT row FROM seen WHERE key = ?", (key,)).fetchone()[0]
        return first

    def __contains__(self, key: str) -> bool:
        """Whether the key stood in a row so far."""
        return self.store.execute("SELECT 1 FROM seen WHERE key = ?", (key,)).fetchone() is not None
