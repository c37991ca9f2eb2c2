"""Slippage: how often the day that was promised first is missed."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric


def promised_deals(facts: Facts) -> Table:
    """Deals whose first expected closing day lies in the period, with the `late` days and how often it was `moved`."""
    states, deals = facts.states, facts.deals
    told = states.filter(states.close_on.notnull())
    each = told.aggregate(by=["deal_id", "close_on"], n=told.n.min())
    first = each.aggregate(by="deal_id", promised=each.close_on.argmin(each.n), moved=each.count() - 1)
    rows = deals.inner_join(first, "deal_id").filter(lambda row: facts.during(row.promised.cast("timestamp")))
    until = rows.closed_on.fill_null(facts.now).date()
    due = (rows.status == "open") & (until <= rows.promised)
    met = due.ifelse("pending", (until <= rows.promised).ifelse("kept", "late"))
    return rows.mutate(part=met, late=until.delta(rows.promised, unit="day"))


def slippage(rows: Table, keys: list[str]) -> Table:
    """Late / (late + kept) of the deals whose promised day has passed or that closed before it; see `wilson`.

    Won and lost alike: a deal lost in time did not keep anybody waiting. Source: the slip rate in general use.
    """
    late = rows.part == "late"
    counts = rows.aggregate(
        by=keys,
        kept=rows.count(where=rows.part == "kept"),
        late=rows.count(where=late),
        pending=rows.count(where=rows.part == "pending"),
        days_late=rows.late.quantile(0.5, where=late),
        moved=rows.moved.mean(),
    )
    return with_share(counts, counts.late, counts.kept + counts.late)


SLIPPAGE = Metric(
    name="slippage",
    title="Slippage",
    definition=(
        "Of the deals whose first expected closing day has come, the share that was not won or lost by then. Deals "
        "without an expected day are left out; those whose day is still to come are shown apart. The period is the "
        "first expected closing day."
    ),
    formula="late ÷ (late + kept), with Wilson's 95 % interval",
    example="Ten deals were first expected to close in May: four closed in time, five later, one is still open. 60 %.",
    pitfalls="It judges the first promise: moving the date does not mend it. It tells of forecasting habits.",
    unit="ratio",
    better="down",
    sign="lagging",
    owner="rep",
    grain="all deals",
    period="close_on",
    keys=(),
    extras={
        "kept": ("deals", "those closed in time"),
        "late": ("deals", "those that were not"),
        "pending": ("deals", "open ones whose day is still to come"),
        "days_late": ("days", "half of the late ones were late by no more, those still open up to now"),
        "moved": ("factor", "how often the day was changed on average"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("kept", "late", "pending"),
    counted=("kept", "late"),
    order=(),
    population=promised_deals,
    figures=slippage,
)
