"""Yes-or-no questions about a record of any kind, written in CEL (Common Expression Language)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from dealwright.playbook.costs import LOOPS, TEXTS, runs_long
from dealwright.playbook.expressions import BOUND, FUNCTIONS, NULL, BadCheck, compile_check

Facts = Mapping[str, Any]


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
    """What is wrong with a condition about records with the names of the sample; nothing when it is good."""
    try:
        made = condition(root, expression)
    except BadCheck as fault:
        return [fault.message]
    bare = TEXTS.sub('""', expression)
    found = [*_unknown_names(root, bare, sample), *_unknown_words(made, bare)]
    if NULL.search(bare):
        found.append(f"null is not used: has({root}.country) asks whether something is filled in")
    return found or _misfits(made.answer(sample)) or _slow(made, sample)


def _unknown_names(root: str, bare: str, sample: Facts) -> list[str]:
    asked = {name or "" for name in re.findall(rf"(?<![\w.]){root}\b(?:\s*\.\s*(\w+))?", bare)}
    return [_unknown(root, name, sample) for name in sorted(asked - set(sample))]


def _unknown(root: str, name: str, sample: Facts) -> str:
    if not name:
        return f"it must name a part, such as {root}.{next(iter(sample))}"
    close = get_close_matches(name, sample, n=1)
    return f"there is no {root}.{name}" + (f" (did you mean {root}.{close[0]}?)" if close else "")


def _unknown_words(made: Condition, bare: str) -> list[str]:
    called = {name for name in made.program.functions() if name[0].isalpha()} - FUNCTIONS
    bound = set(BOUND.findall(bare)) if LOOPS.search(bare) else set()
    lone = set(made.program.variables()) - {made.root} - bound
    return [f'there is no function "{name}"' for name in sorted(called)] + [
        f'"{name}" stands alone (a part is {made.root}.{name}, a text needs quotes)' for name in sorted(lone)
    ]


def _misfits(answer: Any) -> list[str]:
    if isinstance(answer, TypeError):
        return ["it compares or counts things of different kinds (a text needs quotes, a number has none)"]
    return [] if isinstance(answer, Exception | bool) else ["it does not come to yes or no"]


def _slow(made: Condition, sample: Facts) -> list[str]:
    def answer(form: str, facts: Mapping[str, Any]) -> Any:
        try:
            return condition(made.root, form).answer(facts)
        except BadCheck as fault:  # another form of the expression can be too long by a few letters
            return fault

    return (
        ["it takes too long for a large record (50 ms are allowed)"]
        if runs_long(made.expression, sample, answer)
        else []
    )
