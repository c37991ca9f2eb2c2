"""The figures of the forecast: how this one went, how those before it did, and whether chances are what they say."""

from datetime import date

from babel.dates import format_skeleton
from django.utils.translation import gettext as _

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import number, percent, whole_money
from dealwright.desk.times import spoken

from ..answers import major
from .outlook import Outlook
from .snapshots import whole
from .track import Track

LEAST = 2  # points that make a line


def course(found: Outlook) -> Figure | None:
    """What was expected of the period, day by day; None while there are too few days."""
    if len(found.snapshots) < LEAST:
        return None
    currency = found.purse.currency
    expected = [_money(*whole(each), currency) for each in found.snapshots]
    won = [_money(each.closed_minor, None, None, currency) for each in found.snapshots]
    labels = [_short(each.day) for each in found.snapshots]
    series = [Series(_("Expected"), expected), Series(_("Won by then"), won, "muted")]
    title, told = (
        _("How this forecast went"),
        _("Each night’s forecast as it was made. It is never changed afterwards."),
    )
    return Figure("course", title, "line", _("Day"), labels, series, "", told, "money", currency)


def tried(found: Track) -> Figure | None:
    """What the method in use would have said of past periods, and what was won; None without a past to try it on."""
    trials = found.tried.get("trials", ())
    if len(trials) < LEAST:
        return None
    currency = found.purse.currency
    said = [_money(each["forecast"], each["low"], each["high"], currency) for each in trials]
    won = [_money(each["won"], None, None, currency) for each in trials]
    labels = [_short(date.fromisoformat(each["as_of"])) for each in trials]
    series = [Series(_("Forecast"), said), Series(_("Won"), won, "muted")]
    held = [each["low"] <= each["won"] <= each["high"] for each in trials if each["low"] is not None]
    summary = (
        _("The 80 %% range held %(held)s of %(all)s times.") % {"held": sum(held), "all": len(held)} if held else ""
    )
    title = _("Past periods: forecast and won")
    told = _(
        "What the method would have said on that day of the whole period, without what came later; and what was won."
    )
    return Figure("tried", title, "line", _("Forecast on"), labels, series, summary, told, "money", currency)


def reliable(found: Track) -> Figure | None:
    """Of the deals that were given a chance, how many were won; None where nobody knows yet."""
    rows = found.tried.get("reliability", ())
    if len(rows) < LEAST:
        return None
    labels = [percent(each["chance"]) for each in rows]
    points = [
        Point(each["won"], _("%(share)s won") % {"share": percent(each["won"])}, at=each["chance"]) for each in rows
    ]
    deals = Series(_("Deals"), [Point(each["deals"], number(each["deals"])) for each in rows], drawn=False)
    told = _(
        "Where chances are what they say, the points lie on a straight line: of deals with 30 % about 30 % are won."
    )
    title = _("Are the chances what they say?")
    return Figure(
        "reliable", title, "scatter", _("Chance given"), labels, [Series(_("Won"), points), deals], "", told, "ratio"
    )  # fmt: skip


def _short(when: date) -> str:
    """A day without its year: there is little room below a chart."""
    return format_skeleton("MMMd", when, locale=spoken())


def _money(amount: float | None, low: float | None, high: float | None, currency: str) -> Point:
    if amount is None:
        return Point(None)
    text = whole_money(round(amount), currency)
    if low is not None and high is not None:
        text += f" ({whole_money(round(low), currency)} – {whole_money(round(high), currency)})"
    return Point(major(amount, currency), text, low=major(low, currency), high=major(high, currency))
