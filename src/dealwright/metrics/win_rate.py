"""Win rate: of the deals that were decided, the share that was won."""

from collections.abc import Callable
from typing import Any

from dealwright.metrics.facts import Column, Facts, Table
from dealwright.metrics.metric import Metric

Z = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


def closed_deals(facts: Facts) -> Table:
    """Deals won or lost that were closed in the period."""
    deals = facts.deals
    return deals.filter(deals.status.isin(["won", "lost"]), facts.during(deals.closed_on)).mutate(part=deals.status)


def win_rate(deals: Table, keys: list[str]) -> Table:
    """Won / (won + lost), by number of deals, with its 95 % interval.

    The interval is Wilson's score interval, which stays honest for few deals and near 0 and 1. Source: E. B.
    Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927).
    """
    counts = deals.aggregate(
        by=keys, won=deals.count(where=deals.part == "won"), lost=deals.count(where=deals.part == "lost")
    )
    n = counts.won + counts.lost
    low, high = wilson(counts.won, n.nullif(0))
    return counts.mutate(n=n, value=counts.won / n.nullif(0), low=low, high=high)


def _root(column: Column) -> Column:
    return column.sqrt()


def wilson(hits: Any, n: Any, root: Callable[[Any], Any] = _root) -> tuple[Any, Any]:
    """The bounds of Wilson's 95 % interval for `hits` of `n`: of columns, null where n is; of numbers with `math.sqrt`.

    Source: see `win_rate`.
    """
    centre = (hits + Z * Z / 2) / (n + Z * Z)
    half = Z * root(hits * (n - hits) / n + Z * Z / 4) / (n + Z * Z)
    return centre - half, centre + half


WIN_RATE = Metric(
    name="win_rate",
    title="Win rate",
    definition=(
        "Of the deals that were won or lost, the share that was won, by number of deals. Open deals do not "
        "count. The range from low to high is where the true rate lies with 95 % confidence: wide when "
        "there are few deals. The period is the date a deal was closed."
    ),
    unit="ratio",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={"won": "deals", "lost": "deals", "low": "ratio", "high": "ratio"},
    parts=("won", "lost"),
    counted=("won", "lost"),
    order=(),
    population=closed_deals,
    figures=win_rate,
)
