"""The usual band of a figure, and whether it has left it: pure, on nothing but the weeks before.

A count is held, on the scale of its square root (on which chance varies alike for small and large ones), money on that
of its cube root, against the median of the year before and a robust spread. A share is held against the pooled share
of the year before, as many standard errors off as chance allows. Any other figure (a median, a mean, what stands open)
is held on the scale of its logarithm against what it was in a year of windows of eight weeks. From two years on the
season is taken out first, what the same weeks of the year before were above or below their year, where it is much
calmer without; and so is a trend of more than chance. Counts and sums are looked at by the last week alone and the
last four together, all else by the last eight. Source: Shewhart's charts with the median absolute deviation, as in
Hoaglin, Mosteller and Tukey, *Understanding Robust and Exploratory Data Analysis* (1983).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median, pstdev
from typing import Literal

from ..gauges import Gauge
from ..readings import Course, Reading, Total, added

YEAR, RECENT = 52, 4  # weeks
LEAST = 26  # weeks that tell what is usual
SEEN_IN_A_WEEK = 2  # fewer say nothing
OF_SHARES = 8  # weeks behind a share or level, which move slowly
SEEN_TOGETHER = 30  # decided records behind a share
SEEN_BEHIND = 12  # records behind a level
TOGETHER_OFF = 3.0  # spreads that a share may be off
LEVEL_OFF = 4.5  # spreads that a level may be off
LEAST_WINDOWS, WINDOWS, BETWEEN = (
    8,
    13,
    4,
)  # windows that tell what is usual, those of a year, weeks from one to the next
SEASON = 1  # week before and after the same one of the year before
ONE_WEEK, FOUR_WEEKS, BACK = 4.5, 3.3, 2.0  # spreads: outside in one week, in four, and back inside
CALMER = 0.75  # of the spread: a season is taken out where so little is left without it
CLEAR = 3.0  # standard errors of a trend that is taken out
NEAR, WIDE = 4, 16  # weeks: a share's season is that of 16, the last four of them after the window
SEASONED = math.sqrt(1 + OF_SHARES / WIDE + OF_SHARES / YEAR)  # errors of an expectation that is itself measured
EDGE = 0.02  # a share is never expected nearer to none or all
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


def weeks_of(course: Course, today: date) -> list[Total]:
    """Whole weeks, Monday to Sunday, from the first with anything in it to the last that is over."""
    this = today - timedelta(days=today.weekday())
    first = course.first
    if first is None or first >= this:
        return []
    monday = first - timedelta(days=first.weekday())
    firsts = (monday + timedelta(weeks=n) for n in range((this - monday).days // 7))
    return [course.total(each, each + timedelta(days=6)) for each in firsts]


def windows_of(today: date, number: int) -> list[tuple[date, date]]:
    """First and last days of windows of eight weeks, the first one ending on the last Sunday, each four weeks on."""
    sunday = today - timedelta(days=today.weekday() + 1)
    lasts = (sunday - timedelta(weeks=BETWEEN * n) for n in range(number))
    return [(last - timedelta(weeks=OF_SHARES, days=-1), last) for last in lasts]


def judge(gauge: Gauge, weeks: Sequence[Total]) -> Verdict | None:
    """Whether a count, sum or share is outside of its band; None where too little is known.

    The first week may be part of one.
    """
    known = weeks[1:]
    if len(known) < LEAST + OF_SHARES or gauge.sort not in ("share", "count", "money"):
        return None
    if gauge.sort == "share":
        return _share(known)
    if median(week.n for week in known[-YEAR - RECENT : -RECENT]) < SEEN_IN_A_WEEK:
        return None
    values = [max(week.value(gauge) or 0.0, 0.0) for week in known]
    return _sum(values, SQUARE, BY_CHANCE) if gauge.sort == "count" else _sum(values, CUBE, 0.0)


def judge_level(gauge: Gauge, windows: Sequence[Reading]) -> Verdict | None:
    """Whether any other figure is outside of its band, by windows as `windows_of` gives them; None where too little is
    known. Those that share a week with the latest say nothing of what is usual.
    """
    seen = [each.value if each.n >= SEEN_BEHIND else None for each in windows]
    is_share = gauge.unit == "ratio" or any(value is not None and value <= 0 for value in seen)
    scaled = [value if value is None or is_share else math.log(value) for value in seen]
    apart = OF_SHARES // BETWEEN
    scaled += [None] * (apart + 2 * WINDOWS + 1 - len(scaled))
    latest, before = scaled[:1], scaled[apart : apart + WINDOWS]
    known = [value for value in before if value is not None]
    if not latest or latest[0] is None or len(known) < LEAST_WINDOWS:
        return None
    season = _season_of_levels(scaled, apart)
    flat = [value - shift for value, shift in zip(before, season[1:], strict=False) if value is not None]
    middle, now = median(flat), latest[0] - season[0]
    spread = max(_spread(flat, middle), pstdev(flat, middle))
    if not spread:
        return None
    width = LEVEL_OFF * spread
    ends = [middle + season[0] + sign * width for sign in (-1, 0, 1)]
    low, usual, high = ends if is_share else map(math.exp, ends)
    value = windows[0].value or 0.0
    is_back = abs(now - middle) <= BACK * spread
    return Verdict(_side(now - middle, width), is_back, value, usual, low, high, OF_SHARES)


def _season_of_levels(scaled: Sequence[float | None], apart: int) -> list[float]:
    """By how much the latest window and those of the year before it are usually above or below their year."""
    places = [0, *range(apart, apart + WINDOWS)]
    none = [0.0] * len(places)
    now, then = ([scaled[place + on] for place in places] for on in (0, WINDOWS))
    told = [(value, past) for value, past in zip(now, then, strict=True) if value is not None and past is not None]
    if then[0] is None or len(told) < WINDOWS - 1:
        return none
    middle = fmean(past for _value, past in told)
    flat = [value - past for value, past in told]
    if pstdev(flat) >= CALMER * pstdev([value for value, _past in told]):
        return none
    return [past - middle if past is not None else 0.0 for past in then]


def _sum(values: Sequence[float], power: int, least_spread: float) -> Verdict | None:
    roots = [value ** (1 / power) for value in values]
    shown = roots[-YEAR - RECENT :]
    seasons = _seasons(roots)
    trend = _trend(roots, len(shown))
    usual = [season + line for season, line in zip(seasons, trend, strict=True)]
    flat = [root - each for root, each in zip(shown, usual, strict=True)]
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
    shift = fmean(usual[-weeks:])
    ends = [max(middle + shift + sign * width, 0.0) ** power for sign in (-1, 0, 1)]
    value = fmean(values[-weeks:])
    return Verdict(_side(off - middle, width), is_back, value, ends[1], ends[0], ends[2], weeks)


def _seasons(roots: Sequence[float]) -> list[float]:
    """By how much each of the last weeks is usually above or below its year, as the year before shows.

    All 0 where fewer than two years are known, or where it is not much calmer without a season.
    """
    shown = range(max(len(roots) - YEAR - RECENT, 0), len(roots))
    none = [0.0] * len(shown)
    if len(roots) < 2 * YEAR + RECENT:
        return none
    seasons = [_season(roots, place - YEAR) for place in shown]
    raw = [roots[place] for place in shown]
    flat = [root - season for root, season in zip(raw, seasons, strict=True)]
    return seasons if pstdev(flat) < CALMER * pstdev(raw) else none


def _season(roots: Sequence[float], then: int) -> float:
    """What the same weeks a year before were above the year around them, or above the first year that is known."""
    start = max(then - YEAR // 2, 0)
    return fmean(roots[max(then - SEASON, 0) : then + SEASON + 1]) - fmean(roots[start : start + YEAR])


def _trend(roots: Sequence[float], weeks: int) -> list[float]:
    """What growth from year to year gives each of so many last weeks, against the middle of the year before the latest.

    Whole years are compared, which no season disturbs. All 0 where fewer than two are known or it may be chance.
    """
    year, past = roots[-YEAR - RECENT : -RECENT], roots[-2 * YEAR - RECENT : -YEAR - RECENT]
    if len(past) < YEAR:
        return [0.0] * weeks
    growth, chance = fmean(year) - fmean(past), math.hypot(pstdev(year), pstdev(past)) / math.sqrt(YEAR)
    slope = growth / YEAR if abs(growth) > CLEAR * chance else 0.0
    return [slope * (n - (YEAR - 1) / 2) for n in range(weeks)]


def _share(weeks: Sequence[Total]) -> Verdict | None:
    year, recent = added(weeks[-YEAR - OF_SHARES : -OF_SHARES]), added(weeks[-OF_SHARES:])
    share = year.n / year.of if year.of else 0.0
    if not 0 < share < 1 or recent.of < SEEN_TOGETHER or year.of < LEAST * SEEN_IN_A_WEEK:
        return None
    ends = [*range(max(len(weeks) - YEAR, OF_SHARES), len(weeks) - OF_SHARES + 1), len(weeks)]
    expected, least = _expected(weeks, ends, share)
    spread = max(least, _spread(_errors_of(weeks, ends[:-1], expected), 0.0))
    usual = expected[-1]
    off, width = _errors(recent, usual), TOGETHER_OFF * spread
    value, around = recent.n / recent.of, width * math.sqrt(usual * (1 - usual) / recent.of)
    low, high = max(usual - around, 0.0), min(usual + around, 1.0)
    return Verdict(_side(off, width), abs(off) <= BACK * spread, value, usual, low, high, OF_SHARES)


def _expected(weeks: Sequence[Total], ends: Sequence[int], share: float) -> tuple[list[float], float]:
    """The share expected in the windows that end before these weeks, and by how many errors chance alone puts it off.

    The year's or, where two years are known and that is much calmer, by as much above or below it as the weeks around
    were above their year a year before.
    """
    plain = [share] * len(ends), 1.0
    then = added(weeks[-2 * YEAR - OF_SHARES : -YEAR - OF_SHARES])
    past = [added(weeks[max(end - YEAR - WIDE + NEAR, 0) : end - YEAR + NEAR]) for end in ends]
    if len(weeks) < 2 * YEAR + OF_SHARES or not then.of or any(window.of < SEEN_TOGETHER for window in past):
        return plain
    seasonal = [share + window.n / window.of - then.n / then.of for window in past]
    held = [min(max(each, EDGE), 1 - EDGE) for each in seasonal]
    raw, flat = (_errors_of(weeks, ends[:-1], usual) for usual in (plain[0], held))
    return (held, SEASONED) if pstdev(flat) < CALMER * pstdev(raw) else plain


def _errors_of(weeks: Sequence[Total], ends: Sequence[int], expected: Sequence[float]) -> list[float]:
    windows = (added(weeks[end - OF_SHARES : end]) for end in ends)
    return [_errors(window, usual) for window, usual in zip(windows, expected, strict=False)]


def _errors(window: Total, share: float) -> float:
    """By how many standard errors the share of a window is off; 0 for an empty one."""
    return (window.n - window.of * share) / math.sqrt(window.of * share * (1 - share)) if window.of else 0.0


def _spread(values: Sequence[float], middle: float) -> float:
    return MAD * median(abs(value - middle) for value in values)


def _side(off: float, width: float) -> Side | None:
    if abs(off) <= width:
        return None
    return "above" if off > 0 else "below"
