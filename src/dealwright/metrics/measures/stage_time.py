"""Time in stage: how long deals stay where they are."""

from dealwright.metrics.facts import Facts, Table, days
from dealwright.metrics.metric import Metric


def time_spent(facts: Facts, keys: list[str]) -> Table:
    """One row per deal, stage and what else is among the keys, of visits entered in the period: all `days` together.

    `gone` are those of finished visits alone, `there` tells whether one has not ended. Where a deal came to a stage but
    once, which is the rule, there is nothing to add up. The stays are read twice: to keep them for the second
    time takes more memory than anything else.
    """
    turns = facts.stays.turns
    once, again = (dated(facts, facts.stays.filter(which)) for which in (turns == 1, turns > 1))
    together = added_up(again, keys)
    return once.select(together.columns).union(together)


def dated(facts: Facts, stays: Table) -> Table:
    """Those of the stays that were entered in the period, each with its `days`, how many are `gone`, and `there`."""
    told = stays.mutate(until=stays.left_on.fill_null(facts.now), there=stays.left_on.isnull())
    told = told.filter(told.until >= told.entered_on, facts.during(told.entered_on))
    return told.mutate(days=days(told.entered_on, told.until), gone=days(told.entered_on, told.left_on))


def added_up(dated: Table, keys: list[str]) -> Table:
    """One row for each combination of the keys, with the days of its stays together."""
    sums = {"there": dated.there.any(), "position": dated.position.min()}
    sums = {name: each for name, each in sums.items() if name not in keys}
    return dated.aggregate(by=keys, **sums, days=dated.days.sum(), gone=dated.gone.sum())


def with_deals(facts: Facts, rows: Table) -> Table:
    """The rows with the `group` of their deal, and whether it is open and `sits` in that stage now."""
    rows = rows.inner_join(facts.deals.select("deal_id", "group", "status", at="stage"), "deal_id")
    return rows.mutate(sits=(rows.status == "open") & (rows.stage == rows["at"]))


def stays(facts: Facts) -> Table:
    """One row per deal, stage and part, with the `days` spent there, visits entered in the period only.

    `left` is all finished visits together; `there` the present one, of an open deal that is in that stage.
    """
    rows = with_deals(facts, time_spent(facts, ["deal_id", "stage", "there"]))
    return rows.filter(~rows.there | rows.sits).mutate(part=rows.there.ifelse("there", "left"))


def stage_time(rows: Table, keys: list[str]) -> Table:
    """Median, 90th percentile and mean of the days in a stage that was left; the median so far of the others.

    Percentiles are interpolated. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
    American Statistician 50 (1996), definition 7.
    """
    left, there = ~rows.there, rows.there
    middle, late = (rows.days.quantile([0.5, 0.9], where=left)[n] for n in (0, 1))
    return rows.aggregate(
        by=keys,
        position=rows.position.min(),
        value=middle,
        n=rows.count(where=left),
        p90=late,
        mean=rows.days.mean(where=left),
        open_median=rows.days.quantile(0.5, where=there),
        open_n=rows.count(where=there),
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
