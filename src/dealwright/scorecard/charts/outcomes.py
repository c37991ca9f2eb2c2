"""Figures of how deals end: win rate, why and to whom they are lost, and what the open ones bring a day."""

from collections import Counter
from dataclasses import replace

from django.utils.translation import gettext as _

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import number, percent
from dealwright.metrics import METRICS
from dealwright.metrics.intervals import wilson
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing

from .. import words
from ..queries import Answer
from .asking import Asking, groups, unit_of

COMPETITOR = "fields.competitor"
MOST = 15


def reasons(asking: Asking) -> Figure:
    """Why deals are lost."""
    told, metric = asking.answer("lost_reasons"), METRICS["lost_reasons"]
    series = [
        Series(metric.title, [asking.point(told, raw, note=number(raw["n"])) for raw in told.raw], "bad"),
        asking.column(told, _("Worth"), "amount", drawn=False),
    ]
    labels = [row["label"] for row in told.rows]
    return Figure("reasons", metric.title, "bar", _("Reason"), labels, series, "", metric.definition, "ratio")


def competitors(asking: Asking) -> Figure:
    """How often deals were won against each competitor that was written down."""
    kind = kind_of("deals")
    won, title = Counter[str](), _("Won against competitors")
    told = asking.answer("win_rate")
    met: Counter[str] = Counter()
    field = asking.catalogue.get(COMPETITOR)
    if field is not None:
        parts = dict(asking.desk.deals_behind(told.question, told.raw[0]))
        rows = listing(kind, asking.actor, [(f"{COMPETITOR}__empty", "false")], catalogue=asking.catalogue).rows
        for deal_id, name in rows.values_list("id", field.path):
            if deal_id in parts:
                met[str(name)] += 1
                won[str(name)] += parts[deal_id] == "won"
    names = [name for name, _n in met.most_common(MOST)]
    lost = met - won
    series = [
        Series(_("Win rate"), [_share(won[name], met[name], _against(asking, told, name)) for name in names]),
        Series(_("Won"), [_met(won[name], _against(asking, told, name, "won")) for name in names], drawn=False),
        Series(_("Lost"), [_met(lost[name], _against(asking, told, name, "lost")) for name in names], drawn=False),
    ]
    note = _("Of the closed deals in which a competitor is named, the share that was won.") if names else ""
    return Figure("competitors", title, "bar", _("Competitor"), names, series, note, unit="ratio")


def _against(asking: Asking, told: Answer, name: str, *parts: str) -> str:
    """Where the closed deals are listed in which that competitor is named."""
    narrower = replace(asking, question=replace(asking.question, where=(*asking.question.where, (COMPETITOR, name))))
    return narrower.href(told, told.raw[0], parts or None)


def _met(n: int, href: str) -> Point:
    return Point(n, number(n), href)


def _share(hits: int, n: int, href: str) -> Point:
    low, high = wilson(hits, n, lambda value: value**0.5)
    text = _("%(share)s of %(n)s, true rate %(low)s to %(high)s") % {
        "share": percent(hits / n), "n": number(n), "low": percent(low), "high": percent(high)
    }  # fmt: skip
    return Point(hits / n, text, href, low, high)


def told_by(asking: Asking, metric: str, by: str) -> Figure:
    """A number without stages, told by owner, team, source or another dimension."""
    told, meant = asking.answer(metric, by), METRICS[metric]
    rows = sorted(zip(groups(told), told.raw, strict=True), key=lambda pair: -(pair[1]["value"] or 0))[:MOST]
    labels = [label for label, _raw in rows]
    points = [asking.point(told, raw, note=words.deals(raw["n"])) for _label, raw in rows]
    extras = [
        Series(meaning[1].capitalize(), [asking.point(told, raw, column) for _label, raw in rows], drawn=False)
        for column, meaning in meant.extras.items()
    ]
    summary = words.who_differs(told.rows) if metric == "win_rate" else ""
    title = _("%(metric)s by %(group)s") % {"metric": meant.title, "group": DIMENSIONS[by]}
    name, axis = f"{metric}-by-{by}".replace("_", "-"), DIMENSIONS[by].capitalize()
    series = [Series(meant.title, points), *extras]
    return Figure(name, title, "bar", axis, labels, series, summary, meant.definition, unit_of(metric), asking.currency)


DIMENSIONS = {
    "owner": "owner", "team": "team", "source": "source", "product": "product", "month_opened": "month",
    "version": "version of the process",
}  # fmt: skip
