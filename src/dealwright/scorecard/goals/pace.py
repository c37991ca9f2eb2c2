"""Pace: where a goal should stand today, and how far from there it is, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.activities.hours import Calendar
from dealwright.desk.figures import number, percent, short_money, whole_money

from ..gauges import Gauge, Total
from .periods import Span, day_at, worked, year_before

ENOUGH = 24  # so many in last year's period show how a period goes
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


def share_due(
    span: Span, today: date, calendar: Calendar, before: Mapping[date, Total], gauge: Gauge
) -> tuple[float, bool]:
    """The share of the target that is due by the beginning of today, and whether last year's course says so.

    `before` is the gauge day by day: where the same period of last year holds enough, its course counts; else each
    working day counts alike.
    """
    share, last = worked(span, today, calendar), year_before(span)
    then = {day: each for day, each in before.items() if last[0] <= day <= last[1]}
    whole = sum(each.value(gauge) or 0 for each in then.values())
    if sum(each.n for each in then.values()) < ENOUGH or not whole:
        return share, False
    until = day_at(last, share, calendar)
    return sum(each.value(gauge) or 0 for day, each in then.items() if day < until) / whole, True


def pace_of(
    gauge: Gauge, value: float | None, target: float, due: float, over: bool, by_last_year: bool = False
) -> Pace:
    """How a value stands to its target when `due` (0 to 1) of it should be there; `over`: the period has ended.

    A share or mean is held against the target itself at any time.
    """
    if value is None:
        return Pace(target, "unknown", 0.0)
    expected = target * due if gauge.adds_up else target
    gap = value - expected
    if value >= target:
        return Pace(expected, "reached", value - target, by_last_year)
    if over:
        return Pace(target, "missed", value - target)
    near = max(target * NEAR, 0.5 if gauge.sort == "count" else 0)
    if abs(gap) <= near:
        return Pace(expected, "on", gap, by_last_year)
    return Pace(expected, "ahead" if gap > 0 else "behind", gap, by_last_year)


def in_words(gauge: Gauge, pace: Pace, currency: str) -> str:
    """The pace as a rep reads it: “3 deals behind pace”."""
    far = amount_of(gauge, abs(pace.gap), currency)
    level = not gauge.adds_up
    match pace.state:
        case "unknown":
            return _("nothing to tell yet")
        case "reached":
            return _("reached") if not pace.gap else _("reached, %(far)s more") % {"far": far}
        case "missed":
            return _("missed by %(far)s") % {"far": far}
        case "on":
            return _("close to the goal") if level else _("on pace")
        case "ahead":
            return _("%(far)s ahead of pace") % {"far": far}
    return (_("%(far)s below the goal") if level else _("%(far)s behind pace")) % {"far": far}


def amount_of(gauge: Gauge, value: float, currency: str) -> str:
    """A difference in the gauge's unit, in whole ones, of which there is one at least."""
    if gauge.is_money:
        return short_money(round(value), currency)
    if gauge.unit == "ratio":
        return ngettext("%(n)s point", "%(n)s points", round(value * 100)) % {"n": number(round(value * 100))}
    n = max(round(value), 1)
    told = {
        "deals": ngettext("%(n)s deal", "%(n)s deals", n),
        "leads": ngettext("%(n)s lead", "%(n)s leads", n),
        "activities": ngettext("%(n)s activity", "%(n)s activities", n),
    }
    return told[gauge.unit] % {"n": number(n)}


def value_of(gauge: Gauge, value: float | None, currency: str) -> str:
    """A value or target in the gauge's unit."""
    if value is None:
        return "–"
    if gauge.is_money:
        return whole_money(round(value), currency)
    return percent(value) if gauge.unit == "ratio" else number(float(value))
