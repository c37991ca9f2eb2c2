"""Share qualified: of the leads that were looked at to the end, those worth a deal."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.intervals import with_share
from dealwright.metrics.metric import Metric


def judged_leads(facts: Facts) -> Table:
    """Leads that came in the period: qualified at some time, disqualified, or not decided yet."""
    leads = facts.leads.filter(facts.during(facts.leads.created_on))
    undecided = leads.disqualified_on.notnull().ifelse("disqualified", "undecided")
    return leads.mutate(part=leads.qualified_on.notnull().ifelse("qualified", undecided))


def qualified(leads: Table, keys: list[str]) -> Table:
    """Qualified / (qualified + disqualified), with its 95 % interval: see `wilson`.

    Leads that nobody has decided on are in neither part. Source: the lead-to-qualified rate in general use.
    """
    counts = leads.aggregate(
        by=keys,
        qualified=leads.count(where=leads.part == "qualified"),
        disqualified=leads.count(where=leads.part == "disqualified"),
        undecided=leads.count(where=leads.part == "undecided"),
    )
    return with_share(counts, counts.qualified, counts.qualified + counts.disqualified)


QUALIFIED = Metric(
    name="qualified",
    title="Leads qualified",
    definition=(
        "Of the leads that were decided on, the share that was qualified. A lead that was qualified once counts as "
        "qualified, whatever became of it. Leads nobody has decided on are shown apart. The period is the date a "
        "lead came."
    ),
    formula="qualified ÷ (qualified + disqualified), with Wilson's 95 % interval",
    example="12 qualified, 20 disqualified, 8 not decided on: 12 / 32 = 37.5 %.",
    pitfalls="A team that never disqualifies looks perfect: look at how many are undecided.",
    unit="ratio",
    better="up",
    sign="lagging",
    owner="marketing",
    grain="all leads",
    period="created_on",
    keys=(),
    extras={
        "qualified": ("leads", "those qualified"),
        "disqualified": ("leads", "those disqualified"),
        "undecided": ("leads", "those nobody has decided on"),
        "low": ("ratio", "the lower end of the range"),
        "high": ("ratio", "the upper end of the range"),
    },
    parts=("qualified", "disqualified", "undecided"),
    counted=("qualified", "disqualified"),
    order=(),
    population=judged_leads,
    figures=qualified,
    record="lead",
)
