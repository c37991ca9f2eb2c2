"""Bought again: how many of the new customers buy once more within a year."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric

MONTHS = 12


def first_purchases(facts: Facts) -> Table:
    """The first won deal of each organisation, where it was closed in the period, and whether one of a later day came
    within a year."""
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    deals = facts.deals
    bought = deals.filter(deals.status == "won", deals.organisation_id.notnull(), deals.closed_on.notnull())
    each = ibis.window(group_by="organisation_id", order_by=["closed_on", "deal_id"])
    first = bought.mutate(place=ibis.row_number().over(each)).filter(lambda row: row.place == 0)
    first = first.mutate(year_later=first.closed_on + ibis.interval(months=MONTHS))
    begun = first.select("organisation_id", "year_later", first_on="closed_on")
    later = bought.select("organisation_id", "closed_on").inner_join(begun, "organisation_id")
    later = later.filter(later.closed_on.date() > later.first_on.date(), later.closed_on < later.year_later)
    again = later.select("organisation_id", again=True).distinct()
    rows = first.filter(facts.during(first.closed_on)).left_join(again, "organisation_id")
    came = rows.again.notnull().ifelse("again", "not again")
    return rows.drop("organisation_id_right").mutate(part=(rows.year_later > facts.now).ifelse("waiting", came))


def bought_again(rows: Table, keys: list[str]) -> Table:
    """Again / (again + not again), of those whose year is over, with the 95 % interval: see `wilson`.

    The others are left out whether they bought again or not: to count only the quick ones would flatter. Source: the
    repeat purchase rate in general use.
    """
    counts = rows.aggregate(
        by=keys,
        again=rows.count(where=rows.part == "again"),
        not_again=rows.count(where=rows.part == "not again"),
        waiting=rows.count(where=rows.part == "waiting"),
    )
    return with_share(counts, counts.again, counts.again + counts.not_again)


BOUGHT_AGAIN = Metric(
    name="bought_again",
    title="Bought again",
    definition=(
        "Of the organisations that bought for the first time, the share that bought again within 12 months, on a later "
        "day. Only those whose 12 months are over count, whether they bought again or not; the others are shown apart. "
        "The period is the date of their first purchase; what they are told by is that of their first deal."
    ),
    formula="bought again within 12 months ÷ organisations whose 12 months are over, with Wilson's 95 % interval",
    example="In May 2025 30 organisations bought for the first time; 9 of them did so again before June 2026: 30 %.",
    pitfalls=(
        "Purchases are won deals: contracts that renew by themselves are not recorded yet, so where customers pay by "
        "the year this is not retention. Deals without an organisation are left out, and an organisation that stands "
        "twice in the records counts as two."
    ),
    unit="ratio",
    better="up",
    sign="lagging",
    owner="manager",
    grain="all organisations",
    period="closed_on",
    keys=(),
    extras={
        "again": ("deals", "first purchases that were followed by another"),
        "not_again": ("deals", "those that were not"),
        "waiting": ("deals", "those whose 12 months are not over"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("again", "not again", "waiting"),
    counted=("again", "not again"),
    order=(),
    population=first_purchases,
    figures=bought_again,
)
