"""Figures in words: each as its unit wants, in the reader's language, and a few sentences that sum them up."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.desk.figures import NOTHING, number, percent, short_money, whole_money
from dealwright.desk.times import days
from dealwright.metrics import Metric

from .answers import Row
from .labels import UNKNOWN
from .weak_spots import WeakSpot

FEW = 10


def in_words(value: float | None, unit: str, currency: str, *, short: bool = False) -> str:
    """A figure as people read it; money comes in minor units."""
    if value is None:
        return NOTHING
    match unit:
        case "ratio":
            return percent(value)
        case "money" | "money_per_day":
            return (short_money if short else whole_money)(round(value), currency)
        case "days":
            return days(round(value, 1) if value < FEW else round(value), short=short)
        case _:
            return number(value)


def unit_of(metric: Metric, column: str) -> str:
    """The unit of a column of the metric's rows."""
    return "deals" if column == "n" else metric.unit_of(column)


def where_lost(rows: Sequence[Row]) -> str:
    """The stage in which most deals are lost, as a sentence; "" when none is or too few are decided."""
    decided = [row for row in rows if (row["n"] or 0) >= FEW and row["lost"]]
    if not decided:
        return ""
    worst = max(decided, key=lambda row: row["lost"])
    return _("Most deals are lost in %(stage)s: %(share)s of those that get there.") % {
        "stage": worst["label"],
        "share": percent(worst["drop_off"]),
    }


def where_slow(rows: Sequence[Row], planned: dict[str, int]) -> str:
    """The stage that takes longest against the plan, and those of which that cannot be told yet; "" without either."""
    against = [row for row in rows if row["stage"] in planned]
    known = [row for row in against if _is_late_already(row, planned) or _is_known(row)]
    return " ".join(filter(None, [_slowest(known, planned), *_not_known([row for row in against if row not in known])]))


def _is_known(row: Row) -> bool:
    return (row["n"] or 0) >= FEW and row["value"] is not None


def _is_late_already(row: Row, planned: dict[str, int]) -> bool:
    """Whether half of the deals stay for longer than planned, though it cannot be told yet how long."""
    return row["value"] is None and (row.get("at_least") or 0) > planned[row["stage"]]


def _slowest(known: Sequence[Row], planned: dict[str, int]) -> str:
    lasting = [(row["at_least"] if row["value"] is None else row["value"], row) for row in known]
    late = [(value / planned[row["stage"]], value, row) for value, row in lasting if value > planned[row["stage"]]]
    if not late:
        return ""
    _share, value, worst = max(late, key=lambda each: each[0])
    told = _(
        "%(stage)s takes longest against the plan: half of the deals need more than %(days)s, planned are %(plan)s."
    )
    if worst["value"] is None:
        told = _(
            "%(stage)s takes longest against the plan: more than half of the deals were still there after %(days)s,"
            " planned are %(plan)s."
        )
    return told % {"stage": worst["label"], "days": days(round(value, 1)), "plan": days(planned[worst["stage"]])}


def _not_known(rows: Sequence[Row]) -> list[str]:
    """Stages that no figure is compared of: most deals are there still, or too few were."""
    stuck = [row["label"] for row in rows if row["value"] is None and (row["n"] or 0) + (row["open_n"] or 0) >= FEW]
    few = [row["label"] for row in rows if row["label"] not in stuck]
    return [
        sentence % {"stages": ", ".join(stages)}
        for stages, sentence in (
            (stuck, _("Less than half have left yet, so it cannot be told how long they take: %(stages)s.")),
            (few, _("Too few have left to say how long they take: %(stages)s.")),
        )
        if stages
    ]


def who_differs(rows: Sequence[Row]) -> str:
    """The groups that win most and least often, when that is more than chance; else ""."""
    told = [row for row in rows if row["group"] is not None and row["n"] >= 2 * FEW]
    if len(told) < 2:
        return ""
    best, worst = (pick(told, key=lambda row: row["value"]) for pick in (max, min))
    if best["low"] <= worst["high"]:
        return ""
    return _("%(best)s wins most often: %(high)s. %(worst)s least: %(low)s. That is more than chance.") % {
        "best": best["group"] or UNKNOWN,
        "high": percent(best["value"]),
        "worst": worst["group"] or UNKNOWN,
        "low": percent(worst["value"]),
    }


def who_sticks(name: str, stage: str, spot: WeakSpot) -> str:
    """A weak spot as a sentence."""
    return _("%(name)s gets stuck in %(stage)s: %(share)s get further, elsewhere %(others)s.") % {
        "name": name,
        "stage": stage,
        "share": percent(spot.share),
        "others": percent(spot.others),
    }


def deals(n: int) -> str:
    """So many deals."""
    return ngettext("%(n)s deal", "%(n)s deals", n) % {"n": number(n)}


def note(metric: Metric, raw: Row) -> str:
    """What a stat says below its number."""
    match metric.name:
        case "win_rate" if raw["value"] is not None:
            return _("%(won)s of %(n)s, true rate %(low)s to %(high)s") % {
                "won": number(raw["won"]),
                "n": number(raw["n"]),
                "low": percent(raw["low"]),
                "high": percent(raw["high"]),
            }
        case "cycle_time" if raw["p90"] is not None:
            return _("9 of 10 within %(days)s") % {"days": days(round(raw["p90"]))}
        case "velocity":
            told = ngettext("a day, from %(n)s open deal", "a day, from %(n)s open deals", raw["n"])
            return told % {"n": number(raw["n"])}
        case _ if metric.record == "lead":
            return ngettext("from %(n)s lead", "from %(n)s leads", raw["n"]) % {"n": number(raw["n"])}
        case _:
            return ngettext("from %(n)s deal", "from %(n)s deals", raw["n"]) % {"n": number(raw["n"])}
