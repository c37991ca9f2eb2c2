"""Pipeline: what is open now, and what it is worth."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def open_deals(facts: Facts) -> Table:
    """Open deals that were opened in the period, with the place of their stage in the process.

    The place is the earliest that any deal ever found the stage at; null for a stage nobody has visited.
    """
    deals = facts.deals.filter(facts.deals.status == "open", facts.during(facts.deals.opened_on))
    places = facts.visits.aggregate(by="stage", position=facts.visits.position.min())
    return deals.mutate(part=deals.status).left_join(places, "stage")


def pipeline(deals: Table, keys: list[str]) -> Table:
    """Sum, number and weighted sum of the open deals, by stage.

    Weighted: each amount times the probability of the deal's stage. Source: Farris, Bendle, Pfeifer and
    Reibstein, *Marketing Metrics*, "Sales Force Tracking: Pipeline Analysis".
    """
    return deals.aggregate(
        by=keys,
        position=deals.position.min(),
        value=deals.amount.sum(),
        n=deals.count(),
        weighted=(deals.amount * deals.probability / 100).sum(),
        without_amount=deals.count(where=deals.amount.isnull()),
    )


PIPELINE = Metric(
    name="pipeline",
    title="Pipeline by stage",
    definition=(
        "The deals that are open now, by the stage they are in: how many, what they add up to, and what "
        "they are worth when each amount is multiplied by the probability of its stage. Deals without an "
        "amount are counted but add nothing to the sums. The period is the date a deal was opened."
    ),
    formula="sum of the open amounts; weighted: sum of amount × probability of the stage",
    example=("Two deals are in Qualifying (20 %): one of 1,000, one of 3,000. Value 4,000, n 2, weighted 800."),
    pitfalls=(
        "It is a stock, not a promise: the probability of a stage is what the process states, and the same "
        "for a fresh deal and a stale one. The forecast is tested on history, this is not."
    ),
    unit="money",
    better="up",
    sign="leading",
    owner="manager",
    grain="stage",
    period="opened_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "weighted": ("money", "the weighted sum"),
        "without_amount": ("deals", "the deals without an amount"),
    },
    parts=("open",),
    counted=("open",),
    order=("position", "stage"),
    population=open_deals,
    figures=pipeline,
)
