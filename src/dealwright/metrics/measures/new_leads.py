"""New leads: how many came, and what became of them so far."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.metric import Metric


def leads_created(facts: Facts) -> Table:
    """Leads that came in the period, each with how far it has got."""
    leads = facts.leads.filter(facts.during(facts.leads.created_on))
    return leads.mutate(part=leads.status)


def new_leads(leads: Table, keys: list[str]) -> Table:
    """The number of leads, and how many of them are qualified, converted or disqualified by now.

    Source: a count, as in any report of demand.
    """
    return leads.aggregate(
        by=keys,
        value=leads.count(),
        n=leads.count(),
        qualified=leads.count(where=leads.qualified_on.notnull()),
        converted=leads.count(where=leads.converted_on.notnull()),
        disqualified=leads.count(where=leads.disqualified_on.notnull()),
    )


NEW_LEADS = Metric(
    name="new_leads",
    title="New leads",
    definition=(
        "How many leads came, and how many of them have been qualified, converted into a deal or disqualified by "
        "now. The period is the date a lead came."
    ),
    formula="number of leads",
    example="40 leads came in May. 12 were qualified since, 5 of these are deals, 20 were disqualified.",
    pitfalls="Leads of last week had less time to be qualified than older ones: compare periods of the same age.",
    unit="leads",
    better="up",
    sign="leading",
    owner="marketing",
    grain="all leads",
    period="created_on",
    keys=(),
    extras={
        "qualified": ("leads", "those that were ever qualified"),
        "converted": ("leads", "those that became a deal"),
        "disqualified": ("leads", "those that are disqualified now"),
    },
    parts=("new", "working", "qualified", "converted", "disqualified", "recycled"),
    counted=("new", "working", "qualified", "converted", "disqualified", "recycled"),
    order=(),
    population=leads_created,
    figures=new_leads,
    record="lead",
)
