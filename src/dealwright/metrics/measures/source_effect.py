"""Effect of sources: from the lead to the money, against what the source costs."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def leads_with_deals(facts: Facts) -> Table:
    """Leads that came in the period, each with the deal it became and what its source costs altogether."""
    leads, spending = facts.leads.filter(facts.during(facts.leads.created_on)), facts.spending
    deals = facts.deals.select("deal_id", "amount", became="status")
    costs = spending.filter(~spending.campaign).select("cost_minor", source="name")
    rows = leads.left_join(deals, "deal_id").drop("deal_id_right").left_join(costs, "source").drop("source_right")
    return rows.mutate(part=rows.became.fill_null("lead"), cost=rows.cost_minor)


def source_effect(rows: Table, keys: list[str]) -> Table:
    """Money won per lead, by source, with each step from lead to money and the cost of the source.

    Source: return on marketing investment (Farris, Bendle, Pfeifer and Reibstein, *Marketing Metrics*), by first
    touch.
    """
    won = rows.part == "won"
    counts = rows.aggregate(
        by=keys,
        n=rows.count(),
        qualified=rows.count(where=rows.qualified_on.notnull()),
        deals=rows.count(where=rows.deal_id.notnull()),
        won=rows.count(where=won),
        revenue=rows.amount.sum(where=won),
        cost=rows.cost.max(),
    )
    revenue = counts.revenue.fill_null(0)
    return counts.mutate(
        value=revenue / counts.n,
        cost_per_won=counts.cost / counts.won.nullif(0),
        back=revenue / counts.cost.nullif(0),
    )


SOURCE_EFFECT = Metric(
    name="source_effect",
    title="What sources bring",
    definition=(
        "For each source of leads: how many came, were qualified, became deals and were won, the money won, what the "
        "source costs, and the money won for each lead. A lead belongs to the source of its first touch. The period "
        "is the date a lead came; the cost is that of the source as a whole."
    ),
    formula="money won ÷ leads; back: money won ÷ cost",
    example="Fair: 50 leads, 5 deals, 2 won for 20,000 together; it cost 8,000. Value 400 a lead, 2.5 times the cost.",
    pitfalls=(
        "First touch gives a source all the credit, and leads that came lately have not had the time to be won. A cost "
        "in another currency than the deals is compared as it stands."
    ),
    unit="money",
    better="up",
    sign="lagging",
    owner="marketing",
    grain="source",
    period="created_on",
    keys=("source",),
    extras={
        "qualified": ("leads", "those that were ever qualified"),
        "deals": ("leads", "those that became a deal"),
        "won": ("leads", "those whose deal was won"),
        "revenue": ("money", "what the won deals are worth"),
        "cost": ("money", "what the source costs"),
        "cost_per_won": ("money", "the cost of each won deal"),
        "back": ("factor", "how many times its cost the source has brought back"),
    },
    parts=("lead", "open", "won", "lost"),
    counted=("lead", "open", "won", "lost"),
    order=("-n", "source"),
    population=leads_with_deals,
    figures=source_effect,
    record="lead",
    told_by=False,
)
