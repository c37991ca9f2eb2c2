"""Funnel: of all deals that were opened, how many reached each stage."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import wilson
from dealwright.metrics.metric import Metric


def reached_stages(facts: Facts) -> Table:
    """One row per deal opened in the period and stage it reached, with the size of its `cohort`.

    A stage counts as reached when the deal was there, or further on, or was won: who skipped a stage got past it.
    """
    deals, visits = facts.deals, facts.visits
    cohort = deals.filter(facts.during(deals.opened_on))
    cohort = cohort.mutate(cohort=cohort.count().over(group_by="group"))
    furthest = facts.stays.filter(facts.stays.n == 1).select("deal_id", "furthest")
    stages = visits.aggregate(by="stage", position=visits.position.min())
    rows = cohort.select("deal_id", "group", "status", "cohort", at="stage").inner_join(furthest, "deal_id")
    rows = rows.cross_join(stages)
    rows = rows.filter((rows.position <= rows.furthest) | (rows.status == "won"))
    return rows.mutate(part=(rows.position == rows.furthest).ifelse(rows.status, "further"))


def funnel(rows: Table, keys: list[str]) -> Table:
    """Deals that reached the stage / all deals opened, with the 95 % interval: see `wilson`.

    Source: the conversion funnel by cohort, as in Farris, Bendle, Pfeifer and Reibstein, *Marketing Metrics*.
    """
    counts = rows.aggregate(
        by=keys,
        n=rows.count(),
        position=rows.position.min(),
        cohort=rows.cohort.max(),
        lost=rows.count(where=rows.part == "lost"),
        open=rows.count(where=rows.part == "open"),
    )
    low, high = wilson(counts.n, counts.cohort.nullif(0))
    return counts.mutate(value=counts.n / counts.cohort.nullif(0), low=low, high=high)


FUNNEL = Metric(
    name="funnel",
    title="Funnel",
    definition=(
        "Of all deals that were opened, the share that reached each stage by now. Each deal counts once per stage; who "
        "skipped a stage has reached it; lost deals stay in, and open ones count as far as they came. The period is "
        "the date a deal was opened."
    ),
    formula="deals that reached the stage ÷ deals opened, with Wilson's 95 % interval",
    example="100 deals were opened, 60 reached Presenting: 10 of them were lost there and 5 are there now. Value 60 %.",
    pitfalls="Deals opened lately are still on their way: a young cohort looks narrow at the bottom.",
    unit="ratio",
    better="up",
    sign="lagging",
    owner="manager",
    grain="stage",
    period="opened_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "cohort": ("deals", "all deals opened"),
        "lost": ("deals", "those lost at this point"),
        "open": ("deals", "those that are at this point now"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("further", "open", "lost", "won"),
    counted=("further", "open", "lost", "won"),
    order=("position", "stage"),
    population=reached_stages,
    figures=funnel,
)
