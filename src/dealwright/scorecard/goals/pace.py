"""Pace: where a goal should stand today, and how far from there it is, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.activities.hours import Calendar
from dealwright.desk.figures import NOTHING, number, short_money
from dealwright.desk.times import days

from ..gauges import Gauge
from ..periods import ONE_DAY
from ..readings import Course
from ..words import in_words as figure_in_words
from .periods import Span, day_at, worked, year_before

ENOUGH = 24  # so many in last year's period show how a period goes
FEW = 10  # below so many, hours are told to a tenth
NEAR = 0.02  # of the target: as good as there
State = Literal["reached", "ahead", "on", "behind", "missed", "unknown"]
TONES = {"reached": "good", "ahead": "good", "on": "good", "behind": "warn", "missed": "bad", "unknown": ""}


@dataclass(frozen=True)
class Pace:
    """What should be there by the beginning of today, how it stands to that, and whether last year's course told."""

    expected: float
    state: State
    gap: float
    by_last_year: bool = False

    @property
    def tone(self) -> str:
        """How a badge looks."""
        return TONES[self.state]


def share_due(span: Span, today: date, calendar: Calendar, course: Course | None, gauge: Gauge) -> tuple[float, bool]:
    """The share of the target that is due by the beginning of today, and whether last year's course says so.

    Where the same period of last year holds enough, its course counts; else each working day counts alike.
    """
    share, last = worked(span, today, calendar), year_before(span)
    before = course.total(*last) if course else None
    whole = before.value(gauge) if before else None
    if course is None or before is None or before.n < ENOUGH or not whole:
        return share, False
    until = course.total(last[0], day_at(last, share, calendar) - ONE_DAY)
    return (until.value(gauge) or 0) / whole, True


def pace_of(
    gauge: Gauge, value: float | None, target: float, due: float, over: bool, by_last_year: bool = False
) -> Pace:
    """How a value stands to its target when `due` (0 to 1) of it should be there; `over`: the period has ended.

    What does not add up (a share, a median) is held against the target itself at any time. `gap` is above zero where
    the value is better than expected.
    """
    if value is None:
        return Pace(target, "unknown", 0.0)
    expected = target * due if gauge.adds_up else target
    way = -1 if gauge.better == "down" else 1
    gap, left = way * (value - expected), way * (value - target)
    if left >= 0:
        return Pace(expected, "reached", left, by_last_year)
    if over:
        return Pace(target, "missed", left)
    near = max(target * NEAR, 0.5 if gauge.sort == "count" else 0)
    if abs(gap) <= near:
        return Pace(expected, "on", gap, by_last_year)
    return Pace(expected, "ahead" if gap > 0 else "behind", gap, by_last_year)


def in_words(gauge: Gauge, pace: Pace, currency: str) -> str:
    """The pace as a rep reads it: “3 deals behind pace”."""
    far, is_down = {"far": amount_of(gauge, abs(pace.gap), currency)}, gauge.better == "down"
    match pace.state:
        case "unknown":
            return _("nothing to tell yet")
        case "reached":
            more = _("reached, %(far)s less") if is_down else _("reached, %(far)s more")
            return more % far if pace.gap else _("reached")
        case "missed":
            return _("missed by %(far)s") % far
        case "on":
            return _("on pace") if gauge.adds_up else _("close to the goal")
        case "ahead":
            return _("%(far)s ahead of pace") % far
    if gauge.adds_up:
        return _("%(far)s behind pace") % far
    return (_("%(far)s above the goal") if is_down else _("%(far)s below the goal")) % far


def amount_of(gauge: Gauge, value: float, currency: str) -> str:
    """A difference in the gauge's unit, in whole ones of what is counted, of which there is one at least."""
    n = max(round(value), 1)
    match gauge.unit:
        case "money" | "money_per_day":
            return short_money(round(value), currency)
        case "ratio":
            points = round(value * 100) or round(value * 100, 1)
            return ngettext("%(n)s point", "%(n)s points", round(points)) % {"n": number(points)}
        case "deals":
            return ngettext("%(n)s deal", "%(n)s deals", n) % {"n": number(n)}
        case "leads":
            return ngettext("%(n)s lead", "%(n)s leads", n) % {"n": number(n)}
        case "activities":
            return ngettext("%(n)s activity", "%(n)s activities", n) % {"n": number(n)}
    return value_of(gauge, value, currency)


def value_of(gauge: Gauge, value: float | None, currency: str) -> str:
    """A value or target in the gauge's unit."""
    if value is None:
        return NOTHING
    if gauge.unit == "days":
        return days(round(value, 1))
    if gauge.unit == "hours":
        hours = round(value, 1) if value < FEW else round(value)
        return ngettext("%(n)s hour", "%(n)s hours", 1 if hours == 1 else 2) % {"n": number(hours)}
    if gauge.unit == "money_per_day":
        return _("%(amount)s a day") % {"amount": figure_in_words(value, "money", currency)}
    return figure_in_words(round(value, 2) if gauge.unit == "factor" else value, gauge.unit, currency)
