"""Adherence: how many deals went through the process as it is designed."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric

LANDMARK = 3  # stays: only deals that lived to see them could stray and still end either way


def closed_paths(facts: Facts) -> Table:
    """Deals won or lost that were closed in the period and have a history: whether they skipped or went back.

    Of those that `lived` to the landmark it is told whether they had done so by then, `early`.
    """
    stays, deals = facts.stays, facts.deals
    steps = stays.mutate(step=stays.position - stays.came_from.fill_null(-1))
    back, skipped = steps.step <= 0, (steps.step > 1) & (steps.n > 1)
    paths = steps.aggregate(
        by="deal_id",
        back=back.any(),
        skipped=skipped.any(),
        early=((back | skipped) & (steps.n <= LANDMARK)).any(),
        lived=steps.n.max() >= LANDMARK,
    )
    closed = deals.filter(deals.status.isin(["won", "lost"]), facts.during(deals.closed_on))
    rows = closed.inner_join(paths, "deal_id")
    return rows.mutate(part=rows.skipped.ifelse("skipped", rows.back.ifelse("went back", "straight")))


def adherence(rows: Table, keys: list[str]) -> Table:
    """Deals that neither skipped a stage nor went back / all closed deals with a history; see `wilson`.

    Source: the share of fitting traces in conformance checking (W. van der Aalst, *Process Mining*, 2016). Win rates
    are compared from a landmark on (J. R. Anderson, K. C. Cain, R. D. Gelber, "Analysis of Survival by Tumor Response",
    Journal of Clinical Oncology 1, 1983): a deal that died in its first stage had no chance to stray.
    """
    straight, won = rows.part == "straight", rows.status == "won"
    counts = rows.aggregate(
        by=keys,
        n=rows.count(),
        straight=rows.count(where=straight),
        skipped=rows.count(where=rows.part == "skipped"),
        back=rows.count(where=rows.part == "went back"),
        compared=rows.count(where=rows.lived),
        compared_straight=rows.count(where=rows.lived & ~rows.early),
        won_straight=won.mean(where=rows.lived & ~rows.early),
        won_otherwise=won.mean(where=rows.lived & rows.early),
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
    pitfalls=(
        "A deal lost in its first stage went straight, too. So the win rates beside it compare only deals that came to "
        "a third stay in a stage, by what they had done until then."
    ),
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
        "compared": ("deals", "those that came to a third stay in a stage"),
        "compared_straight": ("deals", "those of them that had gone straight until then"),
        "won_straight": ("ratio", "the share won of these"),
        "won_otherwise": ("ratio", "the share won of those that had not gone straight until then"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("straight", "skipped", "went back"),
    counted=("straight", "skipped", "went back"),
    order=(),
    population=closed_paths,
    figures=adherence,
)
