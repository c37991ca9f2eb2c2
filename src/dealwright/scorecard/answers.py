"""From the figures of a metric to an answer that people and programs can read: names, and money in whole units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dealwright.metrics import Metric
from dealwright.metrics.facts import Money
from dealwright.records.money import exponent
from dealwright.workspace.queries import company

from . import labels
from .questions import Question

Row = dict[str, Any]


@dataclass(frozen=True)
class Purse:
    """The money that amounts are told in: the deals' own when they share one, else the company's.

    `without_rate` is the number of deals whose amount is not known in the company's currency.
    """

    currency: str
    money: Money = "single"
    without_rate: int = 0


def purse_of(currencies: tuple[int, str | None, int]) -> Purse:
    """The money for deals in so many currencies, one of which is named, with so many amounts without a rate."""
    kinds, currency, without_rate = currencies
    if kinds > 1:
        return Purse(company().currency, "base", without_rate)
    return Purse(currency or company().currency)


def readable(
    rows: Sequence[Row], question: Question, purse: Purse, called: labels.Titles, name: labels.Namer
) -> list[Row]:
    """The rows with readable groups (`key` is the number behind a member or team), labels, and money in major units."""
    titles = _titles(question.definition, called)
    return [_readable(row, question, name, titles, purse) for row in rows]


def _readable(row: Row, question: Question, name: labels.Namer, titles: dict[Any, str], purse: Purse) -> Row:
    metric, group = question.definition, name(row["group"])
    keyed = {"key": row["group"]} if question.by in ("owner", "team") else {}
    rest = {column: row[column] for column in metric.columns if column != "group"}
    for field in metric.money_fields:
        rest[field] = major(rest[field], purse.currency)
    return {"group": group, **keyed, "label": _label(row, question, group, titles), **rest}


def _label(row: Row, question: Question, group: str | None, titles: dict[Any, str]) -> Any:
    metric = question.definition
    if metric.keys:
        return titles.get(row[metric.keys[0]], row[metric.keys[0]])
    return metric.grain.capitalize() if question.by is None else group_label(question.by, group)


def _titles(metric: Metric, called: labels.Titles) -> dict[Any, str]:
    """What the rows of one group are called by their key."""
    if "stage" in metric.keys:
        return {**called.stages, None: labels.NO_STAGE}
    if "reason" in metric.keys:
        return {**called.reasons, None: labels.NO_REASON}
    return {}


def group_label(by: str, group: str | None) -> str:
    """A group as it is shown: what has no name is said in words."""
    return labels.NOBODY.get(by, labels.UNKNOWN) if group is None else group


def major(minor: float | None, currency: str) -> float | None:
    """Minor units as a number of major ones, rounded to what the currency has."""
    places = exponent(currency)
    return None if minor is None else round(minor / 10**places, places)


def minor(value: float, currency: str) -> int:
    """A number of major units as minor ones."""
    return round(value * 10 ** exponent(currency))
