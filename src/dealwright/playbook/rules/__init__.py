"""What makes a playbook right: one rule, one file. A rule lists all it finds and never stops at the first."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dealwright.playbook.model import Playbook
from dealwright.playbook.problems import Problem
from dealwright.playbook.rules import (
    backward_shortcut,
    bad_check,
    bad_key,
    blank_text,
    choices_expected,
    duplicate_key,
    falling_probability,
    framework_elements,
    framework_months,
    hidden_characters,
    idle_pick,
    late_milestone,
    list_length,
    long_text,
    missing_key,
    out_of_range,
    repeated_entry,
    repeated_need,
    reserved_field,
    reserved_process,
    reserved_stage,
    unknown_currency,
    unknown_element,
    unknown_field,
    unknown_format,
    unknown_framework,
    unknown_key,
    unknown_phase,
    unknown_stage,
    unknown_step,
    unknown_task,
    unknown_word,
    unreachable_stage,
    wrong_type,
)
from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Record, walk
from dealwright.playbook.source import Node

SHAPE_RULES: tuple[Any, ...] = (
    repeated_entry,
    unknown_key,
    missing_key,
    wrong_type,
    unknown_word,
    bad_key,
    out_of_range,
    list_length,
    blank_text,
    long_text,
    hidden_characters,
    unknown_format,
)
FRAMEWORK_RULES: tuple[Any, ...] = (*SHAPE_RULES, framework_elements, framework_months)
RULES: tuple[Any, ...] = (
    *SHAPE_RULES,
    duplicate_key,
    reserved_process,
    reserved_stage,
    reserved_field,
    choices_expected,
    unknown_currency,
    unknown_phase,
    unknown_field,
    unknown_task,
    unknown_step,
    unknown_framework,
    unknown_element,
    unknown_stage,
    backward_shortcut,
    idle_pick,
    late_milestone,
    bad_check,
    falling_probability,
    unreachable_stage,
    repeated_need,
)


def check(root: Node, file: str, cls: type[Any] = Playbook, laws: Sequence[Any] = RULES) -> tuple[Problem, ...]:
    """All that these rules find in a file that is to be read into this class, by line.

    The name of a rule is that of its module.
    """
    draft = Draft(root, tuple(walk(root, Record(cls))))
    found = [each for rule in laws for each in _problems(rule.__name__, rule.check, draft, file)]
    return tuple(sorted(found, key=lambda each: (each.file != file, each.file, each.line, each.column)))


def _problems(module: str, rule: Callable[[Draft], Iterator[Flaw]], draft: Draft, file: str) -> Iterator[Problem]:
    for flaw in rule(draft):
        yield problem(module.rpartition(".")[2], flaw, file)


def problem(rule: str, flaw: Flaw, file: str) -> Problem:
    """What a rule found, with its place: in the file of its node, or in this one where the node knows none."""
    node = flaw.node
    return Problem(flaw.level, node.file or file, node.line, node.column, rule, flaw.message, flaw.remedy)
