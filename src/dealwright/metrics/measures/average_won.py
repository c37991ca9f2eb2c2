"""Average won deal: what a deal is worth when it is won."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def won_deals(facts: Facts) -> Table:
    """Won deals with a known amount that were closed in the period."""
    deals = facts.deals
    won = deals.filter(deals.status == "won", deals.amount.notnull(), facts.during(deals.closed_on))
    return won.mutate(part=won.status)


def average_won(deals: Table, keys: list[str]) -> Table:
    """Total amount / number of won deals: the arithmetic mean, known as average deal size.

    Source: the factor "average deal value" of the sales velocity equation (see `velocity`).
    """
    return deals.aggregate(by=keys, value=deals.amount.mean(), n=deals.count(), total=deals.amount.sum())


AVERAGE_WON = Metric(
    name="average_won",
    title="Average won deal",
    definition=(
        "The total amount of the won deals divided by their number. Won deals whose amount is not known are "
        "left out. The period is the date a deal was closed."
    ),
    formula="sum of the won amounts ÷ number of won deals with an amount",
    example="Won deals of 1,000, 2,000 and one without an amount: value 1,500, n 2, total 3,000.",
    pitfalls="One very large deal moves it: look at n and at the list of deals.",
    unit="money",
    better="up",
    sign="lagging",
    owner="manager",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "total": ("money", "the total amount"),
    },
    parts=("won",),
    counted=("won",),
    order=(),
    population=won_deals,
    figures=average_won,
    sampled=("amount", "mean"),
)
