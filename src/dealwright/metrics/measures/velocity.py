"""Sales velocity: how much the open deals are likely to bring per day."""

from dealwright.metrics.facts import Facts, Table, days
from dealwright.metrics.metric import Metric


def open_or_closed_deals(facts: Facts) -> Table:
    """All deals open now, and deals won or lost that were closed in the period, with their `days` from
    opening; null where they were closed before."""
    deals = facts.deals
    rows = deals.filter((deals.status == "open") | facts.during(deals.closed_on))
    length = days(rows.opened_on, rows.closed_on)
    return rows.mutate(part=rows.status, days=(length >= 0).ifelse(length, None))


def velocity(deals: Table, keys: list[str]) -> Table:
    """Open deals x average won amount x win rate / mean days from opening to winning.

    Source: the sales velocity (pipeline velocity) equation in general use: opportunities x average deal
    value x win rate / length of the sales cycle. The length is a mean there, so it is here, unlike in
    `cycle_time`.
    """
    won = deals.part == "won"
    rates = deals.aggregate(
        by=keys,
        n=deals.count(where=deals.part == "open"),
        closed=deals.count(where=deals.part != "open"),
        won=deals.count(where=won),
        average_won=deals.amount.mean(where=won),
        cycle_days=deals.days.mean(where=won),
    )
    win_rate = rates.won / rates.closed.nullif(0)
    value = rates.n * rates.average_won * win_rate / rates.cycle_days.nullif(0)
    return rates.mutate(win_rate=win_rate, value=value)


VELOCITY = Metric(
    name="velocity",
    title="Sales velocity",
    definition=(
        "What the open deals are likely to bring per day: number of open deals × average won deal × win "
        "rate ÷ mean days from opening to winning. Not known where any of the four is not. The open deals "
        "are those of now; the period, the date a deal was closed, applies to the three rates."
    ),
    formula="open deals × average won deal × win rate ÷ mean days from opening to winning",
    example=(
        "20 open deals × 5,000 average × 25 % win rate ÷ 50 days = 500 a day. Twice the deals, or half the "
        "days, make it 1,000."
    ),
    pitfalls="It multiplies four averages: use it to see which of the four to work on, not as a forecast.",
    unit="money_per_day",
    better="up",
    sign="leading",
    owner="manager",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "win_rate": ("ratio", "the win rate"),
        "average_won": ("money", "the average won deal"),
        "cycle_days": ("days", "the mean days from opening to winning"),
    },
    parts=("open", "won", "lost"),
    counted=("open",),
    order=(),
    population=open_or_closed_deals,
    figures=velocity,
)
