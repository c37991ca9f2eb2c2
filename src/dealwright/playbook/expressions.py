"""Checks: yes-or-no questions about a deal, written in CEL (Common Expression Language)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from dealwright import Invalid
from dealwright.playbook.costs import LOOPS, TEXTS, Answer, forms, patterns_in, runs_long, too_costly
from dealwright.playbook.engine import engine

DEAL_SAMPLE: Final[Mapping[str, Any]] = {
    "amount": 1000.0,
    "currency": "EUR",
    "close_on": "2026-12-31",
    "source": "web",
    "product": "Product",
    "title": "Title",
    "organisation": "Organisation",
    "owner": "Owner",
    "age_days": 30,
    "stage_days": 10,
    "country": "DE",
    "sector": "Sector",
    "in_eu": True,
    "in_eea": True,
    "employees": 100,
    "coverage": 0.5,
}
HINT = "an amount goes with 2.0, not with 2"
FUNCTIONS = frozenset(
    [
        "size",
        "contains",
        "startsWith",
        "endsWith",
        "matches",
        "int",
        "double",
        "string",
        "duration",
        "timestamp",
    ]
)
NAMES = re.compile(r"(?<![\w.])deal\b(?:\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?)?")
NULL = re.compile(r"(?<![\w.])null\b")
BOUND = re.compile(r"\(\s*(\w+)\s*,")
UNFIT = re.compile(r"Undefined variable or function: '(\w+)'")
WRONG_PATTERN = re.compile(r"\nerror: (.*?)\. Check function", re.DOTALL)
SINGLE_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")


class BadCheck(Invalid):
    """This is not an expression that can be checked."""

    code = "bad_check"


@dataclass(frozen=True)
class Check:
    """A compiled check. `names` are the parts of a deal it looks at, such as "amount" and "fields.budget"."""

    expression: str
    names: frozenset[str]
    program: Any

    def holds(self, deal: Mapping[str, Any]) -> bool:
        """Whether the check is true of this deal; never raises.

        `deal` has the names of DEAL_SAMPLE and, under "fields", the process's own fields. Money is in major
        units (Decimal or float), dates are `date` or ISO text. What is empty (None, "", []) counts as absent:
        a check that looks at it does not hold, unless it asks with `has(deal.amount)`.
        """
        return self.answer(deal) is True

    def answer(self, deal: Mapping[str, Any]) -> Any:
        """What the expression comes to for this deal; where it cannot be evaluated, the error."""
        try:
            looked_at = {name.partition(".")[0] for name in self.names}
            seen = {name: value for name, value in deal.items() if name in looked_at}
            return self.program.execute({"deal": {"fields": {}, **_present(seen)}})
        except Exception as fault:  # whatever CEL stumbles over, the answer to "does it hold" is no
            return fault


@lru_cache(maxsize=4096)
def compile_check(expression: str) -> Check:
    """Compile a check; raises BadCheck with a sentence when it is no CEL or could run for long."""
    if reason := too_costly(expression):
        raise BadCheck(reason)
    bare = TEXTS.sub('""', expression)
    if SINGLE_EQUALS.search(bare):
        raise BadCheck("to compare, write == instead of =")
    try:
        program = engine().compile(expression)
    except ValueError as fault:
        raise BadCheck(_syntax(str(fault))) from fault
    names = frozenset(".".join(filter(None, match.groups())) for match in NAMES.finditer(bare))
    return Check(expression, names, program)


def faults(check: Check, fields: Mapping[str, Any]) -> list[str]:
    """What is wrong with a check in a process with these own fields (key -> a sample value).

    Among this: that it takes longer than 50 milliseconds on a large deal, see `costs`.
    """
    bare = TEXTS.sub('""', check.expression)
    found = [*_unknown_names(check, fields), *_unknown_words(check, bare)]
    if NULL.search(bare):
        found.append("null is not used: has(deal.amount) asks whether something is filled in")
    sample = {**DEAL_SAMPLE, "fields": dict(fields)}
    return found or tried(check.expression, sample, _answer, HINT, "deal")


def _answer(expression: str, deal: Mapping[str, Any]) -> Any:
    try:
        return compile_check(expression).answer(deal)
    except BadCheck as fault:  # another form of the expression can be too long by a few letters
        return fault


def tried(expression: str, sample: Mapping[str, Any], answer: Answer, hint: str, kind: str) -> list[str]:
    """What is wrong with an expression about records like the sample, which has something in every part.

    `answer` evaluates a form of it for such a record, `hint` is how its values are written, `kind` what it is called.
    """
    found = wrong_patterns(expression) or _misfits(expression, sample, answer, hint)
    if not found and runs_long(expression, sample, answer):
        return [f"it takes too long for a large {kind} (50 ms are allowed)"]
    return found


def wrong_patterns(expression: str) -> list[str]:
    """Patterns of `matches` that are none: a sample tells it only where it gets that far."""
    found = []
    for pattern in patterns_in(expression)[0]:
        try:
            engine().compile(f'"".matches({pattern})').execute({})
        except RuntimeError as fault:
            why = WRONG_PATTERN.search(str(fault))
            found.append(f"{pattern} is no regular expression" + (f" ({why[1]})" if why else ""))
    return found


def _misfits(expression: str, sample: Mapping[str, Any], answer: Answer, hint: str) -> list[str]:
    """What is asked of values that cannot answer it, also where the sample does not come to it."""
    for form in sorted(forms(expression)):
        said = answer(form, sample)
        if isinstance(said, TypeError):
            return [f"it compares or counts things of different kinds ({hint})"]
        if isinstance(said, RuntimeError) and (called := UNFIT.match(str(said))):
            return [f"{called[1]} does not go with what it is used on (what a list holds is asked with in)"]
    return [] if isinstance(answer(expression, sample), Exception | bool) else ["it does not come to yes or no"]


def _unknown_names(check: Check, fields: Iterable[str]) -> list[str]:
    known = {*DEAL_SAMPLE, *(f"fields.{key}" for key in fields)}
    strange = (name for name in check.names if name not in known and name.partition(".")[0] not in known)
    return [_unknown(name, known) for name in sorted(strange)]


def _unknown(name: str, known: set[str]) -> str:
    if name in ("", "fields"):
        return "it must name a part of the deal, such as deal.amount or deal.fields.budget"
    close = get_close_matches(name, known, n=1) + get_close_matches(f"fields.{name}", known, n=1)
    return f"there is no deal.{name}" + (f" (did you mean deal.{close[0]}?)" if close else "")


def _unknown_words(check: Check, bare: str) -> list[str]:
    called = {name for name in check.program.functions() if name[0].isalpha()} - FUNCTIONS
    bound = set(BOUND.findall(bare)) if LOOPS.search(bare) else set()
    lone = set(check.program.variables()) - {"deal"} - bound
    return [f'there is no function "{name}"' for name in sorted(called)] + [
        f'"{name}" stands alone (a part of the deal is deal.{name}, a text needs quotes)' for name in sorted(lone)
    ]


def _syntax(said: str) -> str:
    place = re.search(r"<input>:\d+:(\d+): ([^\n]*)", said)
    if place is None or "<EOF>" in place[2]:
        return "something is missing at its end" if place else "it is not CEL"
    word = re.search(r"(?:input|at:?) '(.+?)'", place[2])
    return f"it goes wrong at character {place[1]}" + (f", at {word[1]}" if word else "")


def _present(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in mapping.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple) and not value)


def _plain(value: Any) -> Any:
    """A value as CEL knows it."""
    if isinstance(value, Mapping):
        return _present(value)
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
