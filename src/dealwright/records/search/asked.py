"""What a typed text may mean: each of its words as typed, inside another word, or misspelt."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from .statements import Statement
from .words import LAST, WITHIN, backwards, may_be_inside

WORDS = "SELECT record_id FROM records_searchword WHERE kind = %s AND "
FROM_ON = "word >= %s AND word < %s"
HOLDERS = "SELECT word FROM records_searchpart WHERE part >= %s AND part < %s LIMIT %s"
TITLES = 20  # of each kind that begin with the text
MOST_HOLDING = 500  # words that hold a part
LAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """One word that a record must have: it begins so, it is one of these, or it holds this part."""

    starts: tuple[str, ...] = ()
    exactly: tuple[str, ...] = ()
    part: str = ""

    def leading(self, kind: int) -> Statement:
        """What asks for the ids of a kind's records that have it."""
        arms = [(WORDS + FROM_ON, [kind, start, start + LAST]) for start in self.starts]
        if self.exactly:
            marks = ", ".join(["%s"] * len(self.exactly))
            arms.append((f"{WORDS}word IN ({marks})", [kind, *self.exactly]))
        if self.part:
            arms.append((f"{WORDS}word {_one_of(HOLDERS)}", [kind, self.part, self.part + LAST, MOST_HOLDING]))
        return " UNION ALL ".join(text for text, _ in arms), [value for _, values in arms for value in values]

    @property
    def patterns(self) -> list[str]:
        """As it stands in all words of a record, between blanks."""
        begins = [] if self.starts == (self.part,) else list(map(_as_it_stands, self.starts))
        return begins + [f" {word} " for word in self.exactly] + ([self.part] if self.part else [])

    @property
    def longest(self) -> int:
        """Long words are rare ones."""
        return max(map(len, (*self.starts, *self.exactly, self.part)))


Question = Sequence[Sought]


def as_typed(words: Sequence[str]) -> list[Sought]:
    """Each word the beginning of one, or the last digits of a number."""
    return [Sought(starts=_starts(word)) for word in words]


def inside(words: Sequence[str]) -> list[Sought]:
    """Each word as typed, or anywhere inside another where it is long enough."""
    return [Sought(starts=_starts(word), part=word if may_be_inside(word) else "") for word in words]


def inside_number(digits: str) -> list[Sought]:
    """These digits in the middle of a number."""
    return [Sought(starts=(WITHIN + digits,))]


def _as_it_stands(start: str) -> str:
    return start[1:] if start.startswith(WITHIN) else f" {start}"


def _one_of(words: str) -> str:
    """In PostgreSQL as an array: it is made once, whatever is expected of the words."""
    return f"= ANY(ARRAY({words}))" if connection.vendor == "postgresql" else f"IN ({words})"


def _starts(word: str) -> tuple[str, ...]:
    return (word, backwards(word)) if word.isdigit() and len(word) >= LAST_DIGITS else (word,)
