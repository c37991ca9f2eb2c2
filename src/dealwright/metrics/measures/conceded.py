"""Given way since the proposal: how much less deals are won for than what they stood at when we proposed."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.measures.average_won import won_deals
from dealwright.metrics.measures.given_away import in_present_currency
from dealwright.metrics.metric import Metric
from dealwright.metrics.milestones import done


def won_after_proposals(facts: Facts) -> Table:
    """Won deals with an amount that were closed in the period, with the amount they had when they first came to a
    proposal, or the first one known from then on, as `proposed`; only amounts in the deal's present currency."""
    states, won = facts.states, won_deals(facts)
    came = _from_proposals_on(facts).aggregate(by="deal_id", since=lambda row: row.n.min())
    since = states.inner_join(came, "deal_id").filter(lambda row: row.n >= row.since)
    told = in_present_currency(since, won)
    told = told.filter(told.amount.notnull())
    first = told.aggregate(by="deal_id", proposed=told.amount.argmin(told.n))
    rows = won.inner_join(first, "deal_id")
    rows = rows.filter(rows.proposed > 0)
    return rows.mutate(part=(rows.proposed > rows.amount).ifelse("less", "as proposed"))


def _from_proposals_on(facts: Facts) -> Table:
    """States in a stage that counts as a proposal, and those that lasted beyond an activity that does."""
    visits, states, made = facts.visits, facts.states, done(facts)
    there = states.semi_join(visits.filter(visits.counts_as == "proposal"), ["deal_id", "stage"])
    later = states.inner_join(made.filter(made.counts_as == "proposal"), "deal_id")
    later = later.filter(later.to_on.isnull() | (later.to_on > later["at"]))
    return there.select("deal_id", "n").union(later.select("deal_id", "n"))


def conceded(rows: Table, keys: list[str]) -> Table:
    """Sum of what deals were won for less / sum of the amounts proposed; growth of others does not make up for it.

    Source: average discount weighted by value, with the amount at the proposal in the place of a list price.
    """
    gap = rows.proposed - rows.amount
    sums = rows.aggregate(
        by=keys,
        n=rows.count(),
        less=rows.count(where=rows.part == "less"),
        proposed=rows.proposed.sum(),
        reduced=gap.clip(lower=0).sum(),
        grown=(-gap).clip(lower=0).sum(),
    )
    return sums.mutate(value=sums.reduced / sums.proposed.nullif(0))


CONCEDED = Metric(
    name="conceded",
    title="Given way since the proposal",
    definition=(
        "How much less the won deals brought than they stood at when they first came to a proposal: to a stage that "
        "the process says counts as one, or to a planned activity that does and took place. Deals that grew do not "
        "make up for it: what they grew by is shown apart. Only deals that had a proposal, and only amounts in the "
        "deal's present currency. The period is the date a deal was closed."
    ),
    formula="sum of (amount at the first proposal − won amount), where positive ÷ sum of amounts at the first proposal",
    example="Two deals were proposed at 1,000 each and won for 800 and 1,100: 200 ÷ 2,000 = 10 %.",
    pitfalls=(
        "It is not a discount off a list price: a smaller order looks the same. An amount that was written down only "
        "after the proposal counts as proposed. To compare with the highest amount a deal ever had, see Given away."
    ),
    unit="ratio",
    better="down",
    sign="lagging",
    owner="rep",
    grain="all deals",
    period="closed_on",
    keys=(),
    extras={
        "less": ("deals", "those won for less than was proposed"),
        "proposed": ("money", "what all stood at when we proposed"),
        "reduced": ("money", "by how much less those were won"),
        "grown": ("money", "by how much more others were won"),
    },
    parts=("less", "as proposed"),
    counted=("less", "as proposed"),
    order=(),
    population=won_after_proposals,
    figures=conceded,
)
