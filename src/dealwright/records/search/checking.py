"""Looks at all words of given records, where that is quicker than to ask the index for each word."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db import connection

from .asked import TITLES, Question, Sought
from .registered import SEARCHED
from .sight import Sight
from .statements import Statement

# PostgreSQL takes ids as an array to the index, where it would read the words of all records first.
CHECKED_ARRAY = (
    "SELECT {what} FROM records_searchtext AS t WHERE t.record_id = ANY(ARRAY({found})) AND t.kind = %s AND {tests}"
)
CHECKED = (
    "SELECT {what} FROM ({found}) AS lead CROSS JOIN records_searchtext AS t"
    " ON t.record_id = lead.record_id AND t.kind = %s AND {tests}"
)
POSITION = {"postgresql": "strpos", "sqlite": "instr"}  # a fifth quicker than LIKE, which tells more
Text = tuple[int, str]
Little = Mapping[str, Sequence[Text]]  # ids and words by kind


def checked(found: Statement, kind: int, questions: Sequence[Question], what: str = "t.record_id") -> Statement:
    """Those of the records that have each word of one of the questions."""
    tests = [_all(question) for question in questions]
    template = CHECKED_ARRAY if connection.vendor == "postgresql" else CHECKED
    text = template.format(found=found[0], what=what, tests=f"({' OR '.join(test for test, _ in tests)})")
    return text, [*found[1], kind, *(value for _, values in tests for value in values)]


def _all(question: Question) -> Statement:
    tests = [_any(sought) for sought in question]
    return " AND ".join(text for text, _ in tests), [value for _, values in tests for value in values]


def _any(sought: Sought) -> Statement:
    stands = f"{POSITION[connection.vendor]}(t.words, %s) > 0"
    return f"({' OR '.join([stands] * len(sought.patterns))})", [*sought.patterns]


def little_of(sights: Mapping[str, Sight], questions: Sequence[Question]) -> Little:
    """Of kinds of which little is seen, the words of what fits one of the questions; one query for all kinds."""
    kinds = {SEARCHED[one].number: one for one, sight in sights.items() if sight.is_little}
    found: dict[str, list[Text]] = {one: [] for one in kinds.values()}
    arms = [
        checked(sights[one].leading(), number, questions, f"{number}, t.record_id, t.words")
        for number, one in kinds.items()
    ]
    if arms:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(text for text, _ in arms), [each for _, values in arms for each in values]
            )
            for number, record_id, words in cursor.fetchall():
                found[kinds[number]].append((record_id, words))
    return found


def fitting(texts: Sequence[Text], question: Question, most: int, title: str = "") -> Iterator[int]:
    """The ids of those with all the words, up to `most`, and of those whose title begins so, up to `TITLES`."""
    patterns = [sought.patterns for sought in question]
    if title:
        yield from islice((record_id for record_id, words in texts if f" {title}" in words), TITLES)
    fit = (record_id for record_id, words in texts if all(any(each in words for each in some) for some in patterns))
    yield from islice(fit, most)
