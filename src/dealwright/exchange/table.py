"""A file as a table, whatever it was: its columns, its rows, and how large any of it may be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dealwright import Invalid

LARGEST_CELL = 10 * 2**20
LARGEST_ROW = 32 * 2**20
MOST_COLUMNS = 1_000
MOST_TIMES = 200  # larger unpacked than packed
MOST_LOOKED_AT, MOST_SAMPLED, LARGEST_SAMPLE = 50_000, 20_000, 8 * 2**20
Row = tuple[int, list[str]]


class FileRefused(Invalid):
    """This file cannot be read as a table."""

    code = "file_refused"


def is_bomb(unpacked: int, path: Path) -> bool:
    """Whether a packed file becomes so much larger, `unpacked` bytes, that it was made to fill memory or disk."""
    return unpacked > 2**20 and unpacked > MOST_TIMES * path.stat().st_size


@dataclass(frozen=True)
class Table:
    """A readable file: its column names, its rows as they stand in it, and what should be said about it.

    Rows are numbered as a spreadsheet shows them: the header is row 1 unless blank lines stand above it. `numbered`
    begins anew with each call. `misfit` is what is wrong with a row of too few cells, and the remedy, if not the usual.
    """

    header: tuple[str, ...]
    header_row: int
    numbered: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()
    misfit: tuple[str, str] | None = None

    def rows(self, after: int = 0) -> Iterator[Row]:
        """(row number, cells) of every row that is not blank below the header and below row `after`."""
        first = max(self.header_row, after)
        for number, cells in self.numbered():
            if number > first and any(cells):
                yield number, cells

    def misfit_of(self, cells: list[str]) -> tuple[str, str] | None:
        """What is wrong with a row that has not a cell for each column, and the remedy."""
        if len(cells) == len(self.header):
            return None
        has = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
        said = f"The row has {has}, but the number of columns is {len(self.header)}."
        return self.misfit or (said, "Look for a missing or an extra delimiter or quote.")

    def count(self) -> int:
        """How many rows there are; raises FileRefused for a fault anywhere, so that nothing is ever half done."""
        return sum(1 for _ in self.rows())

    def sample(self) -> list[list[str]]:
        """The first whole rows, so many that they show what the columns hold."""
        found, weight = [], 0
        for number, cells in islice(self.numbered(), MOST_LOOKED_AT):
            if number > self.header_row and any(cells) and len(cells) == len(self.header):
                found.append(cells)
            weight += sum(map(len, cells))
            if len(found) >= MOST_SAMPLED or weight > LARGEST_SAMPLE:
                break
        return found
