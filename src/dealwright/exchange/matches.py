"""Names that are nearly those of a record that is here, offered as what was probably meant."""

from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import normalize

from rapidfuzz import fuzz, process

NEAR = 86
MOST_OFFERED = 100
MOST_COMPARED = 50_000


def plain(text: str) -> str:
    """Small letters and digits only, without accents: `GTX Pro` and `GTXPro`, `Élan` and `Elan` are the same."""
    return "".join(char for char in normalize("NFKD", text.casefold()) if char.isalnum())


def nearest(text: str, choices: Iterable[str], cutoff: float = NEAR) -> str | None:
    """The choice that is nearly this text."""
    found = nearest_scored(text, {choice: plain(choice) for choice in choices}, cutoff)
    return found[0] if found else None


def nearest_scored(text: str, choices: Mapping[str, str], cutoff: float = NEAR) -> tuple[str, int] | None:
    """The nearest of choices (name to plain name) and how near it is, in percent."""
    found = process.extractOne(plain(text), choices, scorer=fuzz.ratio, score_cutoff=cutoff)
    return (found[2], round(found[1])) if found else None


def offered(column: str, unknown: Mapping[str, int], known: Iterable[str]) -> list[dict[str, Any]]:
    """For values (with how many rows have them) that are no record: the record that was probably meant."""
    choices = {name: plain(name) for _, name in zip(range(MOST_COMPARED), known, strict=False)}
    often = sorted(unknown.items(), key=lambda pair: -pair[1])[:MOST_OFFERED]
    found = ((value, rows, nearest_scored(value, choices)) for value, rows in often)
    return [
        {"column": column, "value": value, "match": near[0], "rows": rows, "score": near[1]}
        for value, rows, near in found
        if near
    ]
