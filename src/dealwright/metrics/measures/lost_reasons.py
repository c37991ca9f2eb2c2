"""Lost reasons: why deals are lost."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def lost_deals(facts: Facts) -> Table:
    """Lost deals that were closed in the period."""
    deals = facts.deals
    return deals.filter(deals.status == "lost", facts.during(deals.closed_on)).mutate(part=deals.status)


def lost_reasons(deals: Table, keys: list[str]) -> Table:
    """Deals lost for a reason / all lost deals of the group, and the money lost with them.

    A frequency distribution; a null reason (none was given) is one of the reasons, so the shares add up to 1.
    Source: the relative frequency, as in any win/loss analysis.
    """
    counts = deals.aggregate(by=keys, n=deals.count(), amount=deals.amount.sum())
    return counts.mutate(value=counts.n / counts.n.sum().over(group_by=[key for key in keys if key == "group"]))


LOST_REASONS = Metric(
    name="lost_reasons",
    title="Lost reasons",
    definition=(
        "Of the lost deals, the share that was lost for each reason, with their number and what they were "
        "worth. Deals lost without a reason are a row of their own. The period is the date a deal was "
        "closed."
    ),
    formula="lost for this reason ÷ all lost",
    example=(
        "Of ten lost deals four were lost on price: value 40 %, n 4. Two have no reason: they are a row of "
        "their own with 20 %."
    ),
    pitfalls="It is what the seller wrote down. “Price” is often what a buyer says who saw no value.",
    unit="ratio",
    better="neither",
    sign="lagging",
    owner="manager",
    grain="reason",
    period="closed_on",
    keys=("reason",),
    extras={
        "amount": ("money", "what these deals were worth, as far as it is known"),
    },
    parts=("lost",),
    counted=("lost",),
    order=("-n", "reason"),
    population=lost_deals,
    figures=lost_reasons,
)
