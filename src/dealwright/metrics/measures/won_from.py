"""Won from here: of the deals that were ever in a stage, the share that was won in the end."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_won
from dealwright.metrics.metric import Metric


def deals_once_in_stages(facts: Facts) -> Table:
    """One row per deal opened in the period and stage it was ever in."""
    deals, first = facts.deals, facts.stays.filter(facts.stays.turn == 1)
    cohort = deals.filter(facts.during(deals.opened_on)).select("deal_id", "group", "amount", part="status")
    return first.select("deal_id", "stage", "position").inner_join(cohort, "deal_id")


def won_from(rows: Table, keys: list[str]) -> Table:
    """Won / (won + lost) of the deals that were in the stage, with the 95 % interval: see `wilson`.

    Source: the stage-to-win rate in general use; at the stage of the proposal it is the share of proposals accepted.
    """
    return with_won(rows, keys, position=rows.position.min())


WON_FROM = Metric(
    name="won_from",
    title="Won from each stage",
    definition=(
        "Of the deals that were ever in a stage and are decided, the share that was won. At the stage in which you "
        "propose it is the share of proposals that were accepted. Open deals are shown apart. The period is the date "
        "a deal was opened."
    ),
    formula="won ÷ (won + lost) of the deals that were in the stage, with Wilson's 95 % interval",
    example="50 deals were in Presenting: 20 won, 20 lost, 10 open. Value 50 %: half of the proposals were accepted.",
    pitfalls="It is not what the next step converts at, but everything from here to the end.",
    unit="ratio",
    better="up",
    sign="lagging",
    owner="manager",
    grain="stage",
    period="opened_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "won": ("deals", "those won"),
        "lost": ("deals", "those lost"),
        "open": ("deals", "those still open"),
        "amount": ("money", "what the won ones are worth"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("won", "lost", "open"),
    counted=("won", "lost"),
    order=("position", "stage"),
    population=deals_once_in_stages,
    figures=won_from,
)
