"""Figures of where demand comes from: what each source brings, and what it costs."""

from django.utils.translation import gettext as _

from dealwright.desk.charts import Figure
from dealwright.metrics import METRICS

from ..queries import Answer
from .asking import Asking, groups


def sources(asking: Asking) -> Figure:
    """What became of the leads of each source."""
    asking = asking.of_leads()
    told, metric = asking.answer("source_effect"), METRICS["source_effect"]
    labels = [row["label"] for row in told.rows]
    steps = {"n": _("Leads"), "qualified": _("Qualified"), "deals": _("Deals"), "won": _("Won")}
    tones = {"n": "muted", "qualified": "info", "deals": "accent", "won": "good"}
    parts = {"deals": ["open", "won", "lost"], "won": ["won"]}
    series = [
        asking.column(told, title, column, parts.get(column), tone=tones[column]) for column, title in steps.items()
    ]
    return Figure(
        "sources", metric.title, "column", _("Source"), labels, series, _said(told, asking), metric.definition
    )


def returns(asking: Asking) -> Figure:
    """What the sources cost against what their won deals are worth."""
    asking = asking.of_leads()
    told, metric = asking.answer("source_effect"), METRICS["source_effect"]
    labels = [row["label"] for row in told.rows]
    series = [
        asking.column(told, _("Revenue"), "revenue", ["won"], tone="good"),
        asking.column(told, _("Cost"), "cost", tone="bad"),
        asking.column(told, _("For each lead"), "value", drawn=False),
        asking.column(told, _("Cost of a won deal"), "cost_per_won", ["won"], drawn=False),
        asking.column(told, _("Times its cost"), "back", drawn=False),
    ]
    title = _("Revenue and cost")
    return Figure(
        "returns", title, "column", _("Source"), labels, series, _said(told, asking), metric.definition, "money",
        asking.currency
    )  # fmt: skip


def qualified(asking: Asking) -> Figure:
    """The share of each source's leads that was qualified."""
    asking = asking.of_leads()
    told, metric = asking.answer("qualified", "source"), METRICS["qualified"]
    series = [
        asking.column(told, metric.title, "value"),
        asking.column(told, _("Qualified"), "qualified", ["qualified"], drawn=False),
        asking.column(told, _("Disqualified"), "disqualified", ["disqualified"], drawn=False),
    ]
    return Figure(
        "qualified",
        metric.title,
        "bar",
        _("Source"),
        groups(told),
        series,
        _said(told, asking),
        metric.definition,
        "ratio",
    )


def _said(told: Answer, asking: Asking) -> str:
    """What must be known of the numbers: that there are none, or which filters do not reach them."""
    none = "" if told.raw else _("No leads came in this time.")
    return f"{none} {asking.caveat}".strip()
