"""What an export holds, as tables that the imports read: one sheet for each kind, columns called by our fields."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from dealwright.desk.spreadsheets import guarded
from dealwright.playbook import Playbook

from ..guessing import plain_words, stage_values
from ..mapping import ColumnMap, Map

CREATES = frozenset({"owner", "organisation", "product"})


@dataclass
class Sheet:
    """Rows of one kind, each a mapping of our fields to texts; `left` counts rows that were deleted or merged away."""

    kind: str
    rows: list[Mapping[str, str]]
    left: int = 0

    @property
    def header(self) -> list[str]:
        """The fields that any row has."""
        return list(dict.fromkeys(key for row in self.rows for key in row))

    def map(self, process_key: str | None) -> Map:
        """The map that brings the sheet in: every column is what it is called."""
        columns = {key: ColumnMap(key) for key in self.header}
        return Map(self.kind, columns, CREATES, process_key if self.kind == "deals" else None)

    def write(self, path: Path) -> None:
        """Write it as CSV."""
        header = self.header
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows([guarded(row.get(key, "")) for key in header] for row in self.rows)


@dataclass(frozen=True)
class Label:
    """A stage as the other program calls it: its chance in percent, its place, and whether it means won or lost."""

    text: str
    chance: float | None = None
    place: float | None = None
    closes: str = ""


@dataclass
class Told:
    """What should be said of an import: how stages were understood, and what was left out or put right, with counts."""

    stages: dict[str, str] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)

    def problems(self) -> Iterator[dict[str, Any]]:
        """The notes as problems without a row."""
        for said, count in self.notes.items():
            yield {"row": None, "column": None, "message": f"{said} ({count:,})", "remedy": None}


def matched(labels: Sequence[Label], book: Playbook, given: Mapping[str, str]) -> dict[str, str]:
    """Our stage for each label: as given, by what it closes, by name, by chance, by its place, else the first."""
    stages = {stage.key: stage.title for stage in book.stages}
    ends = {"won": "Won", "lost": "Lost"}
    by_name = stage_values([one.text for one in labels], stages | ends)
    return {
        one.text: given.get(one.text) or one.closes or _same(one.text, stages | ends) or by_name.get(one.text)
        or _by_chance(one, book) or _by_place(one, labels, book)
        for one in labels
    }  # fmt: skip


def _same(text: str, stages: Mapping[str, str]) -> str | None:
    names = {key: plain_words(title) for key, title in stages.items()}
    found = process.extractOne(plain_words(text), names, scorer=fuzz.ratio, score_cutoff=90)
    return found[2] if found else text if text in stages else None


def _by_chance(one: Label, book: Playbook) -> str | None:
    known = {stage.key: stage.probability for stage in book.stages if stage.probability is not None}
    if one.chance is None or not known:
        return None
    chance = one.chance
    return min(known, key=lambda key: abs(known[key] - chance))


def _by_place(one: Label, labels: Sequence[Label], book: Playbook) -> str:
    places = sorted({each.place for each in labels if each.place is not None and not each.closes})
    if one.place is None or len(places) < 2:
        return book.stages[0].key
    share = places.index(one.place) / (len(places) - 1) if one.place in places else 0
    return book.stages[round(share * (len(book.stages) - 1))].key


def stays(steps: Iterable[tuple[datetime, str]], ours: Mapping[str, str]) -> tuple[str, datetime | None]:
    """What a history of labels tells: the open stages in order, as `visits` takes them, and when the deal closed.

    Labels that stand for no stage are passed over.
    """
    told: list[tuple[str, datetime]] = []
    closed = None
    for at, label in sorted(step for step in steps if step[1] in ours):
        stage = ours[label]
        if stage in ("won", "lost"):
            closed = closed or at
            continue
        closed = None
        if not told or told[-1][0] != stage:
            told.append((stage, at))
    return ";".join(f"{stage}@{at.isoformat()}" for stage, at in told), closed
