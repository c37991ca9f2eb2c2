"""Yes-or-no questions about a record of any kind, written in CEL (Common Expression Language)."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from dealwright.playbook.costs import LOOPS, TEXTS
from dealwright.playbook.expressions import BOUND, FUNCTIONS, NULL, BadCheck, compile_check, tried

Facts = Mapping[str, Any]
HINT = "a text needs quotes, a number has none"


@dataclass(frozen=True)
class Condition:
    """A compiled condition about `root`, which is how the expression calls the record."""

    root: str
    expression: str
    program: Any

    def holds(self, facts: Facts) -> bool:
        """Whether it is true of these facts; never raises. What it looks at and is empty makes it untrue."""
        return self.answer(facts) is True

    def answer(self, facts: Facts) -> Any:
        """What the expression comes to; where it cannot be evaluated, the error."""
        known = {name: value for name, value in facts.items() if value not in (None, "", [], ())}
        try:
            return self.program.execute({self.root: known})
        except Exception as fault:  # whatever CEL stumbles over, the answer to "does it hold" is no
            return fault


@lru_cache(maxsize=1024)
def condition(root: str, expression: str) -> Condition:
    """Compile a condition; raises BadCheck with a sentence when it is no CEL or could run for long."""
    return Condition(root, expression, compile_check(expression).program)


def faults(root: str, expression: str, sample: Facts) -> list[str]:
    """What is wrong with a condition about records with the names of the sample; nothing when it is good.

    A value of the sample may itself be a mapping, such as `fields`: then names stand under it.
    """

    def answer(form: str, facts: Mapping[str, Any]) -> Any:
        try:
            return condition(root, form).answer(facts)
        except BadCheck as fault:  # another form of the expression can be too long by a few letters
            return fault

    try:
        made = condition(root, expression)
    except BadCheck as fault:
        return [fault.message]
    bare = TEXTS.sub('""', expression)
    found = [*_unknown_names(root, bare, sample), *_unknown_words(made, bare)]
    if NULL.search(bare):
        found.append(f"null is not used: has({root}.country) asks whether something is filled in")
    return found or tried(expression, sample, answer, HINT, "record")


def _unknown_names(root: str, bare: str, sample: Facts) -> list[str]:
    known, nested = _names(sample), {name for name, value in sample.items() if isinstance(value, Mapping)}
    pattern = rf"(?<![\w.]){root}\b(?:\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?)?"
    asked = {(whole, whole.partition(".")[0]) for whole in map(".".join, map(_filled, re.findall(pattern, bare)))}
    strange = {whole for whole, first in asked if whole not in known and (first in nested or first not in sample)}
    return [_unknown(root, name, known, nested) for name in sorted(strange)]


def _filled(found: tuple[str, str]) -> list[str]:
    return [part for part in found if part]


def _names(sample: Facts) -> list[str]:
    """What can be asked of: each name, but of what has names of its own, such as `fields`, those."""
    known = []
    for name, value in sample.items():
        known += [f"{name}.{key}" for key in value] if isinstance(value, Mapping) else [name]
    return known


def _unknown(root: str, name: str, known: Sequence[str], nested: Collection[str]) -> str:
    if not name or name in nested:
        return f"it must name a part, such as {root}.{known[0]}"
    close = get_close_matches(name, known, n=1) + [
        each for group in sorted(nested) for each in get_close_matches(f"{group}.{name}", known, n=1)
    ]
    return f"there is no {root}.{name}" + (f" (did you mean {root}.{close[0]}?)" if close else "")


def _unknown_words(made: Condition, bare: str) -> list[str]:
    called = {name for name in made.program.functions() if name[0].isalpha()} - FUNCTIONS
    bound = set(BOUND.findall(bare)) if LOOPS.search(bare) else set()
    lone = set(made.program.variables()) - {made.root} - bound
    return [f'there is no function "{name}"' for name in sorted(called)] + [
        f'"{name}" stands alone (a part is {made.root}.{name}, a text needs quotes)' for name in sorted(lone)
    ]
