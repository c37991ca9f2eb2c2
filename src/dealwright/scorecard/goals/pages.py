"""Pages of goals: the balanced sheet of a member, team or the company, the form for one, and the line on Today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.metrics import METRICS
from dealwright.records.money import to_text
from dealwright.workspace.year import MONTHS

from ..answers import Purse
from ..gauges import Gauge
from ..owners.queries import owner_names
from ..queries import LEFT_OUT
from ..readings import choices, is_of_today
from .commands import set_goal, withdraw_goal
from .models import Goal
from .queries import Board, Standing, scope_of
from .scopes import COMPANY, People, Scope, read_scope
from .spark import Spark, spark
from .targets import require_gauge, target_of

PERIODS = {"month": lazy("This month"), "quarter": lazy("This quarter"), "year": lazy("This year")}
PER_CENT = 100
SIDES = {"leading": lazy("What you do"), "lagging": lazy("What comes of it")}
TOLD = {
    "leading": lazy("Leading figures: they move first."),
    "lagging": lazy("Lagging figures: they follow."),
}


@dataclass(frozen=True)
class Line:
    """A figure with its trend, who answers for it, and the deals behind it."""

    standing: Standing
    spark: Spark
    owner: str
    href: str


@dataclass(frozen=True)
class Row:
    """A team or member with how each goal of theirs stands, by figure."""

    title: str
    href: str
    is_team: bool
    by_metric: Mapping[str, Standing]


@dataclass(frozen=True)
class GoalsPage:
    """The balanced sheet of a scope in a period, and those right below it."""

    title: str
    who: str
    period: str
    sides: Sequence[tuple[str, Any, Any, Sequence[Line]]]
    scopes: Sequence[tuple[str, str]]
    periods: Sequence[tuple[str, Any]]
    below: Sequence[Row]
    columns: Sequence[Gauge]
    may_set: bool
    as_of: datetime | None
    left_out: str
    purse: Purse


@dataclass(frozen=True)
class FormPage:
    """The form for one goal, of a figure that is given or (None) is to be chosen."""

    gauge: Gauge | None
    figures: Sequence[tuple[str, Any]]
    who: str
    title: str
    period: str
    periods: Sequence[tuple[str, Any]]
    currency: str
    goal: int | None
    form: Filled
    action: str


@login_required
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Leading figures beside lagging ones, with goals, pace and trend: of oneself, a team, or the company."""
    people = People(request.user)
    scope, period = _scope(request, people), _period(request.GET.get("period", ""))
    board = Board(request.user, timezone.localdate(), people)
    below = people.inside(scope)
    board.learn({each.member for each in (scope, *below)})
    lines = _lines(board, scope, period)
    rows, columns = _below(board, below, period)
    page = GoalsPage(
        title=people.title(scope),
        who=scope.key,
        period=period,
        sides=[(side, SIDES[side], TOLD[side], lines[side]) for side in SIDES],
        scopes=_scopes(people),
        periods=list(PERIODS.items()),
        below=rows,
        columns=columns,
        may_set=people.may_set(scope),
        as_of=board.desk.as_of,
        left_out="" if board.desk.tells_money else LEFT_OUT,
        purse=board.purse,
    )
    return render(request, "scorecard/goals.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Set a goal, or give it another target; without a figure one is chosen. An empty target is refused."""
    asked = request.POST if request.method == "POST" else request.GET
    people, key = People(request.user), asked.get("metric", "")
    gauge = require_gauge(key, "has no goals") if key and "choose" not in asked else None
    scope, period = read_scope(asked.get("who", ""), people), _period(asked.get("period", ""))
    board = Board(request.user, timezone.localdate(), people)
    row = next((each for each in board.goals if gauge and _is(each, gauge, scope, period)), None)
    if request.method == "GET":
        typed = _typed(board, gauge, row) if gauge and row else ""
        return _form(request, board, gauge, scope, period, row, Filled({"target": typed}))
    given = filled(request.POST, "metric", "who", "period", "target")
    try:
        set_goal(key, period, given.value("target"), scope, by=request.user, via="page")
    except SalesError as error:
        shown = given.refused(error, "target")
        return _form(request, board, gauge, scope, period, row, shown, error.status)
    flash(request, _("Goal set."))
    return _back(request, scope, period)


@login_required
@require_POST
def withdraw(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Have a goal hold no longer."""
    row = Goal.objects.filter(id=goal_id).first()
    withdraw_goal(goal_id, by=request.user, via="page")
    flash(request, _("Goal withdrawn."))
    return _back(request, scope_of(row) if row else COMPANY, row.period if row else "")


@login_required
@require_safe
def line(request: HttpRequest) -> HttpResponse:
    """One's own goals in a line, for Today; nothing where there are none."""
    own = Scope(member=request.user.id)
    if not Goal.objects.filter(member_id=own.member, withdrawn_at=None).exists():
        return HttpResponse("")
    found = Board(request.user, timezone.localdate()).standings([own])
    return render(request, "scorecard/goal_line.html", {"standings": found}) if found else HttpResponse("")


def _scope(request: HttpRequest, people: People) -> Scope:
    """Whom the page is about: as asked, else the widest of one's people."""
    if asked := request.GET.get("who", ""):
        return read_scope(asked, people)
    own = Scope(member=request.user.id)
    wide = [COMPANY, *([Scope(team=request.user.team_id)] if request.user.team_id else [])]
    return next((each for each in wide if people.sees(each)), own)


def _scopes(people: People) -> list[tuple[str, str]]:
    every = [COMPANY, *(Scope(team=team) for team in people.teams)]
    members = sorted((Scope(member=who) for who in people.names), key=people.title)
    return [(each.key, people.title(each)) for each in [*every, *members] if people.sees(each)]


def _lines(board: Board, scope: Scope, period: str) -> dict[str, list[Line]]:
    owners = owner_names()
    found: dict[str, list[Line]] = {side: [] for side in SIDES}
    for each in board.sheet(scope, period):
        name = owners.get(each.gauge.owned_as, "")
        found[each.gauge.sign].append(Line(each, spark(each.trend), name, _behind(each)))
    return found


def _behind(standing: Standing) -> str:
    """The records behind the figure, where the page of the number can show them."""
    gauge, scope = standing.gauge, standing.scope
    if not gauge.metric or scope.team:
        return ""
    metric = METRICS[gauge.metric]
    span = dict(zip(("from", "to"), (day.isoformat() for day in standing.span), strict=True))
    whose = {"by": "owner", "group": scope.member} if scope.member else {}
    parts = gauge.parts if gauge.adds_up else metric.counted
    place = {metric.keys[0]: gauge.place} if gauge.place else {}
    asked = {**({} if is_of_today(gauge) else span), **whose, **place, "part": ",".join(parts)}
    return reverse("scorecard-deals", args=[gauge.metric]) + "?" + urlencode(asked)


def _below(board: Board, scopes: Sequence[Scope], period: str) -> tuple[list[Row], list[Gauge]]:
    """Those below with their goals of the period, and the figures that any of them has a goal for."""
    by_scope: dict[Scope, dict[str, Standing]] = {each: {} for each in scopes}
    for each in board.standings(scopes) if scopes else []:
        if each.period == period:
            by_scope[each.scope][each.gauge.key] = each
    known = {key for found in by_scope.values() for key in found}
    rows = [
        Row(board.people.title(each), _address(each, period), each.team is not None, by_scope[each]) for each in scopes
    ]
    return rows, [gauge for key, gauge in board.gauges.items() if key in known]


def _form(
    request: HttpRequest, board: Board, gauge: Gauge | None, scope: Scope, period: str, row: Goal | None,
    given: Filled, status: int = 200,
) -> HttpResponse:  # fmt: skip
    page = FormPage(
        gauge, [] if gauge else _figures(board, scope), scope.key, board.people.title(scope), period,
        list(PERIODS.items()), board.currency, row.id if row else None, given, reverse("goal-form"),
    )  # fmt: skip
    return render(request, "scorecard/goal.html", page, block="dialog", status=status)


def _figures(board: Board, scope: Scope) -> list[tuple[str, Any]]:
    """The figures that the scope can have goals for."""
    found = (each for each in choices(board.desk) if scope == COMPANY or each.has_owners)
    return [(each.key, each.title) for each in found if each.better != "neither"]


def _typed(board: Board, gauge: Gauge, row: Goal) -> str:
    """The target as it was typed."""
    if gauge.is_money:
        return to_text(row.target, board.currency) or ""
    return f"{target_of(gauge, row.target) * (PER_CENT if gauge.unit == 'ratio' else 1):g}"


def _is(row: Goal, gauge: Gauge, scope: Scope, period: str) -> bool:
    return (row.metric, row.period, scope_of(row)) == (gauge.key, period, scope)


def _period(text: str) -> str:
    return text if text in MONTHS else "quarter"


def _address(scope: Scope, period: str) -> str:
    return reverse("goals") + "?" + urlencode({"who": scope.key, "period": period})


def _back(request: HttpRequest, scope: Scope, period: str) -> HttpResponse:
    there = _address(scope, _period(period))
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)
