"""The numbers of the process step by step: what each is now, what it was before, and who answers for it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.figures import number, percent
from dealwright.desk.times import day
from dealwright.metrics import METRICS, Metric, wilson

from ..answers import Row
from ..owners.queries import owner_names
from ..periods import Period, before
from ..queries import Answer
from .asking import Asking
from .comparing import FEW, difference, is_share

STEPS = (
    "new_leads", "first_response", "qualified", "conversion", "proposed", "accepted", "win_rate", "average_won",
    "cycle_time", "given_away", "conceded", "bought_again", "upsell",
)  # fmt: skip
OWNERS = {"rep": lazy("Reps"), "manager": lazy("Managers"), "marketing": lazy("Marketing")}


@dataclass(frozen=True)
class Told:
    """A number of a step with the answers now and before, and the row of each that tells it (None: there is none)."""

    label: str
    metric: Metric
    asking: Asking
    now: tuple[Answer, Row | None]
    past: tuple[Answer, Row | None] | None


def steps(asking: Asking) -> Figure:
    """All steps as a table; without a period there is nothing that they are held against."""
    period = _period(asking)
    rows, owners = list(_told(asking, before(period))), owner_names()
    series = [
        Series(_("Now"), [_point(each, each.now) for each in rows]),
        Series(_("Before"), [_point(each, each.past) for each in rows]),
        Series(_("Change"), [_change(each) for each in rows]),
        Series(_("From"), [_from(each) for each in rows]),
        Series(_("Answers for it"), [Point(None, _owner(each.metric, owners)) for each in rows]),
    ]
    return Figure(
        "steps", _("Step by step"), "table", _("Step"), [each.label for each in rows], series, _compared(period),
        _(
            "Each number is told for the deals or leads of the period, by the date its definition says. In brackets "
            "stands where the true share, or the true change, lies with 95 % confidence."
        )
    )  # fmt: skip


def _period(asking: Asking) -> Period:
    """The days asked for, up to today: what is still to come would make the present look worse."""
    today = asking.question.as_of or timezone.localdate()
    start, last = asking.question.start, asking.question.last
    return Period(start, min(last or today, max(today, start))) if start else Period(None, last)


def _compared(period: Period) -> str:
    past = before(period)
    if past is None:
        return _("Choose a period to see what changed.")
    said = [f"{day(each)}" for each in (period.start, period.last, past.start, past.last) if each]
    return _("%(first)s to %(last)s, held against %(then_first)s to %(then_last)s.") % dict(
        zip(("first", "last", "then_first", "then_last"), said, strict=True)
    )


def _told(asking: Asking, past: Period | None) -> Iterator[Told]:
    for name in STEPS:
        metric = METRICS[name]
        if metric.unit.startswith("money") and not asking.desk.tells_money:
            continue
        asked = asking.of_leads() if metric.record == "lead" else asking
        now = asked.answer(name)
        then = asked.answer(name, start=past.start, last=past.last) if past else None
        yield from _by_stage(asked, now, then) if metric.keys else _single(asked, now, then)


def _single(asked: Asking, now: Answer, then: Answer | None) -> Iterator[Told]:
    metric = now.question.definition
    past = (then, next(iter(then.raw), None)) if then else None
    yield Told(metric.title, metric, asked, (now, next(iter(now.raw), None)), past)


def _by_stage(asked: Asking, now: Answer, then: Answer | None) -> Iterator[Told]:
    """A row for each stage that deals came to."""
    were = {raw["stage"]: raw for raw in then.raw} if then else {}
    for raw in now.raw:
        label = _("%(stage)s: got further") % {"stage": asked.stage(raw["stage"])}
        past = (then, were.get(raw["stage"])) if then else None
        yield Told(label, now.question.definition, asked, (now, raw), past)


def _point(told: Told, found: tuple[Answer, Row | None] | None) -> Point:
    """The number with its range and the records behind it; too few of them say nothing."""
    answer, raw = found or (None, None)
    if answer is None or raw is None or raw["value"] is None:
        return Point(None)
    point = told.asking.point(answer, raw)
    few = told.metric.name != "new_leads" and raw["n"] < FEW
    text = _("%(value)s, too few to say") % {"value": point.text} if few else point.text
    if few or not is_share(told.metric):
        return replace(point, text=text)
    low, high = wilson(raw["value"] * raw["n"], raw["n"], math.sqrt)
    ends = _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}
    return replace(point, text=f"{text} ({ends})", low=low, high=high)


def _change(told: Told) -> Point:
    """How much the number changed, and whether that may be chance."""
    (now, row), (then, was) = told.now, told.past or (None, None)
    if row is None or was is None or then is None:
        return Point(None)
    values, earlier = (
        told.asking.samples(told.metric.name, start=each.question.start, last=each.question.last)
        for each in (now, then)
    )
    return difference(told.asking, told.metric, was, row, values, earlier)


def _from(told: Told) -> Point:
    row = told.now[1]
    return Point(row["n"], number(row["n"])) if row else Point(None)


def _owner(metric: Metric, owners: Mapping[str, str]) -> str:
    return owners.get(metric.name) or str(OWNERS.get(metric.owner, metric.owner))
