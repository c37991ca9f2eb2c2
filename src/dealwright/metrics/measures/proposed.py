"""Demo or proposal: how many of the deals that begin come so far that we show or propose something."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric
from dealwright.metrics.milestones import milestones


def deals_with_milestones(facts: Facts) -> Table:
    """Deals opened in the period, of the processes' versions in which some deal ever had a demo or a proposal."""
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    deals, marked = facts.deals, milestones(facts)
    had = marked.aggregate(by="deal_id", proposed=(marked.counts_as == "proposal").any())
    versions = deals.inner_join(had, "deal_id").select("process", "version").distinct()
    begun = deals.filter(facts.during(deals.opened_on)).semi_join(versions, ["process", "version"])
    rows = begun.left_join(had, "deal_id").drop("deal_id_right")
    without = (rows.status == "open").ifelse("open", "without")
    part = ibis.cases((rows.proposed.isnull(), without), (rows.proposed, "proposal"), else_="demo")
    return rows.mutate(part=part)


def proposed(rows: Table, keys: list[str]) -> Table:
    """(Proposal + demo) / (proposal + demo + closed without either), with the 95 % interval: see `wilson`.

    Source: the conversion rate to a stage in general use, with deals that are still on their way left out.
    """
    counts = rows.aggregate(
        by=keys,
        proposals=rows.count(where=rows.part == "proposal"),
        demos=rows.count(where=rows.part == "demo"),
        without=rows.count(where=rows.part == "without"),
        open=rows.count(where=rows.part == "open"),
    )
    had = counts.proposals + counts.demos
    return with_share(counts, had, had + counts.without)


PROPOSED = Metric(
    name="proposed",
    title="Demo or proposal reached",
    definition=(
        "Of the deals that were opened, the share that came to a demo or a proposal: to a stage that the process says "
        "counts as one, or to a planned activity that does and took place. Deals won or lost without either count "
        "against it; open ones that are still on their way do not, and are shown apart. The period is the date a deal "
        "was opened."
    ),
    formula="had a demo or a proposal ÷ (had one + closed without either), with Wilson's 95 % interval",
    example="Of 20 deals opened in May 6 had a proposal, 4 a demo, 5 ended without either, 5 are open: 10 ÷ 15 = 67 %.",
    pitfalls=(
        "A process says which of its stages and planned activities count (counts_as in its playbook); deals of "
        "versions that mark none, or in which nobody came so far yet, are left out. An activity counts when the "
        "planned one is ticked off, not when it is logged beside it. That a demo was any good nobody tells."
    ),
    unit="ratio",
    better="up",
    sign="leading",
    owner="rep",
    grain="all deals",
    period="opened_on",
    keys=(),
    extras={
        "proposals": ("deals", "those that had a proposal"),
        "demos": ("deals", "those that had a demo only"),
        "without": ("deals", "those won or lost without either"),
        "open": ("deals", "those without either that are still open"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("proposal", "demo", "without", "open"),
    counted=("proposal", "demo", "without"),
    order=(),
    population=deals_with_milestones,
    figures=proposed,
)
