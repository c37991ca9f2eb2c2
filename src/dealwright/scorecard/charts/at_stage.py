"""The numbers of one stage in this quarter beside the one before: for whoever thinks about changing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dealwright.desk.charts import Point
from dealwright.desk.figures import number, percent
from dealwright.workspace.queries import year_of_company
from dealwright.workspace.year import QUARTER, Year, months_on

from ..periods import ONE_DAY, Period
from ..queries import Answer
from .asking import Asking

CALM = Point(None)


@dataclass(frozen=True)
class Measured:
    """A number of the stage in both quarters; `is_better` says whether it changed for the better, None for no change
    or where one is unknown."""

    title: str
    now: Point
    before: Point
    is_better: bool | None


def quarters(today: date, year: Year) -> tuple[Period, Period]:
    """This quarter up to today, and the whole one before."""
    start = year.first_of(QUARTER, today)
    return Period(start, today), Period(months_on(start, -QUARTER), start - ONE_DAY)


def at_stage(asking: Asking, stage: str, today: date) -> list[Measured]:
    """What the scorecard says of a stage: who gets further, how long deals stay, how much of all waiting that is."""
    told = [_numbers(asking, stage, period) for period in quarters(today, year_of_company(asking.actor))]
    titles = [
        (_("Got further"), True), (_("Half within"), False), (_("9 of 10 within"), False),
        (_("Share of all waiting"), False),
    ]  # fmt: skip
    pairs = zip(titles, *told, strict=True)
    return [
        Measured(title, now, before, _is_better(now, before, more_is_better))
        for (title, more_is_better), now, before in pairs
    ]


def _is_better(now: Point, before: Point, more_is_better: bool) -> bool | None:
    if now.value is None or before.value is None or now.value == before.value:
        return None
    return (now.value > before.value) == more_is_better


def _numbers(asking: Asking, stage: str, period: Period) -> Sequence[Point]:
    days = {"start": period.start, "last": period.last}
    went, stayed = asking.answer("conversion", **days), asking.answer("stage_time", **days)
    further, stay = _row(went, stage), _row(stayed, stage)
    return [
        asking.point(went, further, note=_of(further["n"])) if further and further["n"] else CALM,
        asking.point(stayed, stay, parts=["left"], note=_of(stay["n"])) if stay and stay["n"] else CALM,
        asking.point(stayed, stay, "p90", ["left"]) if stay and stay["n"] else CALM,
        _waiting(stayed, stage),
    ]


def _row(answer: Answer, stage: str) -> dict[str, Any] | None:
    return next((raw for raw in answer.raw if raw["stage"] == stage), None)


def _of(n: int) -> str:
    return _("of %(n)s") % {"n": number(n)}


def _waiting(stayed: Answer, stage: str) -> Point:
    """The stage's share of all the days that ended stays lasted, and its place among the stages by that."""
    days = {raw["stage"]: (raw["mean"] or 0) * raw["n"] for raw in stayed.raw}
    total = sum(days.values())
    if not total or not days.get(stage):
        return CALM
    place = 1 + sum(each > days[stage] for each in days.values())
    share = days[stage] / total
    said = _("%(share)s · place %(place)s of %(stages)s")
    return Point(share, said % {"share": percent(share), "place": number(place), "stages": number(len(days))})
