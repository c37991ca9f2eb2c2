"""Stay in stage: how long a deal can be expected to stay, those that are still there counted for what they tell."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.measures.stage_time import time_spent, with_deals
from dealwright.metrics.metric import Metric

ENOUGH = 10  # deals watched for as long as what is said of a stay
SLACK = 1e-9  # logarithms added up and taken back miss a round share by less


def one_stay_each(facts: Facts) -> Table:
    """One row per deal and stage, with the `days` of all its visits; `there` for those that have not left."""
    rows = with_deals(facts, time_spent(facts, ["deal_id", "stage"]))
    there = rows.there & rows.sits
    rows = rows.mutate(days=there.ifelse(rows.days, rows.gone), part=there.ifelse("there", "left"))
    return rows.filter(rows.days >= 0)


def stage_stay(rows: Table, keys: list[str]) -> Table:
    """Median, first quartile and 90th percentile of the stay, by the product-limit estimator.

    A deal that is still there counts as one that stays at least as long as it has. A percentile that nobody has reached
    is not known; `at_least` tells then how long the median must be. Source: E. L. Kaplan, P. Meier, "Nonparametric
    Estimation from Incomplete Observations", JASA 53 (1958).
    """
    at = rows.aggregate(
        by=[*keys, "days"], position=rows.position.min(), left=rows.count(where=rows.part == "left"), all=rows.count()
    )
    at = at.mutate(risk=at["all"].sum().over(group_by=keys, order_by=at.days.desc(), rows=(None, 0)))
    nobody = at.left == at.risk
    kept = nobody.ifelse(0.0, (1 - at.left / at.risk.cast("double")).nullif(0.0).ln())
    at = at.mutate(
        log=kept.sum().over(group_by=keys, order_by="days", rows=(None, 0)),
        gone=nobody.ifelse(1, 0).max().over(group_by=keys, order_by="days", rows=(None, 0)),
    )
    still = (at.gone == 1).ifelse(0.0, at.log.exp())
    at = at.mutate(still=still)
    return at.aggregate(
        by=keys,
        position=at.position.min(),
        value=at.days.min(where=at.still <= 0.5 + SLACK),
        n=at.left.sum(),
        p25=at.days.min(where=at.still <= 0.75 + SLACK),
        p90=at.days.min(where=at.still <= 0.1 + SLACK),
        at_least=at.days.max(where=(at.still > 0.5 + SLACK) & (at.risk >= ENOUGH)),
        open_n=at["all"].sum() - at.left.sum(),
    )


STAGE_STAY = Metric(
    name="stage_stay",
    title="Stay in stage",
    definition=(
        "How long a deal that enters a stage stays there: half of them no longer than the value. Deals that are still "
        "there count for what they tell, that they stay at least as long as they have (Kaplan-Meier). Not known where "
        "fewer than half have left. The period is the date the stage was entered."
    ),
    formula="first day on which the product of (1 − left ÷ still there before) is at most one half",
    example=(
        "Two deals left after 5 and 10 days, two are there for 20 days now. Half have left after 10 days: value 10. "
        "The median of those that left is 7.5, which leaves out the slow ones."
    ),
    pitfalls="Needs some deals that have left: with few of them a percentile jumps by days.",
    unit="days",
    better="down",
    sign="lagging",
    owner="manager",
    grain="stage",
    period="entered_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "p25": ("days", "a quarter stay no longer"),
        "p90": ("days", "nine in ten stay no longer"),
        "at_least": ("days", "the last day on which half were still there, of ten or more watched so long"),
        "open_n": ("deals", "those still there"),
    },
    parts=("left", "there"),
    counted=("left",),
    order=("position", "stage"),
    population=one_stay_each,
    figures=stage_stay,
)
