"""How well a title fits what was typed."""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from .words import spelled

EXACT, BEGINS, WORD, WORD_BEGINS, WORDS_BEGIN, INSIDE = range(6)


def fit(wanted: str) -> Callable[[str], int]:
    """Gives spelled titles their place, 0 the best: one is the text, begins with it, has it as words, their beginnings.

    `wanted` is what was typed, spelled as titles are.
    """
    begins, beginnings = wanted[:-1], [f" {word}" for word in wanted.split()]
    has_several = len(beginnings) > 1

    def place(name: str) -> int:
        if name.startswith(begins):
            return EXACT if name == wanted else BEGINS
        if begins in name:
            return WORD if wanted in name else WORD_BEGINS
        return WORDS_BEGIN if has_several and all(word in name for word in beginnings) else INSIDE

    return place


def likeness(title: str, words: Sequence[str]) -> float:
    """How like a title is to misspelt words, 0 to 100, whatever their order and what else it says."""
    name, wanted = spelled(title), " ".join(words)
    return fuzz.token_sort_ratio(name, wanted) + fuzz.token_set_ratio(name, wanted) / 100
