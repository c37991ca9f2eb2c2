"""Whether a number changed by more than chance, in words."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext as _

from dealwright.desk.charts import Point
from dealwright.desk.figures import number, percent
from dealwright.metrics import Metric
from dealwright.metrics.differences import Difference, of_shares, of_values

from .. import words
from .asking import Asking

FEW = 5


Row = dict[str, Any]
Values = Mapping[Any, Any]  # what a mean or median is made of, by group


def difference(
    asking: Asking,
    metric: Metric,
    before: Row,
    after: Row,
    values: Mapping[Any, Any],
    then: Mapping[Any, Any] | None = None,
) -> Point:
    """A row of figures against an earlier one, with the range of the true difference.

    `values` are the single values of a mean or median by group, `then` those of the earlier row where they are others.
    """
    if None in (before["value"], after["value"]):
        return Point(None)
    if is_share(metric):
        hits, later = (round(row["value"] * row["n"]) for row in (before, after))
        return of_points(of_shares(hits, before["n"], later, after["n"]))
    if metric.sampled is None:
        change = _by_how_much(asking, metric, after["value"] - before["value"], before["value"])
        return Point(after["value"] - before["value"], change)
    return of_amounts(asking, metric, _sampled(metric.sampled[1], before, after, values, then or values))


def is_share(metric: Metric) -> bool:
    """Whether the value is a share of `n` records, of which it is known how sure it is."""
    return metric.unit == "ratio" and bool({"low", "converted"} & set(metric.extras))


def _sampled(
    how: Literal["mean", "median"], before: Row, after: Row, values: Values, then: Values
) -> Difference | None:
    old, new = then.get(before["group"], ()), values.get(after["group"], ())
    return of_values(old, new, how) if len(old) and len(new) else None


def of_points(found: Difference | None) -> Point:
    """The difference of two shares in percentage points."""
    if found is None:
        return Point(None, _("too few to say"))
    told = {"change": _points(found.value), "low": _points(found.low), "high": _points(found.high)}
    text = _("%(change)s points (%(low)s to %(high)s)") % told
    return Point(found.value, f"{text}, {verdict(found)}", low=found.low, high=found.high)


def of_amounts(asking: Asking, metric: Metric, found: Difference | None) -> Point:
    """The difference of two means or medians in the metric's own unit."""
    if found is None:
        return Point(None, _("too few to say"))
    scale = asking.scaled if words.unit_of(metric, "value") in ("money", "money_per_day") else float
    value, low, high = (scale(each) for each in (found.value, found.low, found.high))
    told = {name: _signed(asking, metric, getattr(found, name)) for name in ("value", "low", "high")}
    text = _("%(value)s (%(low)s to %(high)s)") % told
    return Point(value, f"{text}, {verdict(found)}", low=low, high=high)


def verdict(found: Difference) -> str:
    """Whether chance alone would rarely make such a difference."""
    return _("more than chance") if found.is_clear else _("this may be chance")


def _by_how_much(asking: Asking, metric: Metric, change: float, before: float) -> str:
    share = f" ({_sign(change / before)}{percent(abs(change / before))})" if before and metric.unit != "ratio" else ""
    return _signed(asking, metric, change) + share


def _signed(asking: Asking, metric: Metric, value: float) -> str:
    """A difference in the metric's unit; of shares in percentage points."""
    if metric.unit == "ratio":
        return _("%(change)s points") % {"change": _points(value)}
    text = words.in_words(abs(value), words.unit_of(metric, "value"), asking.currency)
    return f"{_sign(value)}{text}"


def _points(value: float) -> str:
    return f"{_sign(value)}{number(abs(round(100 * value, 1)))}"


def _sign(value: float) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""
