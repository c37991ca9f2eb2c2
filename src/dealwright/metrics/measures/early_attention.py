"""Early attention: whether deals that were looked after in their first two weeks are won more often."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric

LANDMARK = 14  # days after opening


def alive_at_the_landmark(facts: Facts) -> Table:
    """Deals opened in the period and not closed within their first 14 days, with `amount_of` activities in these.

    Deals that ended before the landmark had less time for activities: counting them would make activity look like what
    wins. Deals younger than the landmark are left out.
    """
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    deals, activities = facts.deals, facts.activities
    landmark = deals.opened_on + ibis.interval(days=LANDMARK)
    alive = deals.filter(
        facts.during(deals.opened_on),
        deals.opened_on.notnull(),
        landmark <= facts.now,
        (deals.status == "open") | (deals.closed_on >= landmark),
    )
    done = activities.inner_join(alive.select("deal_id", "opened_on"), "deal_id")
    done = done.filter(done["at"] < done.opened_on + ibis.interval(days=LANDMARK))
    counts = done.aggregate(by="deal_id", done=done.count())
    rows = alive.left_join(counts, "deal_id")
    many = ibis.cases(
        (rows.done.fill_null(0) == 0, "none"), (rows.done <= 2, "1 or 2"), (rows.done <= 5, "3 to 5"), else_="6 or more"
    )
    place = ibis.cases((rows.done.fill_null(0) == 0, 0), (rows.done <= 2, 1), (rows.done <= 5, 2), else_=3)
    return rows.drop("deal_id_right").mutate(amount_of=many, position=place, part=rows.status)


def early_attention(rows: Table, keys: list[str]) -> Table:
    """Won / (won + lost) by the number of activities before the landmark, with the 95 % interval: see `wilson`.

    Source: the landmark method: J. R. Anderson, K. C. Cain, R. D. Gelber, "Analysis of Survival by Tumor Response",
    Journal of Clinical Oncology 1 (1983).
    """
    counts = rows.aggregate(
        by=keys,
        position=rows.position.min(),
        won=rows.count(where=rows.part == "won"),
        lost=rows.count(where=rows.part == "lost"),
        open=rows.count(where=rows.part == "open"),
    )
    return with_share(counts, counts.won, counts.won + counts.lost)


EARLY_ATTENTION = Metric(
    name="early_attention",
    title="Early attention and winning",
    definition=(
        "The win rate of deals by how many activities they had in their first 14 days. Only deals that were still open "
        "after these count, so that deals which died early do not make activity look like what wins. The period is the "
        "date a deal was opened."
    ),
    formula="won ÷ (won + lost), by activities within 14 days of opening, with Wilson's 95 % interval",
    example="Of the deals with 3 to 5 activities 40 % were won, of those with none 20 %, both within 5 points.",
    pitfalls="Reps look after deals they believe in: this shows what goes together, not what causes what.",
    unit="ratio",
    better="up",
    sign="leading",
    owner="manager",
    grain="number of activities",
    period="opened_on",
    keys=("amount_of",),
    extras={
        "position": ("position", "the order of the rows"),
        "won": ("deals", "those won"),
        "lost": ("deals", "those lost"),
        "open": ("deals", "those still open"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("won", "lost", "open"),
    counted=("won", "lost"),
    order=("position",),
    population=alive_at_the_landmark,
    figures=early_attention,
)
