"""A map guessed from the headers and first rows of a file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rapidfuzz import fuzz, process

from dealwright import Invalid
from dealwright.playbook import FieldType

from .cells import AMOUNTS, amounts_shape
from .mapping import CREATABLE, ColumnMap, Map
from .synonyms import STAGES
from .table import Table
from .targets import REFERENCES, Target

SURE = 88
MOST_VALUES = 40
FORMATS = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d/%m/%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %I:%M %p",
    "%d.%m.%Y %H:%M",
)


def guess(kind: str, table: Table, targets: Mapping[str, Target], process_key: str | None, currency: str | None) -> Map:
    """The map that the headers and values suggest, creating what is missing; columns that say nothing are left out.

    Raises Invalid when no column says anything, as when the row of headers is missing.
    """
    rows = table.sample()
    chosen = _targets_by_header(table.header, targets)
    if not chosen:
        raise Invalid(
            f"None of the columns looks like something of {kind}: {', '.join(table.header)[:300]}.",
            remedy="Check that the first row holds column names, or say with a map what they are.",
        )
    columns = {header: column_guess(targets[key], _values(table, rows, header)) for header, key in chosen.items()}
    create = frozenset(REFERENCES[key] for key in chosen.values() if key in REFERENCES)
    return Map(kind, columns, create & frozenset(CREATABLE), process_key, currency)


def column_guess(target: Target, values: Sequence[str]) -> ColumnMap:
    """How cells with these values are read as the target: how dates and amounts are written, what stages stand for."""
    if target.type in (FieldType.DATE, FieldType.DATETIME):
        return ColumnMap(target.key, format=date_format(values))
    if target.type in AMOUNTS:
        return ColumnMap(target.key, format=amounts_shape(values))
    if target.key in ("stage", "status"):
        return ColumnMap(target.key, values=stage_values(dict.fromkeys(values), target.choices))
    return ColumnMap(target.key)


def date_format(values: Iterable[str]) -> str | None:
    """The first format that all values have; None for ISO days and when none fits."""
    distinct = list(dict.fromkeys(values))[:500]
    fitting = (shape for shape in FORMATS if distinct and all(_fits(value, shape) for value in distinct))
    found = next(fitting, None)
    return None if found == FORMATS[0] else found


def _fits(value: str, shape: str) -> bool:
    try:
        datetime.strptime(value.strip(), shape)  # noqa: DTZ007 (only whether it fits)
    except ValueError:
        return False
    return True


def stage_values(values: Iterable[str], stages: Mapping[str, str]) -> dict[str, str]:
    """For values that are no stage by key or title: the stage that they probably mean."""
    known = {plain_words(name) for pair in stages.items() for name in pair}
    return {
        value: stage
        for value in list(values)[:MOST_VALUES]
        if plain_words(value) not in known and (stage := _stage(plain_words(value), stages))
    }


def _stage(words: str, stages: Mapping[str, str]) -> str | None:
    """By the usual words for stages first, then by likeness to keys and titles."""
    for meaning, names in STAGES.items():
        if words in names:
            return next((key for key in stages if meaning in plain_words(f"{key} {stages[key]}")), None)
    names = {key: plain_words(title) for key, title in stages.items()}
    found = process.extractOne(words, names, scorer=fuzz.ratio, score_cutoff=75)
    return found[2] if found else None


def _targets_by_header(headers: Sequence[str], targets: Mapping[str, Target]) -> dict[str, str]:
    """Each header's target: what other programs call it, first exactly, then nearly; each target once."""
    scores = [
        (score, -place, header, key)
        for place, header in enumerate(headers)
        for key, target in targets.items()
        if header and (score := _score(header, target)) >= SURE
    ]
    chosen: dict[str, str] = {}
    for _, _, header, key in sorted(scores, reverse=True):
        if header not in chosen and key not in chosen.values():
            chosen[header] = key
    return {header: chosen[header] for header in headers if header in chosen}


def _score(written: str, target: Target) -> float:
    if written == target.key:
        return 300
    header, names = plain_words(written), [plain_words(name) for name in (*target.words, target.label, target.key)]
    if header in names:
        return 200 - names.index(header)
    return max(fuzz.ratio(header, name) for name in names) if len(header) > 3 else 0


def plain_words(text: str) -> str:
    """Small letters, digits and single blanks: `Deal_Stage ` is `deal stage`."""
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    return " ".join(words).removeprefix("property ")


def _values(table: Table, rows: Sequence[Sequence[str]], header: str) -> list[str]:
    place = table.header.index(header)
    return [row[place] for row in rows if row[place].strip()]
