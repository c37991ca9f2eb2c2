"""Proposals accepted: of the deals in which we proposed something, the share that was won."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_won
from dealwright.metrics.metric import Metric
from dealwright.metrics.milestones import milestones


def proposals(facts: Facts) -> Table:
    """Deals whose first proposal was made in the period, by what became of them."""
    deals, had = facts.deals, milestones(facts)
    made = had.filter(had.counts_as == "proposal")
    first = made.aggregate(by="deal_id", proposed_on=made["at"].min())
    rows = deals.inner_join(first, "deal_id")
    return rows.filter(facts.during(rows.proposed_on)).mutate(part=rows.status)


def accepted(rows: Table, keys: list[str]) -> Table:
    """Won / (won + lost) of the deals that had a proposal, with the 95 % interval: see `wilson`.

    Source: the acceptance rate (quote-to-close) in general use, open proposals left out.
    """
    return with_won(rows, keys)


ACCEPTED = Metric(
    name="accepted",
    title="Proposals accepted",
    definition=(
        "Of the deals in which we made a proposal and that are decided, the share that was won. Open ones do not count "
        "as failures: they are shown apart. A deal counts once, however often we proposed. The period is the date on "
        "which it first came to a stage that the process says counts as a proposal, or a planned activity that does "
        "was done."
    ),
    formula="won ÷ (won + lost) of the deals that had a proposal, with Wilson's 95 % interval",
    example="In May 12 deals came to a proposal: 4 were won, 6 lost, 2 are open. 4 ÷ 10 = 40 %.",
    pitfalls=(
        "Acceptances come faster than refusals, so a young period looks better than it will: wait until few are open. "
        "A process that marks neither a stage nor an activity as a proposal has none."
    ),
    unit="ratio",
    better="up",
    sign="lagging",
    owner="rep",
    grain="all deals",
    period="entered_on",
    keys=(),
    extras={
        "won": ("deals", "those won"),
        "lost": ("deals", "those lost"),
        "open": ("deals", "those still open"),
        "amount": ("money", "what the won ones are worth"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("won", "lost", "open"),
    counted=("won", "lost"),
    order=(),
    population=proposals,
    figures=accepted,
)
