"""Time in stage: how long deals stay where they are."""

from dealwright.metrics.facts import Facts, Table, days
from dealwright.metrics.metric import Metric


def stays(facts: Facts) -> Table:
    """One row per deal, stage and part, with the `days` spent there, visits entered in the period only.

    `left` is all finished visits together; `there` the present one, of an open deal that is in that stage.
    """
    told = facts.visits.mutate(until=facts.visits.left_on.fill_null(facts.now))
    visits = told.filter(told.until >= told.entered_on, facts.during(told.entered_on))
    stays = visits.aggregate(
        by=["deal_id", "stage", visits.left_on.isnull().name("there")],
        position=visits.position.min(),
        days=days(visits.entered_on, visits.until).sum(),
    )
    rows = stays.inner_join(facts.deals.select("deal_id", "group", "status", at="stage"), "deal_id")
    rows = rows.filter(~rows.there | ((rows.status == "open") & (rows.stage == rows["at"])))
    return rows.mutate(part=rows.there.ifelse("there", "left"))


def stage_time(stays: Table, keys: list[str]) -> Table:
    """Median, 90th percentile and mean of the days in a stage that was left; the median so far of the others.

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
        "up; visits that end before they begin are left out. Deals still there are shown "
        "apart, with their days so far. The period is the date the stage was entered."
    ),
    formula="median of leaving − entering, all visits of a deal to the stage added up",
    example=(
        "A deal was in Presenting for 3 days, went back, and was in Presenting again for 4 days. It counts "
        "once, with 7 days."
    ),
    pitfalls=(
        "Deals that are stuck have not left, so they are not in the value: if the median of those still "
        "there is well above it, the stage is clogged."
    ),
    unit="days",
    better="down",
    sign="lagging",
    owner="manager",
    grain="stage",
    period="entered_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "p90": ("days", "nine in ten left no later"),
        "mean": ("days", "the mean"),
        "open_median": ("days", "the median of the days so far of those still there"),
        "open_n": ("deals", "those still there"),
    },
    parts=("left", "there"),
    counted=("left",),
    order=("position", "stage"),
    population=stays,
    figures=stage_time,
)
