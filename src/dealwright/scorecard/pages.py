"""The pages of the scorecard: all numbers, and the deals behind one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dealwright.desk.render import render
from dealwright.processes.queries import in_force

from .behind import PAGE, Listed, Wanted, listed
from .freshness import freshen, is_behind
from .periods import PERIODS, days_asked
from .queries import LEFT_OUT, desk
from .questions import Question, read_question
from .shapes import Sheet
from .sheet import BY, TOGETHER, Maker

FILTERS = ("period", "from", "to", "by", "process")


@dataclass(frozen=True)
class ScorecardPage:
    """All numbers, with what can be chosen."""

    sheet: Sheet
    params: dict[str, str]
    periods: Sequence[tuple[str, Any]]
    dimensions: Sequence[tuple[str, Any]]
    processes: Sequence[tuple[str, str]]
    as_of: datetime | None
    is_behind: bool
    left_out: str


@dataclass(frozen=True)
class BehindPage:
    """The deals behind one number."""

    question: Question
    wanted: Wanted
    found: Listed
    back: str
    previous: str
    following: str


@login_required
@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    """All numbers over the deals that the member may see."""
    params = _params(request)
    asked = _read("win_rate", params)
    freshen()
    counter = desk(request.user, asked.process)
    sheet = Maker(counter, asked, {**params, "by": ""}).sheet()
    page = ScorecardPage(
        sheet=sheet,
        params=params,
        periods=list(PERIODS.items()),
        dimensions=[("", TOGETHER), *BY.items()],
        processes=[(each.key, each.title) for each in in_force()],
        as_of=counter.as_of,
        is_behind=is_behind(),
        left_out="" if counter.tells_money else LEFT_OUT,
    )
    return render(request, "scorecard/scorecard.html", page)


@login_required
@require_safe
def deals(request: HttpRequest, metric: str) -> HttpResponse:
    """The deals behind one number."""
    params = _params(request)
    question = _read(metric, params)
    wanted = Wanted.read(question, request.GET)
    freshen()
    found = listed(question, wanted, actor=request.user)
    kept = {key: value for key, value in request.GET.items() if key != "page"}
    page = BehindPage(
        question,
        wanted,
        found,
        back="?" + urlencode({key: value for key, value in params.items() if value}),
        previous="?" + urlencode({**kept, "page": wanted.page - 1}) if wanted.page > 1 else "",
        following="?" + urlencode({**kept, "page": wanted.page + 1}) if wanted.page * PAGE < found.total else "",
    )
    return render(request, "scorecard/deals.html", page)


def _params(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in FILTERS}


def _read(metric: str, params: dict[str, str]) -> Question:
    days = days_asked(params, timezone.localdate())
    return read_question(metric, {"by": params["by"], "process": params["process"], **days})
