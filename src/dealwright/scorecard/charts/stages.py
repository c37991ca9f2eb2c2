"""Figures along the stages: how far deals come, where they wait, and where most is lost."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import number
from dealwright.desk.times import days
from dealwright.metrics import METRICS

from .. import words
from .asking import Asking

MOST_COHORTS = 12


def funnel(asking: Asking) -> Figure:
    """How many of the deals that were opened reached each stage."""
    told = asking.answer("funnel")
    reached = [
        asking.point(told, raw, note=words.deals(raw["n"])) for raw in told.raw
    ]  # fmt: skip
    series = [
        Series(_("Reached it"), reached),
        asking.column(told, _("Lost here"), "lost", ["lost"], drawn=False),
        asking.column(told, _("Here now"), "open", ["open"], drawn=False),
    ]
    labels, metric = [asking.stage(raw["stage"]) for raw in told.raw], METRICS["funnel"]
    return Figure(
        "funnel", _("How far deals come"), "funnel", _("Stage"), labels, series, _steepest(asking, told.raw),
        metric.definition, "ratio"
    )  # fmt: skip


def _steepest(asking: Asking, rows: list[dict[str, Any]]) -> str:
    """Between which stages the funnel narrows most."""
    steps = [(one["n"] - two["n"], one, two) for one, two in pairwise(rows)]
    if not steps or not max(steps, key=lambda step: step[0])[0]:
        return ""
    lost, one, two = max(steps, key=lambda step: step[0])
    return _("Most deals stop between %(one)s and %(two)s: %(n)s.") % {
        "one": asking.stage(one["stage"]),
        "two": asking.stage(two["stage"]),
        "n": number(lost),
    }


def cohorts(asking: Asking) -> Figure:
    """The same for the deals of each month, so that a young month is not mistaken for a bad one."""
    told = asking.answer("funnel", "month_opened")
    stages = dict.fromkeys(raw["stage"] for raw in sorted(told.raw, key=lambda raw: raw["position"] or 0))
    months: dict[str, dict[str, Point]] = defaultdict(dict)
    for raw in told.raw:
        if raw["group"]:
            months[raw["group"]][raw["stage"]] = asking.point(told, raw)
    rows = [
        Series(month, [months[month].get(stage, Point(None)) for stage in stages])
        for month in sorted(months)[-MOST_COHORTS:]
    ]
    note = _("Each row is the deals opened in a month; the last rows are still on their way.")
    labels = [asking.stage(stage) for stage in stages]
    return Figure("cohorts", _("By month opened"), "heat", _("Stage"), labels, rows, note, unit="ratio")


def decided(asking: Asking) -> Figure:
    """What became of the deals that entered each stage."""
    told = asking.answer("conversion")
    series = [
        asking.column(told, _("Got further"), "converted", ["converted"], tone="good"),
        asking.column(told, _("Still there"), "open", ["open"], tone="info"),
        asking.column(told, _("Lost"), "lost", ["lost"], tone="bad"),
        asking.column(told, _("Share that got further"), "value", drawn=False),
    ]
    labels, metric = [asking.stage(raw["stage"]) for raw in told.raw], METRICS["conversion"]
    summary = words.where_lost(told.rows)
    return Figure(
        "decided", metric.title, "stacked", _("Stage"), labels, series, summary, metric.definition
    )  # fmt: skip


def stays(asking: Asking) -> Figure:
    """How long deals stay in each stage, those still there counted for what they tell."""
    told, metric = asking.answer("stage_stay"), METRICS["stage_stay"]
    planned = asking.desk.titles.days
    plans = [planned.get(raw["stage"]) for raw in told.raw]
    series = [
        asking.column(told, _("Half stay no longer"), "value"),
        asking.column(told, _("9 of 10 stay no longer"), "p90", tone="muted"),
        Series(_("Planned"), [Point(plan, days(plan)) for plan in plans], "info"),
        asking.column(told, _("There now"), "open_n", ["there"], drawn=False),
    ]
    labels = [asking.stage(raw["stage"]) for raw in told.raw]
    summary = words.where_slow(told.rows, planned)
    return Figure("stays", metric.title, "column", _("Stage"), labels, series, summary, metric.definition, "days")


def older(asking: Asking) -> Figure:
    """Open deals that have been in their stage longer than usual."""
    told, metric = asking.answer("aging"), METRICS["aging"]
    series = [
        asking.column(told, _("Older than usual"), "value", ["older"], tone="warn"),
        asking.column(told, _("Deals"), "older", ["older"], drawn=False),
        asking.column(told, _("Usual, 9 of 10"), "norm", drawn=False),
        asking.column(told, _("Oldest"), "oldest", drawn=False),
    ]
    labels = [asking.stage(raw["stage"]) for raw in told.raw]
    n = sum(raw["older"] or 0 for raw in told.raw)
    summary = _("%(n)s open deals have been where they are longer than nine in ten ever were.") % {
        "n": number(n)
    }  # fmt: skip
    return Figure("older", metric.title, "bar", _("Stage"), labels, series, summary, metric.definition, "ratio")
