"""First response: how long a lead waits until somebody speaks to it."""

from dealwright.metrics.facts import Facts, Table, days
from dealwright.metrics.metric import Metric

CONTACT = ("call", "meeting", "email")


def leads_with_waits(facts: Facts) -> Table:
    """Leads that came in the period, with the `hours` until the first call, meeting or e-mail about them."""
    leads, activities = facts.leads, facts.activities
    spoken = activities.filter(activities.lead_id.notnull(), activities.kind.isin(CONTACT))
    first = spoken.aggregate(by="lead_id", first_at=spoken["at"].min())
    rows = leads.filter(facts.during(leads.created_on)).left_join(first, "lead_id")
    hours = days(rows.created_on, rows.first_at) * 24
    answered = rows.first_at.notnull().ifelse("answered", "waiting")
    return rows.drop("lead_id_right").mutate(part=answered, hours=hours.clip(lower=0.0))


def first_response(leads: Table, keys: list[str]) -> Table:
    """Median and 90th percentile of the hours from coming to the first contact, and how many had none.

    Percentiles are interpolated. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
    American Statistician 50 (1996), definition 7.
    """
    answered = leads.part == "answered"
    return leads.aggregate(
        by=keys,
        value=leads.hours.quantile(0.5, where=answered),
        n=leads.count(where=answered),
        p90=leads.hours.quantile(0.9, where=answered),
        waiting=leads.count(where=leads.part == "waiting"),
    )


FIRST_RESPONSE = Metric(
    name="first_response",
    title="Time to first response",
    definition=(
        "How many hours a lead waited for the first call, meeting or e-mail: half of those answered waited no longer "
        "than the value. Nights and weekends count. Leads that nobody has answered are shown apart. The period is "
        "the date a lead came."
    ),
    formula="median of first contact − coming",
    example="Three leads were answered after 1, 2 and 30 hours, one not at all: value 2, n 3, waiting 1.",
    pitfalls="Leads that still wait are not in the value: look at their number beside it.",
    unit="hours",
    better="down",
    sign="leading",
    owner="manager",
    grain="all leads",
    period="created_on",
    keys=(),
    extras={
        "p90": ("hours", "nine in ten of those answered waited no longer"),
        "waiting": ("leads", "those that nobody has answered"),
    },
    parts=("answered", "waiting"),
    counted=("answered",),
    order=(),
    population=leads_with_waits,
    figures=first_response,
    record="lead",
    sampled=("hours", "median"),
)
