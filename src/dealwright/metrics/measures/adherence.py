"""Adherence: how many deals went through the process as it is designed."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric


def closed_paths(facts: Facts) -> Table:
    """Deals won or lost that were closed in the period and have a history: whether they skipped or went back."""
    visits, deals = facts.visits, facts.deals
    before = visits.position.lag().over(group_by="deal_id", order_by="n")
    steps = visits.mutate(step=visits.position - before.fill_null(-1))
    paths = steps.aggregate(
        by="deal_id", back=(steps.step <= 0).any(), skipped=((steps.step > 1) & (steps.n > 1)).any()
    )
    closed = deals.filter(deals.status.isin(["won", "lost"]), facts.during(deals.closed_on))
    rows = closed.inner_join(paths, "deal_id")
    return rows.mutate(part=rows.skipped.ifelse("skipped", rows.back.ifelse("went back", "straight")))


def adherence(rows: Table, keys: list[str]) -> Table:
    """Deals that neither skipped a stage nor went back / all closed deals with a history; see `wilson`.

    Source: the share of fitting traces in conformance checking (W. van der Aalst, *Process Mining*, 2016).
    """
    straight = rows.part == "straight"
    counts = rows.aggregate(
        by=keys,
        n=rows.count(),
        straight=rows.count(where=straight),
        skipped=rows.count(where=rows.part == "skipped"),
        back=rows.count(where=rows.part == "went back"),
        won_straight=(rows.status == "won").mean(where=straight),
        won_otherwise=(rows.status == "won").mean(where=~straight),
    )
    return with_share(counts, counts.straight, counts.n)


ADHERENCE = Metric(
    name="adherence",
    title="Process followed",
    definition=(
        "Of the deals that were won or lost, the share that went from stage to stage without skipping one and without "
        "going back. Where a deal begins is up to whoever opens it. Deals without a history are left out. The period "
        "is the date a deal was closed."
    ),
    formula="deals that went straight ÷ closed deals, with Wilson's 95 % interval",
    example="Of 100 closed deals 70 went straight, 20 skipped a stage, 10 went back: 70 %.",
    pitfalls="A deal lost in its first stage went straight, too. Compare the win rates of the two beside it.",
    unit="ratio",
    better="up",
    sign="leading",
    owner="manager",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "straight": ("deals", "those that went straight"),
        "skipped": ("deals", "those that skipped a stage"),
        "back": ("deals", "those that only went back"),
        "won_straight": ("ratio", "the share of the straight ones that was won"),
        "won_otherwise": ("ratio", "the share of the others that was won"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("straight", "skipped", "went back"),
    counted=("straight", "skipped", "went back"),
    order=(),
    population=closed_paths,
    figures=adherence,
)
