"""Aging: open deals that have been in their stage longer than nine in ten ever were."""

from dealwright.metrics.facts import Facts, Table
from dealwright.metrics.measures.stage_time import added_up, dated
from dealwright.metrics.metric import Metric


def open_stays(facts: Facts) -> Table:
    """Open deals whose stage they entered in the period, with their `days` there and the stage's `norm`."""
    keys, stays = ["deal_id", "stage"], facts.stays
    usual = (stays.turns == 1) & stays.left_on.notnull()
    once, others = dated(facts, stays.filter(usual)), dated(facts, stays.filter(~usual))
    sitting, again = (added_up(others.filter(where), keys) for where in (others.there, ~others.there))
    left = once.select("stage", "days").union(again.select("stage", "days"))
    norms = left.aggregate(by="stage", norm=left.days.quantile(0.9))
    deals = facts.deals.filter(facts.deals.status == "open").select("deal_id", "stage", "group", "amount")
    there = sitting.inner_join(deals, ["deal_id", "stage"])
    there = there.left_join(norms, "stage").drop("stage_right")
    older = (there.days > there.norm).ifelse("older", "within")
    return there.mutate(part=there.norm.isnull().ifelse("unknown", older))


def aging(rows: Table, keys: list[str]) -> Table:
    """Open deals older than the norm of their stage / all open deals there whose stage has a norm.

    The norm is the 90th percentile of the days of all deals that left the stage. Source: the aging report of accounts
    receivable, with the company's own history as the terms.
    """
    older = rows.part == "older"
    counts = rows.aggregate(
        by=keys,
        position=rows.position.min(),
        n=rows.count(where=rows.part != "unknown"),
        older=rows.count(where=older),
        norm=rows.norm.max(),
        oldest=rows.days.max(),
        amount=rows.amount.sum(where=older),
    )
    return counts.mutate(value=counts.older / counts.n.nullif(0))


AGING = Metric(
    name="aging",
    title="Older than usual",
    definition=(
        "Of the open deals in a stage, the share that has been there longer than nine in ten of all deals that ever "
        "left it. Not known for a stage that nobody has left. The period is the date the stage was entered."
    ),
    formula="open deals there longer than the stage's 90th percentile ÷ open deals there",
    example="Nine in ten deals left Qualifying within 20 days. Of 10 deals there now, 3 came earlier: 30 %.",
    pitfalls="One in ten is expected: worry above that. Two visits of a deal to the stage are added up.",
    unit="ratio",
    better="down",
    sign="leading",
    owner="manager",
    grain="stage",
    period="entered_on",
    keys=("stage",),
    extras={
        "position": ("position", "the place of the stage in the process, counted from 0"),
        "older": ("deals", "those older than usual"),
        "norm": ("days", "nine in ten left within"),
        "oldest": ("days", "the oldest one there"),
        "amount": ("money", "what those older than usual are worth"),
    },
    parts=("older", "within", "unknown"),
    counted=("older", "within"),
    order=("position", "stage"),
    population=open_stays,
    figures=aging,
)
