"""How long an expression may take: 50 milliseconds, whatever the deal.

The engine cannot be interrupted, so there are two bounds. By construction: an expression has at most LONGEST
characters, goes through lists at most twice and never within each other, builds no lists with `map`, and matches
against patterns that stand in it as texts and repeat nothing more than MOST_REPEATS times. By measuring: it is
evaluated on the largest deal there can be, also with `&&` for `||`, `all` for `exists` and the other way round, so
that nothing costly hides behind a condition that this deal does not meet. The deal grows by doubling and measuring
stops when the time is over, so that the measurement itself stays short.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from math import prod
from time import thread_time
from typing import Any, Final

LONGEST: Final = 500
MOST_LOOPS: Final = 2
MOST_REPEATS: Final = 100
MOST_SECONDS: Final = 0.05
LONGEST_TEXT: Final = 100_000
MOST_CHOICES: Final = 200
SAMPLE_TEXT: Final = "text"

TEXTS = re.compile(r"""[rRbB]{0,2}('{3}.*?'{3}|"{3}.*?"{3}|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|//[^\n]*""", re.DOTALL)
LOOPS = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(")
MAPS = re.compile(r"\.\s*map\s*\(")
CALLS = re.compile(r"\bmatches\s*\(")
PATTERNS = re.compile(r'\.\s*matches\s*\(\s*"(\d+)"\s*\)')
REPEATS = re.compile(r"\{\s*(\d*)\s*(?:,\s*(\d*)\s*)?\}")
WORK = re.compile(r"\b(?!(?:has|size)\b)\w+\s*\(|\+")
HIDDEN_REPEATS = re.compile(r"\\[xuU0-7]|\(\?[a-zA-Z]*x")


def too_costly(expression: str) -> str:
    """Why an expression could run for long, from how it is written; nothing when it cannot."""
    if len(expression) > LONGEST:
        return f"it has {len(expression)} characters; {LONGEST} are allowed"
    bare = TEXTS.sub('""', expression)
    if len(LOOPS.findall(bare)) > MOST_LOOPS:
        return f"it goes through lists more than {MOST_LOOPS} times"
    if MAPS.search(bare):
        return "map is not used: all, exists and filter ask about the items of a list"
    if any(LOOPS.search(inside) for inside in _insides(bare)):
        return "it goes through a list for each item of a list"
    return _costly_pattern(expression)


def _insides(bare: str) -> Iterator[str]:
    """What stands between the brackets of each loop."""
    for loop in LOOPS.finditer(bare):
        depth, end = 1, loop.end()
        while depth and end < len(bare):
            depth += {"(": 1, ")": -1}.get(bare[end], 0)
            end += 1
        yield bare[loop.end() : end]


def patterns_in(expression: str) -> tuple[list[str], int]:
    """The patterns in quotes that an expression matches against, quotes and all, and how often it calls `matches`."""
    texts = [match[0] for match in TEXTS.finditer(expression)]
    places = count()
    numbered = TEXTS.sub(lambda _: f'"{next(places)}"', expression)  # so that nothing within a text is taken for a call
    return [texts[int(match[1])] for match in PATTERNS.finditer(numbered)], len(CALLS.findall(numbered))


def _costly_pattern(expression: str) -> str:
    patterns, calls = patterns_in(expression)
    if len(patterns) != calls:
        return "matches wants a pattern in quotes"
    for pattern in patterns:
        repeats = prod(max(int(low or 1), int(high or 1), 1) for low, high in REPEATS.findall(pattern))
        if repeats > MOST_REPEATS:
            return f"its pattern repeats something more than {MOST_REPEATS} times"
        if HIDDEN_REPEATS.search(pattern):
            return r"its pattern has \x, \u or (?x), which can hide how often something is repeated"
    return ""


Answer = Callable[[str, Mapping[str, Any]], Any]


def runs_long(expression: str, deal: Mapping[str, Any], answer: Answer) -> bool:
    """Whether an expression takes longer than MOST_SECONDS on a deal like this one, but as large as can be.

    `answer` evaluates an expression for a deal; where this fails the time counts all the same.
    """
    if not WORK.search(TEXTS.sub('""', expression)):
        return False  # it only compares, once for each of at most LONGEST characters
    return any(_slow(form, deal, answer) for form in forms(expression))


def forms(expression: str) -> set[str]:
    """The expression, and what it is when every condition and every item lets the next one be asked."""
    joined = {expression, expression.replace("||", "&&"), expression.replace("&&", "||")}
    every = {form.replace(".exists(", ".all(") for form in joined}
    return joined | every | {form.replace(".all(", ".exists(") for form in joined}


def _slow(expression: str, deal: Mapping[str, Any], answer: Answer) -> bool:
    for share in (16, 8, 4, 2, 1):
        large = _grown(deal, share)
        if all(_seconds(expression, large, answer) > MOST_SECONDS for _ in range(2)):
            return True
    return False


def _seconds(expression: str, deal: Mapping[str, Any], answer: Answer) -> float:
    """Time of the processor, so that a busy machine does not count."""
    start = thread_time()
    answer(expression, deal)
    return thread_time() - start


def _grown(value: Any, share: int) -> Any:
    """A sample value at its largest, divided by `share`."""
    if isinstance(value, Mapping):
        return {key: _grown(each, share) for key, each in value.items()}
    if isinstance(value, list):
        return [f"choice_{number:053}" for number in range(MOST_CHOICES // share)]
    return _long_text(LONGEST_TEXT // share) if value == SAMPLE_TEXT else value


@lru_cache(maxsize=8)
def _long_text(length: int) -> str:
    return "a" * length
