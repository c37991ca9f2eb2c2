"""Conditions: yes-or-no questions about a lead, written in CEL (Common Expression Language)."""

from collections.abc import Mapping
from typing import Any

from dealwright.workspace.conditions import Condition, condition, faults

from .facts import SAMPLE

__all__ = ["Condition", "compile_condition", "condition_faults"]
ROOT = "lead"


def compile_condition(expression: str) -> Condition:
    """Compile a condition; raises BadCheck with a sentence when it is no CEL or could run for long."""
    return condition(ROOT, expression)


def condition_faults(expression: str, own: Mapping[str, Any]) -> list[str]:
    """What is wrong with a condition where leads have these own fields (key -> a sample value); [] when it is good."""
    return faults(ROOT, expression, {**SAMPLE, "fields": dict(own)})
