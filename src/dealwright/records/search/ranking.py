"""How well a title fits what was typed."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from .words import spelled

EXACT, BEGINS, WORD, WORD_BEGINS, WORDS_BEGIN, INSIDE = range(6)


def fit(name: str, wanted: str) -> int:
    """The place of a spelled title, 0 the best: it is the text, begins with it, has it as words, their beginnings."""
    if name.startswith(wanted):
        return EXACT if name == wanted else BEGINS
    padded = f" {name} "
    if f" {wanted}" in padded:
        return WORD if f" {wanted} " in padded else WORD_BEGINS
    has_beginnings = " " in wanted and all(f" {word}" in padded for word in wanted.split())
    return WORDS_BEGIN if has_beginnings else INSIDE


def likeness(title: str, words: Sequence[str]) -> float:
    """How like a title is to misspelt words, 0 to 100, whatever their order and what else it says."""
    name, wanted = spelled(title), " ".join(words)
    return fuzz.token_sort_ratio(name, wanted) + fuzz.token_set_ratio(name, wanted) / 100
