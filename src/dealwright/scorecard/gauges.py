"""Figures that can have a goal and be watched: sums of what members do, and every metric of the catalogue.

The first eight add up day by day and member by member, as `readings` reads them: each is a metric's own population,
counted by part, so it agrees with the metric and with the deals behind it. All others are asked of their metric.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from dealwright.metrics import METRICS, Metric

from .labels import Titles, titles

Sort = Literal["count", "money", "share", "mean", "level"]
LONGEST_PLACE = 120


@dataclass(frozen=True)
class Gauge:
    """A figure. Where it adds up, `parts` of its metric's population are counted, of all that count for a share.

    `unit` is one of a metric; money is in minor units of the company's currency. `metric` is empty for what no metric
    counts: activities done. `place` says which stage, reason or source of a metric that is told by these; `better` as
    the metric does.
    """

    key: str
    title: str
    told: str
    sort: Sort
    unit: str
    sign: Literal["leading", "lagging"]
    metric: str = ""
    parts: tuple[str, ...] = ()
    better: Literal["up", "down", "neither"] = "up"
    place: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether days add up to the period's figure, so that there is a pace; any other has only a level."""
        return self.sort in ("count", "money")

    @property
    def is_daily(self) -> bool:
        """Whether it is known day by day and member by member."""
        return self.sort != "level"

    @property
    def is_money(self) -> bool:
        """Whether it tells amounts."""
        return self.unit in ("money", "money_per_day")

    @property
    def one(self) -> str:
        """The kind of record that says whose it is."""
        return METRICS[self.metric].record if self.metric else "deal"

    @property
    def has_owners(self) -> bool:
        """Whether it can be told of a member or team, not of the company alone."""
        return not self.metric or METRICS[self.metric].told_by

    @property
    def owned_as(self) -> str:
        """The name by which somebody is named to answer for it."""
        return self.metric or self.key


GAUGES = {
    each.key: each
    for each in (
        Gauge("activities", _("Activities"), _("Calls, meetings, e-mails and notes about deals and leads."),
              "count", "activities", "leading"),
        Gauge("new_leads", _("New leads"), _("Leads that came."), "count", "leads", "leading", "new_leads",
              METRICS["new_leads"].parts),
        Gauge("qualified", _("Leads qualified"), _("Of the leads that were decided, the share that was qualified."),
              "share", "ratio", "leading", "qualified", ("qualified",)),
        Gauge("adherence", _("Process followed"), _("Closed deals that neither skipped a stage nor went back."),
              "share", "ratio", "leading", "adherence", ("straight",)),
        Gauge("deals_won", _("Deals won"), _("Deals that were won."), "count", "deals", "lagging", "win_rate",
              ("won",)),
        Gauge("revenue_won", _("Revenue won"), _("What the won deals add up to."), "money", "money", "lagging",
              "average_won", ("won",)),
        Gauge("win_rate", _("Win rate"), _("Of the deals that were decided, the share that was won."), "share",
              "ratio", "lagging", "win_rate", ("won",)),
        Gauge("average_won", _("Average won deal"), _("Revenue won by deals won with an amount."), "mean", "money",
              "lagging", "average_won", ("won",)),
    )
}  # fmt: skip


def gauges_of(keys: Iterable[str], called: Titles | None = None) -> dict[str, Gauge]:
    """The gauges of these keys; what is none is left out.

    A key is that of one of GAUGES, a metric's name or, where the metric is told by stage, reason or source, its name
    and which one: `conversion:presenting`. `called` are the titles of stages and reasons, read here without.
    """
    wanted = dict.fromkeys(keys)
    if called is None and any(":" in key and key not in GAUGES for key in wanted):
        called = titles()
    found = ((key, GAUGES.get(key) or _of_metric(key, called)) for key in wanted)
    return {key: gauge for key, gauge in found if gauge}


def gauge_of(key: str, called: Titles | None = None) -> Gauge | None:
    """The gauge of one key; None where there is none."""
    return gauges_of([key], called).get(key)


def _of_metric(key: str, called: Titles | None) -> Gauge | None:
    name, _colon, place = key.partition(":")
    metric = METRICS.get(name)
    if metric is None or bool(metric.keys) != bool(place) or len(place) > LONGEST_PLACE:
        return None
    if not place:
        return gauge_at(metric)
    known = known_places(metric, called or titles())
    if known is None:
        return gauge_at(metric, place, place)
    return gauge_at(metric, place, known[place]) if place in known else None


def gauge_at(metric: Metric, place: str = "", label: str = "") -> Gauge:
    """The gauge of a metric, at one of its stages, reasons or sources where it is told by these."""
    key, title = (f"{metric.name}:{place}", f"{metric.title}: {label}") if place else (metric.name, metric.title)
    return Gauge(
        key, title, metric.definition, "level", metric.unit, metric.sign, metric.name, (), metric.better, place
    )  # fmt: skip


def known_places(metric: Metric, called: Titles) -> dict[str, str] | None:
    """The stages or reasons that a metric is told by, with their titles; None where it is told by any text."""
    return {"stage": called.stages, "reason": called.reasons}.get(metric.keys[0])


def shown_gauges(tells_money: bool) -> Sequence[Gauge]:
    """The eight that somebody may know: without amounts where these are hidden."""
    return [each for each in GAUGES.values() if tells_money or not each.is_money]
