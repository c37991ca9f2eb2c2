"""Texts of SQL kept in files: what one process has compiled, every other reads, and need not load Ibis for it.

They lie in a folder named after all that makes a text, so that an upgrade never reads a stale one.
"""

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

from dealwright.metrics.dialects import Dialect
from dealwright.metrics.facts import Money

log = logging.getLogger(__name__)
COMPILED_BY = ("ibis-framework", "sqlglot")
Told = Literal["figures", "records"]


class Shape(NamedTuple):
    """What a text tells of a metric: its figures or the records behind them, by what, in which money and dialect."""

    of: Told
    by: str | None = None
    money: Money = "single"
    dialect: Dialect = "duckdb"


@dataclass
class _Keeping:
    folder: Path | None = None  # that of this edition
    elsewhere: Callable[[Shape], object] | None = None


_keeping = _Keeping()
_one_at_a_time = Lock()


def keep_texts(folder: Path | None, elsewhere: Callable[[Shape], object] | None = None) -> None:
    """Read from now on what is kept in the folder, and keep there what is compiled; None is for no folder.

    `elsewhere` has another process compile all texts of a shape into the same folder. It is asked when one is
    missing, so that this process need not load Ibis. When it leaves nothing there, this process compiles by itself.
    """
    _keeping.folder, _keeping.elsewhere = folder and folder / edition(), elsewhere


def kept(metric: str, shape: Shape, compiled: Callable[[str, Shape], str]) -> str:
    """The text as the folder has it, else compiled, and kept when there is a folder that takes it."""
    if _keeping.folder is None:
        return compiled(metric, shape)
    file = _file(metric, shape)
    return _read(file) or _made_elsewhere(file, shape) or _kept_if_possible(file, compiled(metric, shape))


def keep(metric: str, shape: Shape, compiled: Callable[[str, Shape], str]) -> None:
    """See to it that the folder has the text; raises OSError when it takes none."""
    file = _file(metric, shape)
    if not file.exists():
        _write(file, compiled(metric, shape))


def forget_others(folder: Path) -> None:
    """Delete the texts that other editions have kept in the folder."""
    for each in folder.iterdir():
        if each.name != edition():
            shutil.rmtree(each)


@lru_cache(maxsize=1)
def edition() -> str:
    """A name for all that makes the texts: the sources of this package and the versions of what compiles them."""
    here, told = Path(__file__).parent, hashlib.sha256()
    for name in COMPILED_BY:
        told.update(f"{name} {version(name)}\n".encode())
    for source in sorted([*here.glob("*.py"), *here.glob("measures/**/*.py")]):
        told.update(source.read_bytes())
    return told.hexdigest()[:16]


def _file(metric: str, shape: Shape) -> Path:
    if _keeping.folder is None:
        raise LookupError("nobody has said where texts are kept: see keep_texts")
    name = "-".join([metric, shape.of, shape.by or "all", shape.money, shape.dialect])
    return _keeping.folder / f"{name}.sql"


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _made_elsewhere(file: Path, shape: Shape) -> str | None:
    """What another process leaves there; one that left nothing is not asked again."""
    with _one_at_a_time:
        if _keeping.elsewhere and not file.exists():
            _keeping.elsewhere(shape)
            if not file.exists():
                _keeping.elsewhere = None
    return _read(file)


def _kept_if_possible(file: Path, text: str) -> str:
    try:
        _write(file, text)
    except OSError as error:
        log.warning("the text of %s is not kept: %s", file.stem, error)
    return text


def _write(file: Path, text: str) -> None:
    """Put the text there in one piece, whoever else does the same and whatever happens meanwhile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as place:
        whole = Path(place) / file.name
        with whole.open("w", encoding="utf-8") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        whole.replace(file)
