"""The API of forecasts."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from dealwright.records.answers import json_answer
from dealwright.workspace.bodies import Body
from dealwright.workspace.queries import year_of_company

from ..freshness import freshen
from ..goals.scopes import COMPANY, People, Scope, read_scope
from .commands import submit
from .moves import moves
from .outlook import outlook
from .periods import Period, read_period
from .submitted import said_in
from .track import track

forecast = Router(tags=["scorecard"])


class NewSubmission(Body):
    """What you are sure of and what it may become, as decimal texts, in this month unless `period` names another.

    Of your own deals unless `who` names a team or `company`.
    """

    commit: str
    period: str = ""
    best: str = ""
    note: str = ""
    who: str = ""


@forecast.get("")
def read_forecast(request: HttpRequest, period: str = "", who: str = "") -> HttpResponse:
    """What is known of a month (2026-11) or a quarter of your year (2026-Q4, FY27-Q2), of the company, `team:2` or
    `member:5`."""
    freshen()
    return json_answer(outlook(_period(request, period), who, actor=request.user).as_dict())


@forecast.get("/moves")
def read_forecast_moves(request: HttpRequest, period: str = "", who: str = "") -> HttpResponse:
    """What moved among the open deals of a period since the forecast of a week ago: start and changes give the end."""
    freshen()
    return json_answer(moves(_period(request, period), who, actor=request.user).as_dict())


@forecast.get("/track")
def read_track_record(request: HttpRequest, period: str = "", who: str = "") -> HttpResponse:
    """How good forecasts for such a period were: the back-test, and past snapshots beside what came."""
    freshen()
    return json_answer(track(_period(request, period), who, actor=request.user).as_dict())


@forecast.get("/submissions")
def list_submissions(request: HttpRequest, period: str = "") -> HttpResponse:
    """All that was submitted for a period by those whose deals you see, the latest first."""
    people = People(request.user)
    return json_answer(
        {"items": [each.as_dict(people) for each in said_in(_period(request, period), people)], "next_cursor": None}
    )


@forecast.post("/submissions")
def create_submission(request: HttpRequest, body: NewSubmission) -> HttpResponse:
    """Say what will be won; what was said before stays beside it."""
    people, period = People(request.user), _period(request, body.period)
    scope = read_scope(body.who, people) if body.who not in ("", "company") else _plain(body.who, request)
    number = submit(scope, period, body.commit, body.best, body.note, by=request.user, via="api")
    made = next(each for each in said_in(period, people) if each.id == number)
    return json_answer(made.as_dict(people), 201)


def _plain(who: str, request: HttpRequest) -> Scope:
    return COMPANY if who else Scope(member=request.user.id)


def _period(request: HttpRequest, text: str) -> Period:
    return read_period(text, timezone.localdate(), year_of_company(request.user))
