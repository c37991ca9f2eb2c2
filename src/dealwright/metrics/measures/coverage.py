"""Coverage: how many usual quarters of wins stand in the pipeline."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def open_and_lately_won(facts: Facts) -> Table:
    """Open deals that were opened in the period, and deals won within the 364 days before now."""
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    deals, now = facts.deals, facts.now
    is_open = (deals.status == "open") & facts.during(deals.opened_on)
    lately = (deals.closed_on >= now - ibis.interval(days=364)) & (deals.closed_on < now)
    return deals.filter(is_open | ((deals.status == "won") & lately)).mutate(part=deals.status)


def coverage(deals: Table, keys: list[str]) -> Table:
    """Open amount / (amount won in 364 days / 4), the latter being a usual quarter of 91 days.

    Source: pipeline coverage in general use, pipeline / quota, with what is usually won in the place of the quota.
    """
    sums = deals.aggregate(
        by=keys,
        n=deals.count(where=deals.part == "open"),
        open=deals.amount.sum(where=deals.part == "open"),
        quarter=deals.amount.sum(where=deals.part == "won") / 4,
    )
    return sums.mutate(value=sums.open / sums.quarter.nullif(0))


COVERAGE = Metric(
    name="coverage",
    title="Pipeline coverage",
    definition=(
        "How many times what is won in a usual quarter stands open in the pipeline. A usual quarter is a fourth of "
        "what was won in the last 364 days. The period is the date an open deal was opened."
    ),
    formula="sum of the open amounts ÷ (sum won in the last 364 days ÷ 4)",
    example="Open deals add up to 300,000; in the last year 400,000 were won, 100,000 a quarter. Coverage 3.",
    pitfalls="With a win rate of a third, coverage of three only just repeats the usual quarter.",
    unit="factor",
    better="up",
    sign="leading",
    owner="manager",
    grain="all deals",
    period="opened_on",
    keys=(),
    extras={"open": ("money", "the open amounts"), "quarter": ("money", "what a usual quarter wins")},
    parts=("open", "won"),
    counted=("open",),
    order=(),
    population=open_and_lately_won,
    figures=coverage,
)
