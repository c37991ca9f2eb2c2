"""What a chart is made from. The same figures stand in the table behind it, so nobody depends on seeing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dealwright.desk.figures import NOTHING

Kind: TypeAlias = Literal["bar", "column", "stacked", "line", "funnel", "waterfall", "heat", "scatter", "flow", "table"]
Unit: TypeAlias = Literal["ratio", "money", "days", "number"]
Tone: TypeAlias = Literal["accent", "good", "warn", "bad", "info", "muted"]


@dataclass(frozen=True)
class Point:
    """A value, as it is read, and the page behind it.

    Money is in major units, a ratio is 0..1. `low` and `high` are the ends of its range. A point of a scatter lies at
    `at` on the other axis. Without a tone it has that of its series.
    """

    value: float | None
    text: str = NOTHING
    href: str = ""
    low: float | None = None
    high: float | None = None
    at: float | None = None
    tone: Tone | None = None


@dataclass(frozen=True)
class Series:
    """One point for each label of the figure. What is not `drawn` stands in the table only."""

    name: str
    points: Sequence[Point]
    tone: Tone = "accent"
    drawn: bool = True


@dataclass(frozen=True)
class Node:
    """A place of a flow: how far along it is (0, 1, 2 ...) and how far aside (0 is the middle)."""

    key: str
    label: str
    text: str
    along: float
    aside: float = 0.0
    tone: Tone = "muted"
    href: str = ""


@dataclass(frozen=True)
class Edge:
    """A way of a flow between two places by their keys: `weight` (0..1) is its thickness, `bend` how far it bows."""

    origin: str
    target: str
    text: str
    weight: float
    bend: float = 0.0
    tone: Tone = "muted"
    said: str = ""
    href: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart with its title, a sentence that sums it up, and what its numbers mean.

    `axis` says what the labels are: stages, months. The unit is that of the values drawn. `name` is its own on a page.
    A flow has nodes and edges to be drawn; its labels and series are read in the table only. A table is nothing but
    that: numbers that are told in different units and cannot share a drawing.
    """

    name: str
    title: str
    kind: Kind
    axis: str
    labels: Sequence[str]
    series: Sequence[Series]
    summary: str = ""
    definition: str = ""
    unit: Unit = "number"
    currency: str = ""
    nodes: Sequence[Node] = ()
    edges: Sequence[Edge] = ()

    @property
    def drawn(self) -> Sequence[Series]:
        """The series that the chart shows."""
        return [each for each in self.series if each.drawn]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        if self.kind == "table":
            return not self.labels
        return not self.nodes and all(point.value is None for each in self.drawn for point in each.points)

    @property
    def columns(self) -> Sequence[dict[str, object]]:
        """The heads of the table behind the chart, as `ui.table` takes them."""
        return [{"label": self.axis}, *({"label": each.name, "numeric": True} for each in self.series)]

    @property
    def rows(self) -> Sequence[tuple[str, Sequence[Point]]]:
        """The table behind the chart: a label, and one point of each series."""
        return [(label, [each.points[n] for each in self.series]) for n, label in enumerate(self.labels)]
