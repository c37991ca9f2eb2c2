"""Upsell: how much of what is won comes from those who had bought before, and whether they buy more than at first."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def purchases(facts: Facts) -> Table:
    """Won deals with an amount and an organisation that were closed in the period.

    An organisation's deals of one day are one purchase. `part` tells whether it had bought on an earlier day; `is_next`
    is true of its second purchase, `before` is then what the first one was worth, split among the deals of the second.
    """
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    deals = facts.deals
    bought = deals.filter(
        deals.status == "won", deals.organisation_id.notnull(), deals.closed_on.notnull(), deals.amount.notnull()
    )
    told = bought.mutate(day=bought.closed_on.date())
    told = told.mutate(place=ibis.dense_rank().over(ibis.window(group_by="organisation_id", order_by="day")))
    told = told.mutate(deals_of_the_day=told.count().over(ibis.window(group_by=["organisation_id", "day"])))
    opening = told.filter(told.place == 0)
    first = opening.aggregate(by="organisation_id", worth=opening.amount.sum())
    rows = told.filter(facts.during(told.closed_on)).inner_join(first, "organisation_id")
    return rows.mutate(
        part=(rows.place > 0).ifelse("bought before", "new"),
        is_next=rows.place == 1,
        before=rows.worth / rows.deals_of_the_day,
    )


def upsell(rows: Table, keys: list[str]) -> Table:
    """Won amounts of organisations that had bought before / all won amounts.

    `times` is the sum of second purchases / that of the first ones of the same organisations. Source: the share of
    revenue from existing customers in general use.
    """
    again = rows.part == "bought before"
    sums = rows.aggregate(
        by=keys,
        n=rows.count(),
        again=rows.count(where=again),
        existing=rows.amount.sum(where=again),
        total=rows.amount.sum(),
        seconds=rows.count(where=rows.is_next),
        then=rows.amount.sum(where=rows.is_next),
        first=rows.before.sum(where=rows.is_next),
    )
    value = (sums.again == 0).ifelse(0, sums.existing) / sums.total.nullif(0)
    return sums.mutate(value=value, times=sums.then / sums.first.nullif(0))


UPSELL = Metric(
    name="upsell",
    title="Won from existing customers",
    definition=(
        "How much of what was won came from organisations that had bought on an earlier day: repeat orders and upsell "
        "together. Beside it stands how much larger second purchases were than the first ones of the same "
        "organisations. Deals without an amount or an organisation are left out. The period is the date a deal was won."
    ),
    formula="won amounts of organisations that had bought before ÷ all won amounts",
    example=(
        "Won in May: 30,000 from new customers, 10,000 from two that bought for the second time: 25 %. Their first "
        "purchases were 8,000 together: the second ones were 1.25 times as large."
    ),
    pitfalls=(
        "Only what was won here is known: who was a customer before you wrote deals down looks new, and contracts that "
        "renew by themselves are not recorded yet. A few large orders move it: look at the number of deals."
    ),
    unit="ratio",
    better="neither",
    sign="lagging",
    owner="manager",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "again": ("deals", "those of organisations that had bought before"),
        "existing": ("money", "what these were won for"),
        "total": ("money", "what all were won for"),
        "seconds": ("deals", "those that were an organisation's second purchase"),
        "times": ("factor", "how many times as large these were as its first"),
    },
    parts=("bought before", "new"),
    counted=("bought before", "new"),
    order=(),
    population=purchases,
    figures=upsell,
)
