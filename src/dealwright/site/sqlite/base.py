"""SQLite as Django's own backend has it, with less ado for each statement: most answers take less time than asking.

What a statement is called in SQLite's words is worked out once, and a cursor passes it on without the layers that only
matter where something is being watched.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import Col, Expression
from django.utils.asyncio import async_unsafe


def _moment(stored: bytes) -> datetime:
    """What stands in a column of moments: they are held in UTC."""
    return datetime.fromisoformat(stored.decode() + "+00:00")


sqlite3.register_converter("datetime", _moment)  # Django's leaves the zone to be added, which takes six times as long


@lru_cache(maxsize=1024)
def written(query: str) -> str:
    """The statement with `?` for each `%s`, as SQLite wants it."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that remembers how statements are written."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """The statement as SQLite wants it."""
        return written(query) if param_names is None else super().convert_query(query, param_names=param_names)


class Direct(CursorWrapper):
    """What Django hands out as a cursor; errors are Django's, as they are from its own.

    Values of many rows stand in order: names for them are understood in a single statement only.
    """

    def execute(self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> Any:
        """Ask one statement."""
        db = self.db
        if db.execute_wrappers or isinstance(params, Mapping):
            return super().execute(sql, params)
        if db.needs_rollback:
            db.validate_no_broken_transaction()
        try:
            if params is None:
                return sqlite3.Cursor.execute(self.cursor, sql)
            return sqlite3.Cursor.execute(self.cursor, written(sql), params)
        except sqlite3.Error as error:
            self._fail(error)

    def executemany(self, sql: str, param_list: Iterable[Sequence[Any]]) -> Any:
        """Ask one statement for each of many values."""
        db = self.db
        if db.execute_wrappers:
            return super().executemany(sql, param_list)
        if db.needs_rollback:
            db.validate_no_broken_transaction()
        try:
            return sqlite3.Cursor.executemany(self.cursor, written(sql), param_list)
        except sqlite3.Error as error:
            self._fail(error)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Let go of the statement."""
        self.cursor.close()

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        try:
            return self.cursor.fetchall()
        except sqlite3.Error as error:
            self._fail(error)

    def _fail(self, error: sqlite3.Error) -> NoReturn:
        with self.db.wrap_database_errors:
            raise error
        raise error  # which the line above has made one of Django's


class Operations(DatabaseOperations):
    """What SQLite is asked, and what becomes of its answers."""

    def get_db_converters(self, expression: Expression) -> list[Any]:
        """What is done to each value: nothing to the moments of a column, which arrive as they are wanted."""
        converters = super().get_db_converters(expression)
        if isinstance(expression, Col) and self.convert_datetimefield_value in converters:
            converters.remove(self.convert_datetimefield_value)
        return converters


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection."""

    ops_class = Operations

    @async_unsafe
    def cursor(self) -> CursorWrapper:
        """What Django's callers get: at once where the connection is open and nobody watches."""
        if self.connection is None or self.queries_logged:
            return self._cursor()
        self.validate_thread_sharing()
        return Direct(self.connection.cursor(factory=Cursor), self)

    def validate_thread_sharing(self) -> None:
        """Raises DatabaseError in a thread that it does not belong to; what is lent out belongs to whoever has it."""
        if not self._thread_sharing_count:
            super().validate_thread_sharing()

    def create_cursor(self, name: str | None = None) -> Cursor:
        """A cursor of the driver."""
        return self.connection.cursor(factory=Cursor)

    def make_cursor(self, cursor: Cursor) -> Direct:
        """What Django's callers get."""
        return Direct(cursor, self)
