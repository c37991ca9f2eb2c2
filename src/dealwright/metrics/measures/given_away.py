"""Given away: how much less deals are won for than they were once worth."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.measures.average_won import won_deals
from dealwright.metrics.metric import Metric


def in_present_currency(states: Table, deals: Table) -> Table:
    """The states of the deals in which their amount is told in their present currency."""
    told = states.inner_join(deals.select("deal_id", same="currency"), "deal_id")
    return told.filter(told.currency == told.same)


def won_with_peaks(facts: Facts) -> Table:
    """Won deals with an amount that were closed in the period, with the highest amount they ever had, as `peak`."""
    won = won_deals(facts)
    told = in_present_currency(facts.states, won)
    peaks = told.aggregate(by="deal_id", peak=told.amount.max())
    rows = won.inner_join(peaks, "deal_id")
    rows = rows.filter(rows.peak > 0)
    return rows.mutate(part=(rows.peak > rows.amount).ifelse("reduced", "held"))


def given_away(rows: Table, keys: list[str]) -> Table:
    """1 - sum of the won amounts / sum of their highest amounts.

    Source: average discount weighted by value, with the highest amount the deal ever had in the place of a list price.
    """
    sums = rows.aggregate(
        by=keys,
        n=rows.count(),
        reduced=rows.count(where=rows.part == "reduced"),
        total=rows.amount.sum(),
        peak=rows.peak.sum(),
    )
    return sums.mutate(value=1 - sums.total / sums.peak.nullif(0))


GIVEN_AWAY = Metric(
    name="given_away",
    title="Given away",
    definition=(
        "How much less the won deals brought than the highest amount each of them ever had. Only amounts in the deal's "
        "present currency are compared. The period is the date a deal was closed."
    ),
    formula="1 − sum of won amounts ÷ sum of their highest amounts",
    example="A deal stood at 1,000 and was won for 800, another for the 1,000 it always had: 1 − 1,800 / 2,000 = 10 %.",
    pitfalls="A smaller order is not a discount: it shows where amounts shrink, not why.",
    unit="ratio",
    better="down",
    sign="lagging",
    owner="rep",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "reduced": ("deals", "those won for less than their highest amount"),
        "total": ("money", "what they were won for"),
        "peak": ("money", "what they were worth at their highest"),
    },
    parts=("reduced", "held"),
    counted=("reduced", "held"),
    order=(),
    population=won_with_peaks,
    figures=given_away,
)
