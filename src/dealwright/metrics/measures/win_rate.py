"""Win rate: of the deals that were decided, the share that was won."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric


def closed_deals(facts: Facts) -> Table:
    """Deals won or lost that were closed in the period."""
    deals = facts.deals
    return deals.filter(deals.status.isin(["won", "lost"]), facts.during(deals.closed_on)).mutate(part=deals.status)


def win_rate(deals: Table, keys: list[str]) -> Table:
    """Won / (won + lost), by number of deals, with its 95 % interval: see `wilson`.

    Source: the relative frequency, as in any win/loss analysis.
    """
    counts = deals.aggregate(
        by=keys, won=deals.count(where=deals.part == "won"), lost=deals.count(where=deals.part == "lost")
    )
    return with_share(counts, counts.won, counts.won + counts.lost)


WIN_RATE = Metric(
    name="win_rate",
    title="Win rate",
    definition=(
        "Of the deals that were won or lost, the share that was won, by number of deals. Open deals do not "
        "count. The range from low to high is where the true rate lies with 95 % confidence: wide when "
        "there are few deals. The period is the date a deal was closed."
    ),
    formula="won ÷ (won + lost), with Wilson's 95 % interval",
    example=(
        "6 won and 4 lost: 60 %, but with ten deals the true rate may lie anywhere from 31 % to 83 %. With "
        "600 and 400 it is 57 % to 63 %."
    ),
    pitfalls=("Deals that nobody closes as lost make it look better than it is: look at how old the open ones are."),
    unit="ratio",
    better="up",
    sign="lagging",
    owner="manager",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "won": ("deals", "the deals won"),
        "lost": ("deals", "the deals lost"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("won", "lost"),
    counted=("won", "lost"),
    order=(),
    population=closed_deals,
    figures=win_rate,
)
