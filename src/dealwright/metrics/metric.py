"""What a metric is: a name, a definition people can read, and the two expressions that make its figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from dealwright.metrics.facts import Facts, Table

Unit: TypeAlias = Literal["ratio", "money", "days", "money_per_day", "deals", "position", "text"]


@dataclass(frozen=True)
class Metric:
    """A figure of the scorecard.

    A metric is two expressions. `population` picks the rows that are counted, one per deal (and per stage
    where the metric has one), with `deal_id`, `group`, the columns of `keys` and `part`. `figures` adds them
    up, one result per combination of the columns it is given. The deals behind a figure are the same
    population, so a figure and its drill-down cannot disagree.
    """

    name: str
    title: str
    definition: str  # shown to users: what is counted, and which date the period applies to
    unit: Unit  # of `value`
    grain: str  # what one row of the result stands for, when nothing is asked `by`
    period: str  # the date that `start` and `end` filter
    keys: tuple[str, ...]  # columns that tell the rows of one group apart: the stage, the reason
    extras: Mapping[str, Unit]  # further columns after `value` and `n`, in order
    parts: tuple[str, ...]  # what a deal of the population can be: won, lost, open ...
    counted: tuple[str, ...]  # the parts that make up `n`
    order: tuple[str, ...]  # columns the rows of one group are sorted by, `-` in front for largest first
    population: Callable[[Facts], Table]
    figures: Callable[[Table, list[str]], Table]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a result row, in order."""
        return ("group", *self.keys, "value", "n", *self.extras)

    @property
    def money_fields(self) -> tuple[str, ...]:
        """The columns that hold money in minor units: to show, divide by 10 ** the currency's exponent."""
        units: dict[str, Any] = {"value": self.unit, **self.extras}
        return tuple(name for name, unit in units.items() if unit in ("money", "money_per_day"))
