"""Time in stage: how long deals stay where they are."""

from dealwright.metrics.facts import Facts, Table, days
from dealwright.metrics.metric import Metric


def stays(facts: Facts) -> Table:
    """One row per deal, stage and part with the `days` spent there: `left`, all finished visits together, or
    `there`.

    Only visits entered in the period. A deal is there if it is open and in that stage, and the visit has no
    end.
    """
    visits = facts.visits.filter(facts.visits.entered_on.notnull(), facts.during(facts.visits.entered_on))
    deals = facts.deals.select("deal_id", "group", "status", at="stage")
    rows = visits.inner_join(deals, "deal_id")
    left = rows.left_on.notnull()
    rows = rows.filter(left | ((rows.status == "open") & (rows.stage == rows["at"])))
    return rows.aggregate(
        by=["deal_id", "group", "stage", rows.left_on.isnull().ifelse("there", "left").name("part")],
        position=rows.position.min(),
        days=days(rows.entered_on, rows.left_on.fill_null(facts.now)).sum(),
    )


def stage_time(stays: Table, keys: list[str]) -> Table:
    """Median, 90th percentile and mean of the days deals spent in a stage they left; the median of those
    still there.

    Percentiles are interpolated. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
    American Statistician 50 (1996), definition 7.
    """
    left, there = stays.part == "left", stays.part == "there"
    return stays.aggregate(
        by=keys,
        position=stays.position.min(),
        value=stays.days.quantile(0.5, where=left),
        n=stays.count(where=left),
        p90=stays.days.quantile(0.9, where=left),
        mean=stays.days.mean(where=left),
        open_median=stays.days.quantile(0.5, where=there),
        open_n=stays.count(where=there),
    )


STAGE_TIME = Metric(
    name="stage_time",
    title="Time in stage",
    definition=(
        "How many days deals spent in a stage before they left it: half of them no longer than the value "
        "(the median), nine in ten no longer than p90. Several visits of a deal to the same stage are added "
        "up. Deals still there are shown apart, with their days so far. The period is the date the stage "
        "was entered."
    ),
    unit="days",
    grain="stage",
    period="entered_on",
    keys=("stage",),
    extras={
        "position": "position",
        "p90": "days",
        "mean": "days",
        "open_median": "days",
        "open_n": "deals",
    },
    parts=("left", "there"),
    counted=("left",),
    order=("position", "stage"),
    population=stays,
    figures=stage_time,
)
