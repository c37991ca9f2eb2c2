"""Text in, playbook or problems out."""

from dataclasses import dataclass
from pathlib import Path

from dealwright.playbook import rules
from dealwright.playbook.building import build
from dealwright.playbook.extending import Parents, beside, extended, none
from dealwright.playbook.model import Playbook
from dealwright.playbook.plain_words import Unreadable
from dealwright.playbook.problems import PlaybookRefused, Problem
from dealwright.playbook.shape import Record
from dealwright.playbook.source import tree


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: a playbook unless there is an error, and all problems, by line."""

    playbook: Playbook | None
    problems: tuple[Problem, ...]


def read(text: str, name: str = "playbook.yaml", parents: Parents = none) -> Reading:
    """Read a playbook and list everything that is wrong with it. `name` stands for the file in the problems.

    `parents` gives the text of a process that a variant extends, by its key, or None; without it a variant is
    refused. What is wrong with that text is told of the file `<key>.yaml`. Never raises, whatever the text.
    """
    try:
        root = tree(text, name)
    except Unreadable as fault:
        problem = Problem("error", name, fault.line, fault.column, "yaml", fault.message, fault.advice)
        return Reading(None, (problem,))
    root, problems = extended(root, name, parents)
    problems = problems or rules.check(root, name)
    if any(problem.level == "error" for problem in problems):
        return Reading(None, problems)
    return Reading(build(root, Record(Playbook)), problems)


def read_file(path: Path) -> Reading:
    """Read the playbook in a file of UTF-8 text. Never raises; a missing file is a problem like others.

    A variant finds the process it extends beside the file, as `<key>.yaml`, or among those that come with the product.
    """
    try:
        return read(path.read_bytes().decode("utf-8"), path.name, beside(path.parent))
    except OSError as fault:
        message, remedy = f"The file cannot be read: {fault.strerror}.", "Check its name and who may read it."
        return Reading(None, (Problem("error", path.name, 1, 1, "file", message, remedy),))
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        message, remedy = "This is not UTF-8 text.", "Save the file again with the encoding UTF-8."
        return Reading(None, (Problem("error", path.name, line, 1, "encoding", message, remedy),))


def parse(text: str, name: str = "playbook.yaml", parents: Parents = none) -> Playbook:
    """The playbook in this text, see `read`; raises PlaybookRefused when there is an error in it."""
    return _playbook_of(read(text, name, parents))


def load(path: Path) -> Playbook:
    """The playbook in this file; raises PlaybookRefused when it cannot be read or there is an error in it."""
    return _playbook_of(read_file(path))


def _playbook_of(reading: Reading) -> Playbook:
    if reading.playbook is None:
        raise PlaybookRefused(reading.problems)
    return reading.playbook
