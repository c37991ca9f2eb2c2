"""Pages of alerts: what was raised, what is usual, what one watches; and one alert with its weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dealwright import NotFound, SalesError
from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import NOTHING
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.desk.times import day
from dealwright.workspace.queries import currency_of_company

from ..answers import major
from ..charts.asking import UNITS
from ..gauges import Gauge, gauges_of, shown_gauges
from ..goals.pace import value_of
from ..goals.spark import Spark, spark
from ..goals.targets import target_of
from ..owners.queries import owner_ids, owner_names
from ..queries import LEFT_OUT, Desk, desk
from ..readings import Readings, choices
from .bands import WINDOWS, YEAR, windows_of
from .checking import band_of, gauges_heard, levels_seen, readings_of, weeks_seen
from .commands import unwatch, watch
from .models import Alert, Watch
from .telling import figures, sentence

SHOWN = 30
TOO_FEW, AT_NIGHT = lazy("too few to say"), lazy("looked at each night")


@dataclass(frozen=True)
class Raised:
    """An alert in words; `over` is the day by which it had ended."""

    id: int
    title: str
    side: str
    words: str
    began_on: date
    over: date | None
    is_own: bool


@dataclass(frozen=True)
class Usual:
    """A number, where it is and where it usually is (or, without a band, why not), its course, who answers for it."""

    gauge: Gauge
    value: str
    usual: Any
    band: str
    side: str
    spark: Spark
    owner: str


@dataclass(frozen=True)
class Watched:
    """A number that the reader watches."""

    id: int
    title: str
    side: str
    value: str


@dataclass(frozen=True)
class AlertsPage:
    """What was raised for the reader, all bands, and what they watch."""

    raised: Sequence[Raised]
    usual: Sequence[Usual]
    watched: Sequence[Watched]
    choices: Sequence[tuple[str, Any]]
    form: Filled
    left_out: str


@dataclass(frozen=True)
class AlertPage:
    """One alert with the number's course."""

    alert: Raised
    told: str
    course: Figure
    metric: str


@login_required
@require_http_methods(["GET", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """What was raised, and what is usual; POST watches a number."""
    form = filled(request.POST, "metric", "side", "value")
    if request.method == "GET":
        return _page(request, form)
    try:
        watch(form.value("metric"), form.value("side"), form.value("value"), by=request.user, via="page")
    except SalesError as error:
        return _page(request, form.refused(error, "value"), error.status)
    flash(request, _("You hear of it when it is so."))
    return HttpResponseRedirect(reverse("alerts"))


@login_required
@require_POST
def watch_no_more(request: HttpRequest, watch_id: int) -> HttpResponse:
    """Take a watch away."""
    unwatch(watch_id, by=request.user, via="page")
    flash(request, _("You watch it no more."))
    return HttpResponseRedirect(reverse("alerts"))


@login_required
@require_safe
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert."""
    row = Alert.objects.filter(id=alert_id, member_id=request.user.id).first()
    if row is None or not (known := figures([row], request.user)):
        raise NotFound("There is no such alert.")
    gauge, currency = known[row.id], currency_of_company(request.user)
    course = _course(desk(request.user), gauge, row, currency)
    page = AlertPage(_raised(row, gauge, currency), gauge.told, course, "" if gauge.place else gauge.metric)
    return render(request, "scorecard/alert.html", page)


def _page(request: HttpRequest, form: Filled, status: int = 200) -> HttpResponse:
    asked, currency = desk(request.user), currency_of_company(request.user)
    rows = list(Alert.objects.filter(member_id=request.user.id).order_by("-raised_at", "-id")[:SHOWN])
    known = figures(rows, request.user)
    page = AlertsPage(
        [_raised(row, known[row.id], currency) for row in rows if row.id in known],
        _usual(asked, request.user, currency),
        _watched(request.user, asked, currency),
        [(each.key, each.title) for each in choices(asked)],
        form,
        "" if asked.tells_money else LEFT_OUT,
    )
    return render(request, "scorecard/alerts.html", page, status=status)


def _raised(row: Alert, gauge: Gauge, currency: str) -> Raised:
    words = sentence(row, gauge, currency)
    return Raised(row.id, str(gauge.title), row.side, words, row.began_on, row.ended_on, "limit" in row.facts)


def _usual(asked: Desk, member: Any, currency: str) -> list[Usual]:
    """The eight numbers with their bands, and those that the reader answers for as they are now.

    The bands of the latter take a question for each of many weeks, which the nightly look asks.
    """
    names, own = owner_names(), {metric for metric, who in owner_ids().items() if who == member.id}
    today, readings = timezone.localdate(), readings_of(asked, timezone.localdate())
    eight = [_band(readings, each, today, currency, names) for each in shown_gauges(asked.tells_money)]
    others = (each for each in gauges_heard(asked, own) if not each.is_daily)
    return [*eight, *(_now(readings, each, today, currency, names) for each in others)]


def _band(readings: Readings, gauge: Gauge, today: date, currency: str, names: Mapping[str, str]) -> Usual:
    verdict, owner = band_of(readings, gauge, today), names.get(gauge.owned_as, "")
    course = spark([value for _day, value in _values(readings, gauge, today)])
    if verdict is None:
        return Usual(gauge, NOTHING, TOO_FEW, "", "", course, owner)
    value, usual, low, high = (
        value_of(gauge, each, currency) for each in (verdict.value, verdict.usual, verdict.low, verdict.high)
    )
    return Usual(gauge, value, usual, f"{low} – {high}", verdict.side or "", course, owner)


def _now(readings: Readings, gauge: Gauge, today: date, currency: str, names: Mapping[str, str]) -> Usual:
    ((first, last),) = windows_of(today, 1)
    value = value_of(gauge, readings.read(gauge, None, first, last).value, currency)
    return Usual(gauge, value, AT_NIGHT, "", "", spark([]), names.get(gauge.owned_as, ""))


def _values(readings: Readings, gauge: Gauge, today: date) -> list[tuple[date, float | None]]:
    """A year of the number: week by week where it adds up, else by eight weeks, each with its last day."""
    if gauge.is_daily:
        weeks, sunday = weeks_seen(readings, gauge, today)[-YEAR:], today - timedelta(days=today.weekday() + 1)
        days = [sunday - timedelta(weeks=n) for n in reversed(range(len(weeks)))]
        return [(on, week.value(gauge)) for on, week in zip(days, weeks, strict=True)]
    levels = zip(windows_of(today, WINDOWS), levels_seen(readings, gauge, today), strict=False)
    return [(last, level.value) for (_first, last), level in reversed(list(levels))]


def _course(asked: Desk, gauge: Gauge, row: Alert, currency: str) -> Figure:
    """The number's course of a year, beside what was usual when the alert was raised."""
    today = timezone.localdate()
    found = _values(readings_of(asked, today), gauge, today)
    series = [Series(str(gauge.title), [_point(gauge, value, currency) for _day, value in found])]
    if "usual" in row.facts:
        usual = [row.facts[name] for name in ("usual", "low", "high")]
        series.append(Series(_("Usual"), [_point(gauge, usual[0], currency, *usual[1:])] * len(found), "muted"))
    unit = "money" if gauge.is_money else UNITS.get(gauge.unit, "number")
    title, axis = (_("Week by week"), _("Week to")) if gauge.is_daily else (_("By eight weeks"), _("Eight weeks to"))
    labels = [day(last) for last, _value in found]
    return Figure("course", title, "line", axis, labels, series, "", str(gauge.told), unit, currency)


def _point(gauge: Gauge, value: float | None, currency: str, *ends: float) -> Point:
    """A value, or with its lower and upper end."""
    drawn, *range_of = (major(each, currency) if gauge.is_money else each for each in (value, *ends))
    return Point(drawn, value_of(gauge, value, currency), "", *range_of)


def _watched(member: Any, asked: Desk, currency: str) -> list[Watched]:
    found, rows = [], list(Watch.objects.filter(member_id=member.id).order_by("metric", "side"))
    known = gauges_of((row.metric for row in rows), asked.titles) if rows else {}
    for row in rows:
        gauge = known.get(row.metric)
        if gauge and (asked.tells_money or not gauge.is_money):
            limit = value_of(gauge, target_of(gauge, row.value), currency)
            found.append(Watched(row.id, str(gauge.title), row.side, limit))
    return found
