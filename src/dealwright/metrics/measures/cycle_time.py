"""Cycle time: how long it takes to win a deal."""

from dealwright.metrics.facts import Facts, Table, days
from dealwright.metrics.metric import Metric


def dated_deals(facts: Facts) -> Table:
    """Deals won or lost in the period that were closed after they were opened, both on a known day, with the `days`
    between."""
    deals = facts.deals
    closed = deals.filter(
        deals.status.isin(["won", "lost"]),
        deals.closed_on >= deals.opened_on,
        facts.during(deals.closed_on),
    )
    return closed.mutate(part=closed.status, days=days(closed.opened_on, closed.closed_on))


def cycle_time(deals: Table, keys: list[str]) -> Table:
    """Median, 90th percentile and mean of the days from opening to closing of won deals; the median of lost
    ones.

    Percentiles are interpolated. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
    American Statistician 50 (1996), definition 7.
    """
    won, lost = deals.part == "won", deals.part == "lost"
    return deals.aggregate(
        by=keys,
        value=deals.days.quantile(0.5, where=won),
        n=deals.count(where=won),
        p90=deals.days.quantile(0.9, where=won),
        mean=deals.days.mean(where=won),
        lost_median=deals.days.quantile(0.5, where=lost),
        lost_n=deals.count(where=lost),
    )


CYCLE_TIME = Metric(
    name="cycle_time",
    title="Cycle time",
    definition=(
        "How many days it took from opening a deal to winning it: half of the won deals took no longer than "
        "the value (the median), nine in ten no longer than p90. Weekends count. Deals without both dates, "
        "or closed before they were opened, are left out; lost deals are shown apart. The period is the date "
        "a deal was closed."
    ),
    formula="median of closing − opening over the won deals",
    example=(
        "Four deals were won after 10, 20, 30 and 100 days. The median is 25, the mean 40: one slow deal "
        "moves the mean, not the median."
    ),
    pitfalls=(
        "It knows only of deals that are finished: while slow ones are still open it looks shorter than it will be."
    ),
    unit="days",
    better="down",
    sign="lagging",
    owner="manager",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "p90": ("days", "nine in ten of the won deals took no longer"),
        "mean": ("days", "the mean of the won deals"),
        "lost_median": ("days", "the median of the lost deals"),
        "lost_n": ("deals", "the number of lost deals"),
    },
    parts=("won", "lost"),
    counted=("won",),
    order=(),
    population=dated_deals,
    figures=cycle_time,
    sampled=("days", "median"),
)
