"""Any number over time, and before and after the process was changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import number
from dealwright.desk.times import day
from dealwright.metrics import METRICS
from dealwright.workspace.queries import year_of_company
from dealwright.workspace.year import MONTHS, Year, months_on

from .asking import Asking, groups, unit_of
from .comparing import FEW, difference

TRENDS = tuple(name for name, metric in METRICS.items() if not metric.keys and name not in ("coverage",))
GRAINS = {"week": 26, "month": 18, "quarter": 10}  # steps shown


def chosen(asking: Asking) -> tuple[str, str]:
    """The metric and the length of a step that the page asks for."""
    metric, grain = asking.chosen.get("metric", ""), asking.chosen.get("grain", "")
    return metric if metric in TRENDS else "win_rate", grain if grain in GRAINS else "month"


def trend(asking: Asking) -> Figure:
    """A number step by step of time, beside what it was a year before; too few are left out."""
    metric, grain = chosen(asking)
    meant = METRICS[metric]
    asking = asking.of_leads() if meant.record == "lead" else asking
    year = year_of_company(asking.actor)
    steps = list(spans(asking.question.last or asking.question.as_of or timezone.localdate(), grain, year))
    now = [_at(asking, metric, first, last) for first, last in steps]
    ago = (_at(asking, metric, year_before(first), year_before(last)) for first, last in steps)
    before = [replace(each, low=None, high=None) for each in ago]  # one range is enough to read
    few = sum(1 for each in now if each.value is None)
    left_out = _("Steps with fewer than %(few)s records are left out: that is too few to say.") % {"few": FEW}
    summary = f"{left_out if few else ''} {asking.caveat}".strip()
    labels = [_label(first, grain, year) for first, _last in steps]
    series = [Series(meant.title, now), Series(_("A year before"), before, "muted")]
    title = _("%(metric)s over time") % {"metric": meant.title}
    return Figure(
        "trend", title, "line", grain.capitalize(), labels, series, summary, meant.definition, unit_of(metric),
        asking.currency
    )  # fmt: skip


def _at(asking: Asking, metric: str, first: date, last: date) -> Point:
    told = asking.answer(metric, start=first, last=last)
    if not told.raw or (told.raw[0]["n"] or 0) < FEW:
        return Point(None)
    return asking.point(told, told.raw[0], note=number(told.raw[0]["n"]))


def spans(until: date, grain: str, year: Year) -> Iterator[tuple[date, date]]:
    """First and last days of the weeks, months or quarters up to the one of that day, the oldest first."""
    latest = until - timedelta(days=until.weekday()) if grain == "week" else year.first_of(MONTHS[grain], until)
    firsts = [_later(latest, grain, n) for n in range(1 - GRAINS[grain], 2)]
    for first, following in pairwise(firsts):
        yield first, following - timedelta(days=1)


def _later(first: date, grain: str, n: int) -> date:
    """The first day of the step so many later (or, negative, earlier)."""
    return first + timedelta(weeks=n) if grain == "week" else months_on(first, n * MONTHS[grain])


def year_before(on: date) -> date:
    """The same day a year earlier; 52 weeks, so that weekdays fall on weekdays."""
    return on - timedelta(weeks=52)


def _label(first: date, grain: str, year: Year) -> str:
    if grain == "quarter":
        return year.written(first, MONTHS[grain]).replace("-", " ")
    return first.strftime("%Y-%m") if grain == "month" else day(first)


def versions(asking: Asking) -> Figure:
    """A number before and after each change of the process, and whether the difference may be chance."""
    metric, _grain = chosen(asking)
    meant = METRICS[metric]
    if "version" not in meant.dimensions:
        return Figure("versions", _("Before and after"), "column", _("Version"), [], [])
    told = asking.answer(metric, "version")
    points = [asking.point(told, raw, note=number(raw["n"])) for raw in told.raw]
    series = [
        Series(meant.title, points),
        Series(_("Against the version before"), _compared(asking, told.raw), drawn=False),
    ]
    title = _("Before and after: %(metric)s by version of the process") % {"metric": meant.title}
    if len(points) < 2:
        told_so = _("There is one version of the process so far: nothing to hold it against.")
        return Figure("versions", title, "column", _("Version"), [], [], told_so)
    return Figure(
        "versions", title, "column", _("Version"), groups(told), series, series[1].points[-1].text, meant.definition,
        unit_of(metric), asking.currency
    )  # fmt: skip


def _compared(asking: Asking, rows: list[dict[str, Any]]) -> list[Point]:
    """Each version against the one before it; versions of different processes are not compared."""
    metric, _grain = chosen(asking)
    values = asking.samples(metric, "version")
    found = [Point(None)]
    for before, after in pairwise(rows):
        same = str(before["group"]).rsplit(" ", 1)[0] == str(after["group"]).rsplit(" ", 1)[0]
        found.append(difference(asking, METRICS[metric], before, after, values) if same else Point(None))
    return found if rows else []
