"""Conditions: yes-or-no questions about a lead, written in CEL (Common Expression Language)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from dealwright.playbook.costs import LOOPS, TEXTS, runs_long
from dealwright.playbook.expressions import BOUND, FUNCTIONS, NULL, BadCheck, compile_check

from .facts import SAMPLE, Facts

NAMES = re.compile(r"(?<![\w.])lead\b(?:\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?)?")


@dataclass(frozen=True)
class Condition:
    """A compiled condition."""

    expression: str
    program: Any

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is true of the lead; never raises. What it looks at and is empty makes it untrue."""
        return self.answer(facts) is True

    def answer(self, facts: Facts) -> Any:
        """What the expression comes to; where it cannot be evaluated, the error."""
        try:
            return self.program.execute({"lead": {"fields": {}, **facts}})
        except Exception as fault:  # whatever CEL stumbles over, the answer to "does it hold" is no
            return fault


@lru_cache(maxsize=1024)
def compile_condition(expression: str) -> Condition:
    """Compile a condition; raises BadCheck with a sentence when it is no CEL or could run for long."""
    return Condition(expression, compile_check(expression).program)


def condition_faults(expression: str, own: Mapping[str, Any]) -> list[str]:
    """What is wrong with a condition where leads have these own fields (key -> a sample value); [] when it is good."""
    try:
        condition = compile_condition(expression)
    except BadCheck as fault:
        return [fault.message]
    bare = TEXTS.sub('""', expression)
    found = [*_unknown_names(bare, own), *_unknown_words(condition, bare)]
    if NULL.search(bare):
        found.append("null is not used: has(lead.country) asks whether something is filled in")
    sample = {**SAMPLE, "fields": dict(own)}
    return found or _misfits(condition.answer(sample)) or _slow(expression, sample)


def _unknown_names(bare: str, own: Mapping[str, Any]) -> list[str]:
    known = {*SAMPLE, *(f"fields.{key}" for key in own)}
    asked = {".".join(filter(None, match.groups())) for match in NAMES.finditer(bare)}
    strange = sorted(name for name in asked if name not in known and name.partition(".")[0] not in SAMPLE)
    return [_unknown(name, known) for name in strange]


def _unknown(name: str, known: set[str]) -> str:
    if name in ("", "fields"):
        return "it must name a part of the lead, such as lead.country or lead.fields.budget"
    close = get_close_matches(name, known, n=1) + get_close_matches(f"fields.{name}", known, n=1)
    return f"there is no lead.{name}" + (f" (did you mean lead.{close[0]}?)" if close else "")


def _unknown_words(condition: Condition, bare: str) -> list[str]:
    called = {name for name in condition.program.functions() if name[0].isalpha()} - FUNCTIONS
    bound = set(BOUND.findall(bare)) if LOOPS.search(bare) else set()
    lone = set(condition.program.variables()) - {"lead"} - bound
    return [f'there is no function "{name}"' for name in sorted(called)] + [
        f'"{name}" stands alone (a part of the lead is lead.{name}, a text needs quotes)' for name in sorted(lone)
    ]


def _misfits(answer: Any) -> list[str]:
    if isinstance(answer, TypeError):
        return ["it compares or counts things of different kinds (a text needs quotes, a number has none)"]
    if isinstance(answer, Exception | bool):
        return []
    return ["it does not come to yes or no"]


def _slow(expression: str, sample: Facts) -> list[str]:
    def answer(form: str, facts: Mapping[str, Any]) -> Any:
        try:
            return compile_condition(form).answer(facts)
        except BadCheck as fault:  # another form of the expression can be too long by a few letters
            return fault

    return ["it takes too long for a large lead (50 ms are allowed)"] if runs_long(expression, sample, answer) else []
