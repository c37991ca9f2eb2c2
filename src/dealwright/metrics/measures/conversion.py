"""Conversion: of the deals that entered a stage, the share that got further."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def deals_in_stages(facts: Facts) -> Table:
    """One row per deal and stage it ever entered, for deals opened in the period.

    A deal got further from a stage if, after one of its visits, it reached a stage with a higher position in
    its own version of the process. Going back later does not undo that.
    """
    deals, first = facts.deals, facts.stays.filter(facts.stays.turn == 1)
    cohort = deals.filter(facts.during(deals.opened_on)).select("deal_id", "status", "group")
    rows = first.select("deal_id", "stage", "position", "furthest").inner_join(cohort, "deal_id")
    rows = rows.mutate(further=(rows.furthest > rows.position) | (rows.status == "won"))
    return rows.mutate(part=rows.further.ifelse("converted", rows.status))


def conversion(rows: Table, keys: list[str]) -> Table:
    """Converted / (converted + lost), by stage.

    Open deals are undecided: they are in neither part, so a young cohort does not look worse than an old
    one. Source: Farris, Bendle, Pfeifer and Reibstein, *Marketing Metrics*, "Sales Force Tracking: Pipeline
    Analysis".
    """
    counts = rows.aggregate(
        by=keys,
        position=rows.position.min(),
        entered=rows.count(),
        converted=rows.count(where=rows.further),
        lost=rows.count(where=~rows.further & (rows.status == "lost")),
        open=rows.count(where=~rows.further & (rows.status == "open")),
    )
    n = counts.converted + counts.lost
    return counts.mutate(n=n, value=counts.converted / n.nullif(0), drop_off=counts.lost / n.nullif(0))


CONVERSION = Metric(
    name="conversion",
    title="Conversion by stage",
    definition=(
        "Of the deals that entered a stage and are decided there, the share that got further: to a later "
        "stage or straight to won. Each deal counts once per stage, however often it was there. Deals lost "
        "before they got further are the drop-off; deals still open there are shown apart and not counted "
        "as failures. The period is the date a deal was opened."
    ),
    formula="converted ÷ (converted + lost)",
    example=(
        "Ten deals entered Qualifying. Five went on, three were lost there, two are still there. Value 5 / "
        "8 = 62.5 %, drop-off 37.5 %. A deal that went on to Presenting, came back and was then lost did "
        "convert in Qualifying: it was lost after it had got further."
    ),
    pitfalls=(
        "A young period has few decided deals, and the quick ones are decided first: compare periods of the same age."
    ),
    unit="ratio",
    better="up",
    sign="lagging",
    owner="manager",
    grain="stage",
    period="opened_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "entered": ("deals", "how many came into the stage"),
        "converted": ("deals", "those that got further"),
        "lost": ("deals", "those that were lost there"),
        "open": ("deals", "those that are still there"),
        "drop_off": ("ratio", "1 minus the value"),
    },
    parts=("converted", "lost", "open"),
    counted=("converted", "lost"),
    order=("position", "stage"),
    population=deals_in_stages,
    figures=conversion,
)
