"""Answers that need more memory than all threads together may have."""

from typing import Any

import duckdb
import pytest

from dealwright.metrics.answers import _of_duckdb


class Narrow:
    """A connection with memory for one thread."""

    def __init__(self, fits: bool = True) -> None:
        self.real, self.fits = duckdb.connect(config={"threads": 3}), fits

    def extract_statements(self, text: str) -> Any:
        return self.real.extract_statements(text)

    def execute(self, statement: Any, asked: Any = None) -> Any:
        if asked is not None and not (self.fits and self.threads() == 1):
            raise duckdb.OutOfMemoryException("more than there is")
        return self.real.execute(statement, asked)

    def threads(self) -> int:
        return int(self.real.sql("SELECT current_setting('threads')").fetchall()[0][0])


def test_what_is_too_much_for_all_threads_one_alone_finds() -> None:
    narrow = Narrow()
    assert _of_duckdb(narrow, "SELECT $n + 1 AS value", {"n": 41}) == [{"value": 42}]
    assert narrow.threads() == 3


def test_what_is_too_much_for_one_thread_is_no_answer() -> None:
    narrow = Narrow(fits=False)
    with pytest.raises(duckdb.OutOfMemoryException):
        _of_duckdb(narrow, "SELECT $n + 1 AS value", {"n": 41})
    assert narrow.threads() == 3
