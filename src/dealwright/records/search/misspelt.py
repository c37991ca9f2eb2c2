"""Words that look or sound like a misspelt one.

A word with one letter too many, too few or another has its first half or its second half unharmed, or two letters
changed places: so the words that share a half are compared, and those with neighbours exchanged are looked up. Words
of seven letters and more may differ twice.
"""

from collections.abc import Iterator, Sequence

from django.db import connection
from rapidfuzz.distance import OSA, JaroWinkler

from .asked import Sought
from .words import LAST, LONGEST_WORD, has_parts, sound

COMPARED = 8_000  # words that share a half
NEAREST = 12  # of them are looked for
LONG = 7
BEGIN_SO = "SELECT word FROM records_searchpart WHERE part >= %s AND part < %s AND size BETWEEN %s AND %s LIMIT %s"
END_SO = "SELECT word FROM records_searchpart WHERE part = %s AND size BETWEEN %s AND %s LIMIT %s"
THESE = "SELECT word FROM records_searchpart WHERE part IN ({marks})"
ARM = "SELECT * FROM ({text}) AS arm{n}"
SOUND_SO = "SELECT word FROM records_searchpart WHERE part = %s LIMIT 200"


def misspelt(words: Sequence[str]) -> list[Sought]:
    """Each word as typed, or one of the known words nearest to it."""
    return [Sought(starts=(word,), exactly=tuple(nearest(word))) for word in words]


def nearest(word: str) -> list[str]:
    """Known words that may have been meant, the nearest first; the word itself is not among them."""
    if not has_parts(word) or len(word) >= LONGEST_WORD:
        return []
    heard = sound(word)
    known = _candidates(word, heard)
    scored = [(_distance(word, each, heard), -JaroWinkler.similarity(word, each), each) for each in known]
    return [each for far, _, each in sorted(scored)[:NEAREST] if far <= _allowed(word)]


def _allowed(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _distance(word: str, other: str, heard: str) -> int:
    """How many letters differ; of words that sound alike never more than are allowed."""
    letters = OSA.distance(word, other, score_cutoff=_allowed(word))
    return min(letters, _allowed(word)) if heard and heard == sound(other) else letters


def _candidates(word: str, heard: str) -> set[str]:
    half = len(word) // 2
    off = _allowed(word)
    sizes = [len(word) - off, len(word) + off]
    exchanged: list[object] = sorted(_exchanged(word))
    arms: list[tuple[str, list[object]]] = [
        (BEGIN_SO, [f"^{word[:half]}", f"^{word[:half]}{LAST}", *sizes, COMPARED]),
        (END_SO, [word[half:], *sizes, COMPARED]),
        (SOUND_SO, [heard]),
        (THESE.format(marks=", ".join(["%s"] * len(exchanged))), exchanged),
    ]
    statement = " UNION ALL ".join(ARM.format(text=text, n=n) for n, (text, _) in enumerate(arms))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, values in arms for value in values])
        return {found for (found,) in cursor.fetchall()} - {word}


def _exchanged(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield f"^{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
