"""What is wanted of a kind of record, and in how many records its words are."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .asked import Question, Sought
from .sight import COUNTED, Sight
from .statements import counted, first, union

Word = tuple[int, Sought]  # of a kind by its number
Counts = Mapping[Word, int]
Found = dict[int, list[int]]  # ids by kind


class Wanted(NamedTuple):
    """A kind by its number, what its records must have, what is seen of them, and how many are wanted at most."""

    kind: int
    question: Question
    sight: Sight | None
    most: int

    @property
    def words(self) -> Sequence[Word]:
        """What is to be counted; one word alone need not be."""
        return [(self.kind, sought) for sought in self.question] if self.sight or len(self.question) > 1 else ()

    def is_common(self, counts: Counts) -> bool:
        """Whether each of its words is in many records."""
        return all(counts[word] == COUNTED for word in self.words)

    def is_rare(self, counts: Counts) -> bool:
        """Whether none of its words is in many records."""
        return all(counts[word] < COUNTED for word in self.words)


def words_of_all(wanted: Sequence[Wanted]) -> list[Word]:
    """What is to be counted, each once."""
    return list(dict.fromkeys(word for each in wanted for word in each.words))


def counts_of(wanted: Sequence[Wanted], up_to: int) -> dict[Word, int]:
    """In how many of the kind's records each word is; `COUNTED` for as many as `up_to`."""
    words = words_of_all(wanted)
    asked = [counted(place, first(sought.leading(kind), up_to)) for place, (kind, sought) in enumerate(words)]
    return {words[place]: count if count < up_to else COUNTED for place, [count] in union(asked)}
