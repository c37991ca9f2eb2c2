"""What a metric is: a name, a definition people can read, and the two expressions that make its figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dealwright.metrics.facts import DIMENSIONS, Facts, Table

Unit: TypeAlias = Literal[
    "ratio", "money", "days", "hours", "money_per_day", "deals", "leads", "activities", "position", "text", "factor"
]
Record: TypeAlias = Literal["deal", "lead"]


@dataclass(frozen=True)
class Metric:
    """A figure of the scorecard.

    A metric is two expressions. `population` picks the rows that are counted, one per deal or lead (and per stage
    where the metric has one), with its number, `group`, the columns of `keys` and `part`. `figures` adds them
    up, one result per combination of the columns it is given. The records behind a figure are the same
    population, so a figure and its drill-down cannot disagree.
    """

    name: str
    title: str
    definition: str  # shown to users: what is counted, and which date the period applies to
    formula: str
    example: str
    pitfalls: str  # what it is easily misread for
    unit: Unit  # of `value`
    better: Literal["up", "down", "neither"]  # which way is better
    sign: Literal["leading", "lagging"]  # whether it tells of what is to come or of what came
    owner: str  # the role that answers for it, until a company names somebody
    grain: str  # what one row of the result stands for, when nothing is asked `by`
    period: str  # the date that `start` and `end` filter
    keys: tuple[str, ...]  # columns that tell the rows of one group apart: the stage, the reason
    extras: Mapping[str, tuple[Unit, str]]  # further columns after `value` and `n`, in order: unit and meaning
    parts: tuple[str, ...]  # what a record of the population can be: won, lost, open ...
    counted: tuple[str, ...]  # the parts that make up `n`
    order: tuple[str, ...]  # columns the rows of one group are sorted by, `-` in front for largest first
    population: Callable[[Facts], Table]
    figures: Callable[[Table, list[str]], Table]
    record: Record = "deal"  # what is counted, and stands behind a figure
    sampled: tuple[str, Literal["mean", "median"]] | None = None  # the column whose mean or median `value` is, if one
    told_by: bool = True  # whether it can be told apart by a dimension

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it can be asked `by`."""
        return DIMENSIONS[self.record] if self.told_by else ()

    def unit_of(self, column: str) -> Unit:
        """What a column of its rows is told in; raises KeyError for one that it does not have."""
        return self.unit if column == "value" else self.extras[column][0]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a result row, in order."""
        return ("group", *self.keys, "value", "n", *self.extras)

    @property
    def money_fields(self) -> tuple[str, ...]:
        """The columns that hold money in minor units: to show, divide by 10 ** the currency's exponent."""
        told = ("value", *self.extras)
        return tuple(name for name in told if self.unit_of(name) in ("money", "money_per_day"))
