"""Attention: how much is done about the open deals."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric

LATELY = 30


def open_deals_with_activities(facts: Facts) -> Table:
    """Open deals that were opened in the period, with the number of activities of the last 30 days as `done`."""
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    deals, activities = facts.deals, facts.activities
    since = facts.now - ibis.interval(days=LATELY)
    lately = activities.filter(activities.deal_id.notnull(), activities["at"] >= since, activities["at"] < facts.now)
    counts = lately.aggregate(by="deal_id", counted=lately.count())
    rows = deals.filter(deals.status == "open", facts.during(deals.opened_on)).left_join(counts, "deal_id")
    done = rows.counted.fill_null(0)
    return rows.drop("deal_id_right").mutate(done=done, part=(done > 0).ifelse("looked after", "quiet"))


def attention(rows: Table, keys: list[str]) -> Table:
    """Activities of the last 30 days / open deals, and how many of these had none.

    Source: a mean, as in any report of activity.
    """
    return rows.aggregate(
        by=keys,
        value=rows.done.mean(),
        n=rows.count(),
        activities=rows.done.sum(),
        quiet=rows.count(where=rows.part == "quiet"),
    )


ATTENTION = Metric(
    name="attention",
    title="Attention to open deals",
    definition=(
        "How many calls, meetings, e-mails and notes an open deal had on average in the last 30 days, and how many "
        "deals had none. The period is the date a deal was opened."
    ),
    formula="activities of the last 30 days ÷ open deals",
    example="10 open deals had 25 activities in 30 days, 4 of them none: value 2.5, quiet 4.",
    pitfalls="More is not better by itself: see whether deals that were looked after early are won more often.",
    unit="factor",
    better="neither",
    sign="leading",
    owner="rep",
    grain="all deals",
    period="opened_on",
    keys=(),
    extras={
        "activities": ("activities", "all activities on them in the last 30 days"),
        "quiet": ("deals", "those without any"),
    },
    parts=("looked after", "quiet"),
    counted=("looked after", "quiet"),
    order=(),
    population=open_deals_with_activities,
    figures=attention,
    sampled=("done", "mean"),
)
