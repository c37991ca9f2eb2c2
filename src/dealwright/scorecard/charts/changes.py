"""The figure of how one day's pipeline became another's."""

from django.utils.translation import gettext as _

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.charts.figure import Tone
from dealwright.desk.figures import number, whole_money
from dealwright.desk.times import day

from ..answers import minor
from ..mining import flowed
from ..rows import change_title, days_of
from .asking import Asking


def waterfall(asking: Asking) -> Figure:
    """The open pipeline at the beginning of a period, each kind of change, and what stood at its end."""
    first, last = days_of(asking.question)
    steps = [each for each in flowed(asking.desk, first, last) if each["n"] or each["kind"] in ("start", "end")]
    labels = [change_title(each["kind"], first, last) for each in steps]
    behind = [asking.behind("waterfall", kind=each["kind"]) for each in steps]
    points = [
        Point(each["value"], _text(each["value"], asking), href, tone=_tone(each["kind"]))
        for each, href in zip(steps, behind, strict=True)
    ]
    counts = [Point(each["n"], number(each["n"]), href) for each, href in zip(steps, behind, strict=True)]
    series = [
        Series(_("Value"), points),
        Series(_("Deals"), counts, drawn=False),
    ]
    rise = steps[-1]["value"] - steps[0]["value"]
    words = _("From %(first)s to the end of %(last)s the open pipeline grew by %(rise)s.") if rise >= 0 else _(
        "From %(first)s to the end of %(last)s the open pipeline shrank by %(rise)s."
    )  # fmt: skip
    summary = words % {"first": day(first), "last": day(last), "rise": _text(abs(rise), asking)}
    note = _("Every change under one heading, adding up to the cent: start and all changes give the end.")
    title = _("How the pipeline changed")
    return Figure(
        "waterfall", title, "waterfall", _("Change"), labels, series, summary, note, "money", asking.currency
    )  # fmt: skip


def _tone(kind: str) -> Tone | None:
    return "accent" if kind == "won" else None  # leaves the pipeline, and is good


def _text(value: float, asking: Asking) -> str:
    return whole_money(minor(value, asking.currency), asking.currency)
