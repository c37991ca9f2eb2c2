"""Reading a framework: text in, framework or problems out."""

from dataclasses import dataclass

from dealwright.playbook import rules
from dealwright.playbook.building import build
from dealwright.playbook.framework import Framework
from dealwright.playbook.plain_words import Unreadable
from dealwright.playbook.problems import Problem
from dealwright.playbook.shape import Record
from dealwright.playbook.source import tree


@dataclass(frozen=True)
class FrameworkReading:
    """What came of reading a file: a framework unless there is an error, and all problems, by line."""

    framework: Framework | None
    problems: tuple[Problem, ...]


def read_framework(text: str, name: str = "framework.yaml") -> FrameworkReading:
    """Read a framework and list everything that is wrong with it. `name` stands for the file in the problems.

    Never raises, whatever the text.
    """
    try:
        root = tree(text)
    except Unreadable as fault:
        problem = Problem("error", name, fault.line, fault.column, "yaml", fault.message, fault.advice)
        return FrameworkReading(None, (problem,))
    problems = rules.check(root, name, Framework, rules.FRAMEWORK_RULES)
    if problems:
        return FrameworkReading(None, problems)
    return FrameworkReading(build(root, Record(Framework)), ())
