"""Questions to goals: which are there, how do they stand, and how did the figures behind them go."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from dealwright.activities.calendars import COMPANY as COMPANYS
from dealwright.activities.calendars import USUAL, Times, calendar_of, times_of
from dealwright.activities.hours import Calendar
from dealwright.workspace.queries import Actor, currency_of_company, year_of_company
from dealwright.workspace.year import WHOLE, Year, months_on

from ..answers import Purse
from ..gauges import Gauge, gauges_of, shown_gauges
from ..queries import Desk, desk
from ..readings import Readings
from .models import Goal
from .pace import Pace, in_words, pace_of, share_due, value_of
from .periods import Span, span_of
from .scopes import COMPANY, People, Scope
from .targets import plain, target_of

MONTHS_BACK = 12  # of the trend; a year's course before that tells the pace


@dataclass(frozen=True)
class Standing:
    """How a figure of a scope stands in a period, with its goal if there is one.

    `value` and `target` are in the gauge's unit, `trend` its value month by month, the present one last, of what adds
    up day by day.
    """

    gauge: Gauge
    scope: Scope
    period: str
    span: Span
    value: float | None
    currency: str
    goal: int | None = None
    target: float | None = None
    pace: Pace | None = None
    trend: Sequence[float | None] = ()

    @property
    def said(self) -> str:
        """The pace in words; empty without a goal."""
        return in_words(self.gauge, self.pace, self.currency) if self.pace else ""

    @property
    def shown(self) -> str:
        """The value as it is read."""
        return value_of(self.gauge, self.value, self.currency)

    @property
    def wanted(self) -> str:
        """The target as it is read; empty without a goal."""
        return value_of(self.gauge, self.target, self.currency) if self.target else ""

    @property
    def aim(self) -> str:
        """The target as it stands behind the value: “of 40”, “goal 35 %”, “goal at most 30 days”."""
        words = _("of %(target)s") if self.gauge.adds_up else _("goal %(target)s")
        if self.gauge.better == "down":
            words = _("goal at most %(target)s")
        return words % {"target": self.wanted}

    @property
    def share(self) -> float:
        """How much of the target is there: where less is better, the target's share of the value."""
        if not self.target or self.value is None:
            return 0.0
        if self.gauge.better == "down":
            return min(self.target / self.value, 1.0) if self.value > 0 else 1.0
        return self.value / self.target

    def as_dict(self) -> dict[str, Any]:
        """As API and command line give it."""
        return {
            "id": self.goal,
            "metric": self.gauge.key,
            "title": str(self.gauge.title),
            "who": self.scope.key,
            "period": self.period,
            "from": self.span[0].isoformat(),
            "to": self.span[1].isoformat(),
            "unit": self.gauge.unit,
            **({"currency": self.currency} if self.gauge.is_money else {}),
            "value": self._plain(self.value),
            "target": self._plain(self.target),
            "expected": self._plain(self.pace.expected) if self.pace else None,
            "state": self.pace.state if self.pace else None,
            "by_last_year": self.pace.by_last_year if self.pace else None,
            "said": self.said,
        }

    def _plain(self, value: float | None) -> float | str | None:
        return plain(self.gauge, value, self.currency)


class Board:
    """Answers how goals stand for one actor, on the same facts and the same day."""

    def __init__(self, actor: Actor, today: date, people: People | None = None) -> None:
        self.today, self.people = today, people or People(actor)
        self._actor = actor
        self.gauges: dict[str, Gauge] = {}
        self._calendars: dict[int | None, Calendar] = {}

    @cached_property
    def goals(self) -> list[Goal]:
        """The goals that hold and that the actor sees, those of the company first."""
        rows = list(Goal.objects.filter(withdrawn_at=None).order_by("-member_id", "team_id", "id"))
        self.know(row.metric for row in rows)
        return [row for row in rows if self._shows(row.metric) and self.people.sees(scope_of(row))]

    def know(self, keys: Iterable[str]) -> None:
        """Get to know figures by their keys, those that are not known yet."""
        self.gauges |= gauges_of([key for key in keys if key not in self.gauges])

    def _shows(self, key: str) -> bool:
        gauge = self.gauges.get(key)
        return gauge is not None and (self.desk.tells_money or not gauge.is_money)

    @cached_property
    def desk(self) -> Desk:
        """Whom to ask for figures."""
        return desk(self._actor)

    @property
    def purse(self) -> Purse:
        """The money of the figures, which is the company's whatever the deals' is, and how many deals have no rate."""
        return Purse(self.currency, "base", self.desk.facts.currencies[2] if self.desk.tells_money else 0)

    @cached_property
    def currency(self) -> str:
        """Money is told in the company's."""
        return currency_of_company(self._actor)

    @cached_property
    def year(self) -> Year:
        """Quarters and years are the company's."""
        return year_of_company(self._actor)

    def standings(self, scopes: Collection[Scope]) -> list[Standing]:
        """How the goals of these scopes stand in the period that today lies in; a query for any number of them."""
        rows = [row for row in self.goals if scope_of(row) in scopes]
        self.learn({row.member_id for row in rows})
        return [self._of_goal(row) for row in rows]

    def sheet(self, scope: Scope, period: str) -> list[Standing]:
        """The eight figures of a scope in a period and those it has a goal for, with goals and trends."""
        self.learn({scope.member})
        goals = {row.metric: row for row in self.goals if scope_of(row) == scope and row.period == period}
        eight = {gauge.key: gauge for gauge in shown_gauges(self.desk.tells_money)}
        shown = eight | {key: self.gauges[key] for key in goals}
        return [self._standing(gauge, scope, period, goals.get(key), trend=True) for key, gauge in shown.items()]

    @cached_property
    def readings(self) -> Readings:
        """Whom to ask for figures since the year before this one, and a trend before that."""
        return Readings(self.desk, months_on(span_of("year", self.today, self.year)[0], -WHOLE))

    def _of_goal(self, row: Goal) -> Standing:
        return self._standing(self.gauges[row.metric], scope_of(row), row.period, row)

    def _standing(self, gauge: Gauge, scope: Scope, period: str, row: Goal | None, *, trend: bool = False) -> Standing:
        owners, span = self.people.owners(scope), span_of(period, self.today, self.year)
        value = self.readings.read(gauge, owners, *span).value
        target = target_of(gauge, row.target) if row else None
        pace = self._pace(gauge, scope, span, value, target) if target else None
        course = self._trend(gauge, owners) if trend and gauge.is_daily else ()
        goal = row.id if row else None
        return Standing(gauge, scope, period, span, value, self.currency, goal, target, pace, course)

    def _pace(self, gauge: Gauge, scope: Scope, span: Span, value: float | None, target: float) -> Pace:
        calendar = self._calendars[scope.member]
        course = self.readings.course(gauge, self.people.owners(scope)) if gauge.adds_up else None
        due, by_last_year = share_due(span, self.today, calendar, course, gauge)
        return pace_of(gauge, value, target, due, self.today > span[1], by_last_year)

    def _trend(self, gauge: Gauge, owners: Collection[int] | None) -> list[float | None]:
        this = self.today.replace(day=1)
        spans = [span_of("month", months_on(this, n), self.year) for n in range(1 - MONTHS_BACK, 1)]
        return [self.readings.read(gauge, owners, *span).value for span in spans]

    def learn(self, members: Collection[int | None]) -> None:
        """Get to know when these members work (None: the company), those that are not known yet in one query."""
        if new := {each for each in (None, *members) if each not in self._calendars}:
            entered = times_of([each for each in new if each is not None])
            shared = entered.get(COMPANYS, USUAL)
            for each in new:
                own = entered.get(each, Times()) if each is not None else Times()
                self._calendars[each] = calendar_of(own, shared, "UTC")  # a day is a day on any clock


def scope_of(row: Goal) -> Scope:
    """Whose goal it is."""
    return COMPANY if row.member_id is None and row.team_id is None else Scope(row.member_id, row.team_id)
