"""The shapes of the page: stats, and tables whose cells are figures in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dealwright.metrics import Metric


@dataclass(frozen=True)
class Cell:
    """A figure in words, the deals behind it, and its bar as a share of the longest (0..1)."""

    text: str
    href: str = ""
    bar: float | None = None
    mark: float | None = None
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A number told by stage, reason or group."""

    metric: Metric
    note: str
    columns: Sequence[dict[str, Any]]
    lines: Sequence[Line]
    legend: str = ""


@dataclass(frozen=True)
class Stat:
    """One number for all deals."""

    metric: Metric
    text: str
    href: str
    note: str


@dataclass(frozen=True)
class Sheet:
    """Everything the page shows: sentences, stats, tables."""

    deals: int
    sentences: Sequence[str] = ()
    stats: Sequence[Stat] = ()
    tables: Sequence[Table] = ()
