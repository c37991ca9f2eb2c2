"""The usual band of a figure, week by week, and whether it has left it: pure, on nothing but the weeks before.

A count is held, on the scale of its square root (on which chance varies alike for small and large ones), money on that
of its cube root, against the median of the year before and a robust spread; where a season shows it is taken out first.
A share is held against the pooled share of the year before, as many standard errors off as chance allows. Counts and
sums are looked at by the last week alone and the last four together, shares by the last eight. Source: Shewhart's
charts with the median absolute deviation, as in Hoaglin, Mosteller and Tukey, *Understanding Robust and Exploratory
Data Analysis* (1983).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median, pstdev
from typing import Literal

from ..gauges import Gauge, Total

YEAR, RECENT = 52, 4  # weeks
LEAST = 26  # weeks that tell what is usual
SEEN_IN_A_WEEK = 2  # fewer say nothing
OF_SHARES = 8  # weeks behind a share, which moves slowly
SEEN_TOGETHER = 30  # decided records behind it
TOGETHER_OFF = 3.0  # spreads that it may be off
SEASON = 1  # week before and after the same one of the year before
ONE_WEEK, FOUR_WEEKS, BACK = 4.5, 3.3, 2.0  # spreads: outside in one week, in four, and back inside
CALMER = 0.75  # of the spread: a season is taken out where so little is left without it
SQUARE, CUBE = 2, 3
MAD = 1.4826  # of a normal distribution: median absolute deviation to standard deviation
BY_CHANCE = 0.5  # the standard deviation of the square root of a Poisson count
Side = Literal["above", "below"]


@dataclass(frozen=True)
class Verdict:
    """What the last week or the last four say: outside on which side ("" inside), and whether it is safely back.

    `value`, `low`, `high` and `usual` are per week, or shares of one; `weeks` is how many they are told of.
    """

    side: Side | None
    back: bool
    value: float
    usual: float
    low: float
    high: float
    weeks: int


def weeks_of(days: Mapping[date, Total], today: date) -> list[Total]:
    """Whole weeks, Monday to Sunday, from the first with anything in it to the last that is over."""
    this = today - timedelta(days=today.weekday())
    past = [day for day, each in days.items() if day < this and (each.n or each.of)]
    if not past:
        return []
    first = min(past) - timedelta(days=min(past).weekday())
    sums = [[0, 0, 0] for _ in range((this - first).days // 7)]
    for day in past:
        week, each = sums[(day - first).days // 7], days[day]
        week[0], week[1], week[2] = week[0] + each.n, week[1] + each.of, week[2] + each.amount_minor
    return [Total(*week) for week in sums]


def judge(gauge: Gauge, weeks: Sequence[Total]) -> Verdict | None:
    """Whether the figure is outside of its band; None where too little is known to say. The first week may be part."""
    known = weeks[1:]
    if len(known) < LEAST + OF_SHARES:
        return None
    if gauge.sort == "share":
        return _share(known)
    if gauge.sort == "mean" or median(week.n for week in known[-YEAR - RECENT : -RECENT]) < SEEN_IN_A_WEEK:
        return None
    values = [max(week.value(gauge) or 0.0, 0.0) for week in known]
    return _sum(values, SQUARE, BY_CHANCE) if gauge.sort == "count" else _sum(values, CUBE, 0.0)


def _sum(values: Sequence[float], power: int, least_spread: float) -> Verdict | None:
    roots = [value ** (1 / power) for value in values]
    seasons = _seasons(roots)
    flat = [root - season for root, season in zip(roots[-YEAR - RECENT :], seasons, strict=True)]
    before, recent = flat[:-RECENT], flat[-RECENT:]
    middle = median(before)
    spread = max(_spread(before, middle), least_spread)
    fours = [fmean(before[n : n + RECENT]) for n in range(len(before) - RECENT + 1)]
    spread_of_four = max(_spread(fours, middle), spread / 2)
    if not spread:
        return None
    looks = [(recent[-1], ONE_WEEK * spread, 1), (fmean(recent), FOUR_WEEKS * spread_of_four, RECENT)]
    is_back = abs(looks[1][0] - middle) <= BACK * spread_of_four
    off, width, weeks = max(looks, key=lambda look: abs(look[0] - middle) / look[1])
    season = fmean(seasons[-weeks:])
    ends = [max(middle + season + sign * width, 0.0) ** power for sign in (-1, 0, 1)]
    value = fmean(values[-weeks:])
    return Verdict(_side(off - middle, width), is_back, value, ends[1], ends[0], ends[2], weeks)


def _seasons(roots: Sequence[float]) -> list[float]:
    """By how much each of the last weeks is usually above or below its year, as the year before shows.

    All 0 where fewer than three years are known, or where it is no calmer without a season.
    """
    shown = range(max(len(roots) - YEAR - RECENT, 0), len(roots))
    none = [0.0] * len(shown)
    if len(roots) < YEAR // 2 + 2 * YEAR + RECENT:
        return none
    seasons = [_season(roots, place - YEAR) for place in shown]
    raw = [roots[place] for place in shown]
    flat = [root - season for root, season in zip(raw, seasons, strict=True)]
    return seasons if pstdev(flat) < CALMER * pstdev(raw) else none


def _season(roots: Sequence[float], then: int) -> float:
    near, year = roots[then - SEASON : then + SEASON + 1], roots[then - YEAR // 2 : then + YEAR // 2]
    return fmean(near) - fmean(year)


def _share(weeks: Sequence[Total]) -> Verdict | None:
    before, recent = weeks[-YEAR - OF_SHARES : -OF_SHARES], weeks[-OF_SHARES:]
    of, seen = sum(week.of for week in before), sum(week.of for week in recent)
    share = sum(week.n for week in before) / of if of else 0.0
    if not 0 < share < 1 or seen < SEEN_TOGETHER or of < LEAST * SEEN_IN_A_WEEK:
        return None
    spans = [before[n : n + OF_SHARES] for n in range(len(before) - OF_SHARES + 1)]
    spread = max(1.0, _spread([_errors(span, share) for span in spans if any(week.of for week in span)], 0.0))
    off, width = _errors(recent, share), TOGETHER_OFF * spread
    value, around = sum(week.n for week in recent) / seen, width * math.sqrt(share * (1 - share) / seen)
    low, high = max(share - around, 0.0), min(share + around, 1.0)
    return Verdict(_side(off, width), abs(off) <= BACK * spread, value, share, low, high, OF_SHARES)


def _errors(weeks: Sequence[Total], share: float) -> float:
    """By how many standard errors the share of these weeks is off."""
    of = sum(week.of for week in weeks)
    return (sum(week.n for week in weeks) - of * share) / math.sqrt(of * share * (1 - share))


def _spread(values: Sequence[float], middle: float) -> float:
    return MAD * median(abs(value - middle) for value in values)


def _side(off: float, width: float) -> Side | None:
    if abs(off) <= width:
        return None
    return "above" if off > 0 else "below"
