"""How well a title fits what was typed."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from .words import spelled

EXACT, BEGINS, WORD, WORD_BEGINS, WORDS_BEGIN, INSIDE = range(6)


def fit(name: str, wanted: str) -> int:
    """The place of a spelled title, 0 the best: it is the text, begins with it, has it as words, their beginnings."""
    if name == wanted:
        return EXACT
    if name.startswith(wanted):
        return BEGINS
    name = f" {name} "
    if f" {wanted} " in name:
        return WORD
    if f" {wanted}" in name:
        return WORD_BEGINS
    return WORDS_BEGIN if all(f" {word}" in name for word in wanted.split()) else INSIDE


def likeness(title: str, words: Sequence[str]) -> float:
    """How like a title is to misspelt words, 0 to 100, whatever their order and what else it says."""
    name, wanted = spelled(title), " ".join(words)
    return fuzz.token_sort_ratio(name, wanted) + fuzz.token_set_ratio(name, wanted) / 100
