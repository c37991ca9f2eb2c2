"""Binds values to DuckDB's parameters without loading pandas.

DuckDB's Python client tries to import pandas as soon as a value is bound or an object is scanned, only to see
whether the value is one of pandas' own: 3 seconds and 96 MB, on the first query of every process.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_unwanted: ContextVar[bool] = ContextVar("pandas unwanted", default=False)


class _PandasUnwanted(MetaPathFinder):
    """Answers that there is no pandas, to those inside `without_pandas` only."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == "pandas" and _unwanted.get():
            raise ModuleNotFoundError("pandas is not wanted here.", name=fullname)
        return None


sys.meta_path.insert(0, _PandasUnwanted())


@contextmanager
def without_pandas() -> Iterator[None]:
    """While this is open, this thread cannot import pandas. One that is there already stays usable."""
    token = _unwanted.set(True)
    try:
        yield
    finally:
        _unwanted.reset(token)
