"""The SQL of numbers, kept in the data directory: compiling it takes 40 MB and the better part of a second.

The worker has all of it compiled soon after an upgrade, in a process of its own.
"""

import logging
import subprocess
from pathlib import Path

import msgspec

from dealwright.metrics.compiled import compile_shape, shapes
from dealwright.metrics.texts import Shape, forget_others, keep_texts

from .apart import run_apart, start_apart

log = logging.getLogger(__name__)


def folder() -> Path:
    """Where the texts are kept."""
    from django.conf import settings

    path: Path = settings.DATA / "compiled"
    return path


def read_texts() -> None:
    """Have this process read what is kept, and compile and keep the rest."""
    keep_texts(folder())


def never_compile() -> None:
    """Have this process read what is kept, and leave the rest to others: one that stays is to stay small."""
    keep_texts(folder(), _compile_apart)


def see_to_texts() -> None:
    """Have all texts compiled that are not kept yet. The worker's daily job."""
    start_apart("all texts", str(folder()))


def compile_all(place: str) -> None:
    """Compile all texts into the folder; those of other editions go."""
    keep_texts(Path(place))
    for shape in shapes():
        compile_shape(shape)
    forget_others(Path(place))


def compile_some(place: str, shape: str) -> None:
    """Compile the texts of one shape, told as JSON, into the folder."""
    keep_texts(Path(place))
    compile_shape(msgspec.json.decode(shape, type=Shape))


def _compile_apart(shape: Shape) -> None:
    try:
        run_apart("texts", str(folder()), msgspec.json.encode(shape).decode())
    except (OSError, subprocess.SubprocessError):
        log.exception("the texts of %s could not be compiled by a process of their own", shape)
